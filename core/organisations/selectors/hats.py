"""Hats and actors."""

from collections.abc import Iterable

from django.db.models import Case, Exists, OuterRef, Subquery, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.access.enums import Role
from core.access.types import Actor, Hat
from core.lib.once import once
from core.people.models import Account, Guardianship
from core.people.selectors import known_wards

from ..enums import EnrolmentState
from ..models import Enrolment, Membership, TeachingAssignment, running

ROLE_LABELS = {
    Role.STUDENT: gettext_noop("Học sinh"),
    Role.TEACHER: gettext_noop("Giáo viên"),
    Role.LEADER: gettext_noop("Ban giám hiệu"),
    Role.UNIT_ADMIN: gettext_noop("Quản trị đơn vị"),
    Role.OFFICER: gettext_noop("Chuyên viên"),
    Role.AUDITOR: gettext_noop("Kiểm tra nhật kí"),
    Role.STAFF: gettext_noop("Nhân viên"),
    Role.LEARNER: gettext_noop("Học viên"),
    Role.GUARDIAN: gettext_noop("Phụ huynh"),
}


def hats_of(person_id: int) -> list[Hat]:
    """Return the person's valid hats: running memberships in open units, and guardianship of verified children. At most two queries."""
    rows = running_memberships(person_id)
    hats = [_membership_hat(row) for row in rows if not row.unit.is_closed]
    wards = known_wards(person_id) if not rows or rows[0].has_wards else []  # type: ignore[attr-defined]
    names = [ward.child.given_name for ward in wards]
    if names:
        hats.append(Hat("g", Role.GUARDIAN, label=_("Phụ huynh"), unit_name=_listed(names), crest="PH"))
    return hats


def running_memberships(person_id: int) -> list[Membership]:
    """Return the person's running memberships with unit and person, those of closed units too, in their order; one query, once a page.

    Each has `class_name`, the class that names the hat (a pupil's own, the one a teacher leads), and `has_wards`, whether the person
    looks after a child.
    """
    return once(("memberships", person_id), lambda: _read_memberships(person_id))


def _read_memberships(person_id: int) -> list[Membership]:
    here = {"person_id": person_id}
    led = TeachingAssignment.objects.filter(running(), kind="homeroom", class_group__unit_id=OuterRef("unit_id"), **here)
    own = Enrolment.objects.filter(running(), state=EnrolmentState.STUDYING, unit_id=OuterRef("unit_id"), **here)
    name = {
        role: Subquery(rows.order_by("-id").values("class_group__name")[:1]) for role, rows in ((Role.TEACHER, led), (Role.STUDENT, own))
    }
    rows = Membership.objects.filter(running(), **here).select_related("unit", "person").order_by("id")
    wards = Guardianship.objects.filter(running(), guardian_id=person_id).exclude(verified_at=None)
    class_name = Case(*(When(role=role, then=found) for role, found in name.items()), default=Value(""))
    return list(rows.annotate(class_name=class_name, has_wards=Exists(wards)))


def _listed(names: list[str]) -> str:
    """Return the names as a sentence lists them: A; A và B; A, B và C."""
    *first, last = names
    return _("%(names)s và %(last)s") % {"names": ", ".join(first), "last": last} if first else last


def _membership_hat(row: Membership) -> Hat:
    label = row.title or _(ROLE_LABELS[Role(row.role)])
    name, detail = row.class_name, ""  # type: ignore[attr-defined]
    if name and row.role == Role.STUDENT:
        label = f"{row.title} {name}" if row.title else _("Học sinh %(class)s") % {"class": name}
    elif name:
        detail = _("Chủ nhiệm %(class)s") % {"class": name}
    return Hat(f"m{row.pk}", Role(row.role), row.unit_id, row.unit.path, row.unit.label, crest_of(row.unit.label), label, detail)


def crest_of(name: str) -> str:
    """Return the two letters that stand for a unit: of its own name's last two words."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[-2:]).upper()


def actor_for(
    account: Account, hat_key: str | None, *, is_shared_device: bool = False, hats: Iterable[Hat] | None = None
) -> tuple[Actor, list[Hat]]:
    """Return the actor of an account under the hat called `hat_key` (or its first), and all its hats."""
    known = list(hats_of(account.person_id) if hats is None else hats)
    current = next((hat for hat in known if hat.key == hat_key), known[0] if known else None)
    actor = Actor.of(
        account_id=account.pk,
        person_id=account.person_id,
        hat=current,
        is_platform_staff=account.is_staff and account.is_active,
        is_shared_device=is_shared_device,
    )
    return actor, known


def role_label(role: str) -> str:
    """Return the words for a stored role."""
    return _(ROLE_LABELS[Role(role)])
