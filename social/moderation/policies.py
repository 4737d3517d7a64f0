"""Who may block, report, see a case, judge it and appeal; what a block means."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.access.enums import Role
from core.access.rules import covers
from core.access.types import Actor
from core.organisations.models import Enrolment, TeachingAssignment
from core.people.models import Guardianship, running
from social.files.models import Attachment
from social.groups.enums import Ability, Side
from social.groups.models import Space
from social.groups.policies import can, can_read_space
from social.hooks import Moderated

from .enums import FAULTS, JUDGES, CaseState, SanctionKind
from .models import Block, Case
from .rules import appeal_until


def can_block(actor: Actor, obj: Any = None) -> bool:
    """Say whether the actor may keep a list of people it does not want to hear from: anybody signed in."""
    return actor.is_signed_in


def is_bound(a: int, b: int) -> bool:
    """Say whether one of two persons teaches a class the other, or a child of the other, is in today: what they have to tell each other arrives."""

    def classes(person_id: int) -> Any:
        wards = Guardianship.objects.filter(running(), guardian_id=person_id).exclude(verified_at=None).values("child_id")
        places = Enrolment.objects.filter(Q(person_id=person_id) | Q(person_id__in=wards), running(), state="studying")
        return places.values("class_group_id")

    either_way = Q(person_id=a, class_group_id__in=classes(b)) | Q(person_id=b, class_group_id__in=classes(a))
    return TeachingAssignment.objects.filter(either_way, running()).exists()


def is_blocked(a: int, b: int) -> bool:
    """Say whether one of two persons has blocked the other."""
    return Block.objects.filter(Q(person_id=a, blocked_id=b) | Q(person_id=b, blocked_id=a)).exists()


def can_report(actor: Actor, thing: tuple[str, str]) -> bool:
    """Permit whoever sees a thing `(kind, key)`."""
    kind, key = thing
    try:
        return actor.hat is not None and Moderated.of(kind).may_see(actor, key)
    except LookupError:
        return False


def is_judge(actor: Actor, obj: Any = None) -> bool:
    """Say whether the actor's hat is one that judges in its unit: heads, administrators, officers."""
    return actor.has_role(*JUDGES)


def works_for_safety(actor: Actor, obj: Any = None) -> bool:
    """Permit staff: teachers look after their classes, heads after their units."""
    return actor.hat is not None and not actor.has_role(Role.STUDENT, Role.LEARNER, Role.GUARDIAN)


def can_set_safety(actor: Actor, obj: Any = None) -> bool:
    """Permit heads and administrators to set their own unit's words and duty list."""
    return actor.has_role(Role.LEADER, Role.UNIT_ADMIN)


def is_about(actor: Actor, case: Case) -> bool:
    """Say whether a case is the actor's own: about what it wrote, or about its child."""
    if case.author_id == actor.person_id:
        return True
    wards = Guardianship.objects.filter(running(), guardian_id=actor.person_id, child_id=case.author_id).exclude(verified_at=None)
    return wards.exists()


def can_see_case(actor: Actor, case: Case) -> bool:
    """Permit who judges where the case is or above, who was asked to look, and who moderates the space of a pupil's thing.

    Nobody sees the file of a case about itself or its child; they have a page of their own.
    """
    if not works_for_safety(actor) or is_about(actor, case):
        return False
    if is_judge(actor) and covers(actor.unit_path, case.unit.path):
        return True
    if case.level:
        return False
    if covers(case.origin_unit.path, actor.unit_path) and case.asked.filter(pk=actor.person_id).exists():
        return True
    return case.author_side == Side.LEARNER and case.space is not None and can(actor, case.space, Ability.MODERATE)


def can_judge_case(actor: Actor, case: Case) -> bool:
    """Permit who sees the case, except who reported it or decided what is now appealed. Appeals are judged by heads only."""
    return can_see_case(actor, case) and may_judge_seen(actor, case)


def may_judge_seen(actor: Actor, case: Case) -> bool:
    """Say whether somebody who may see the case may judge it as well."""
    if not case.is_running or case.reports.filter(reporter_id=actor.person_id).exists():
        return False
    return case.state == CaseState.OPEN or (is_judge(actor) and case.decided_by_id != actor.person_id)


def can_lift(actor: Actor, case: Case) -> bool:
    """Permit heads who see the case to end its measure early, once nothing of it runs."""
    return is_judge(actor) and not case.is_running and can_see_case(actor, case) and case.sanctions.filter(stopping()).exists()


def stopping() -> Q:
    """Return the condition for measures that stop somebody's writing now: those that run, and those without an end."""
    return Q(lifted_at=None) & (Q(until__gt=timezone.now()) | Q(kind=SanctionKind.CLOSE))


def can_read_own_case(actor: Actor, case: Case) -> bool:
    """Permit the author of the thing and, for a child, the guardian wearing that hat, once it was decided on."""
    return (
        bool(case.decision)
        and not case.is_cry
        and (case.author_id == actor.person_id or (actor.has_role(Role.GUARDIAN) and is_about(actor, case)))
    )


def can_appeal(actor: Actor, case: Case) -> bool:
    """Permit the author, and a child's guardian, within the term; once."""
    is_open = case.state == CaseState.DECIDED and case.decision in FAULTS
    return is_open and can_read_own_case(actor, case) and case.decided_at is not None and timezone.now() < appeal_until(case.decided_at)


def can_read_figures(actor: Actor, obj: Any = None) -> bool:
    """Permit who judges: figures hold no name."""
    return is_judge(actor)


def can_tag(actor: Actor, picture: tuple[Attachment, Space | None]) -> bool:
    """Permit whose picture it is, and who moderates the space it stands in, to name people on it; never in conversations."""
    attachment, space = picture
    if space is None or actor.hat is None:
        return False
    return can(actor, space, Ability.MODERATE) or (attachment.owner_id == actor.person_id and can_read_space(actor, space))
