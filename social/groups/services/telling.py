"""Who is told that somebody asks to join a community, is invited, let in or turned down."""

from django.urls import reverse

from core.notifications.services import notify

from ..enums import MemberRole, MemberState
from ..models import Space, SpaceMember


def asked(row: SpaceMember) -> None:
    """Tell who may let in that somebody asks to."""
    owners = SpaceMember.objects.filter(space_id=row.space_id, role=MemberRole.OWNER, state=MemberState.RUNNING)
    school = row.unit.label if row.unit else ""
    _tell(row, "social.member.asked", list(owners.values_list("person_id", flat=True)), name=row.person.full_name, school=school)


def invited(row: SpaceMember) -> None:
    """Tell who is invited, and by whom."""
    _tell(row, "social.member.invited", [row.person_id], name=row.decided_by.full_name if row.decided_by else row.space.name)


def answered(row: SpaceMember) -> None:
    """Tell who asked what the answer is."""
    is_in = row.state == MemberState.RUNNING
    _tell(row, "social.member.accepted" if is_in else "social.member.refused", [row.person_id])


def _tell(row: SpaceMember, kind: str, people: list[int], **data: str) -> None:
    space: Space = row.space
    url = reverse("social:communities") if kind == "social.member.refused" else reverse("social:community", args=[space.uuid])
    notify(
        recipient_ids=people,
        kind=kind,
        data={"space": space.name, **data},
        url=url,
        dedupe_key=f"member:{row.pk}:{row.changed_at.isoformat()}",
        topic=space.topic,
    )
