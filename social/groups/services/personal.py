"""What communities and circles keep about a person, for requests about data."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.hooks import PersonalData, PersonalTable

from ..enums import MemberRole, MemberState, Side
from ..models import OverseerVisit, Space, SpaceMember, SpaceState
from .accompanying import company_changed
from .communities import lock_owners


class MembershipData(PersonalData):
    """Where one is, was or asks to be by oneself, and how far one has read. Places of the roster are the school's."""

    key = "nhom"
    label = _("Nhóm và cộng đồng")
    kept_because = _("Lí do xem một nhóm với trách nhiệm của lãnh đạo được giữ lại cùng nhóm.")

    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield memberships, and why one looked into spaces as a head."""
        columns = {"space": _("Nhóm"), "role": _("Vai trò"), "state": _("Tình trạng"), "note": _("Lời xin vào"), "created_at": _("Lúc")}
        rows = SpaceMember.objects.filter(person_id=person_id).select_related("space__unit", "space__class_group").order_by("id")
        lines = (
            {
                "space": one.space.label,
                "role": one.get_role_display(),
                "state": one.get_state_display(),
                "note": one.note,
                "created_at": one.created_at,
            }
            for one in rows
        )
        yield PersonalTable("memberships", _("Nhóm đã tham gia"), columns, lines)
        columns = {"space": _("Nhóm"), "why": _("Vì sao"), "note": _("Ghi thêm"), "at": _("Lúc")}
        visits = OverseerVisit.objects.filter(person_id=person_id).select_related("space__unit", "space__class_group").order_by("id")
        lines = ({"space": one.space.label, "why": one.get_why_display(), "note": one.note, "at": one.at} for one in visits)
        yield PersonalTable("visits", _("Nhóm đã xem với trách nhiệm lãnh đạo"), columns, lines)

    def erase(self, person_id: int) -> int:
        """Delete memberships and marks of reading. What loses its last owner goes to who is longest in it, or is closed."""
        spaces = list(Space.objects.filter(members__person_id=person_id).distinct())
        lock_owners(space.pk for space in spaces)
        count = SpaceMember.objects.filter(person_id=person_id).delete()[0]
        for space in spaces:
            _keep_owned(space)
            company_changed(space)
        return count + SpaceState.objects.filter(person_id=person_id).delete()[0]


def _keep_owned(space: Space) -> None:
    staff = SpaceMember.objects.select_for_update().filter(space=space, side=Side.STAFF, state=MemberState.RUNNING)
    if staff.filter(role=MemberRole.OWNER).exists():
        return
    heir = staff.filter(role=MemberRole.MODERATOR).order_by("id").first() or staff.order_by("id").first()
    if heir is not None:
        heir.role = MemberRole.OWNER
        heir.save(update_fields=["role", "changed_at"])
    elif space.archived_at is None:
        space.archived_at = timezone.now()
        space.save(update_fields=["archived_at"])
