"""Who sees, adds and approves works. The roster is asked each time: a teacher who leaves the class sees nothing any more."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.models import ClassGroup, Enrolment
from core.organisations.policies import taught_classes
from core.organisations.selectors.classes import reading_places
from core.people.models import Guardianship, Person, running
from social.groups.models import Space

from .enums import WorkState
from .models import Work


def uses_portfolio(actor: Actor, obj: object = None) -> bool:
    """Permit pupils, teachers and guardians."""
    return actor.has_role(Role.STUDENT, Role.TEACHER, Role.GUARDIAN)


def keeps_portfolio(actor: Actor, obj: object = None) -> bool:
    """Permit pupils: it is theirs."""
    return actor.has_role(Role.STUDENT)


def taught_children(actor: Actor, classes: QuerySet[ClassGroup] | None = None) -> QuerySet[Person]:
    """Return the pupils of the classes the actor teaches now (or of `classes` of these)."""
    if not actor.has_role(Role.TEACHER):
        return Person.objects.none()
    groups = taught_classes(actor) if classes is None else classes
    places = Enrolment.objects.filter(running(), class_group__in=groups, state="studying", person_id=OuterRef("pk"))
    return Person.objects.filter(Exists(places))


def visible_children(actor: Actor) -> QuerySet[Person]:
    """Return whose shelves the actor may open: its own, its pupils', its verified children's."""
    if actor.has_role(Role.STUDENT):
        return Person.objects.filter(pk=actor.person_id)
    if actor.has_role(Role.GUARDIAN):
        ties = Guardianship.objects.filter(running(), guardian_id=actor.person_id, child_id=OuterRef("pk")).exclude(verified_at=None)
        return Person.objects.filter(Exists(ties))
    return taught_children(actor)


def can_open_shelf(actor: Actor, child: Person) -> bool:
    """Say whether the actor may open the shelf of `child`; the same rule as `visible_children`."""
    return visible_children(actor).filter(pk=child.pk).exists()


def visible_works(actor: Actor) -> QuerySet[Work]:
    """Return the works the actor may see: a child its own, a teacher those of its pupils, a guardian approved ones of its children;
    and what is shown to a class one sits in or teaches."""
    rows = Work.objects.exclude(state=WorkState.REMOVED)
    if actor.has_role(Role.GUARDIAN):
        return rows.filter(child__in=visible_children(actor), state=WorkState.APPROVED)
    if not uses_portfolio(actor):
        return rows.none()
    shown = Q(shown_at__isnull=False, state=WorkState.APPROVED, space__class_group__in=_own_classes(actor))
    if actor.has_role(Role.STUDENT):
        shown &= ~Q(space__in=Space.objects.filter(settings__switches__learner__works=False))
    return rows.filter(Q(child__in=visible_children(actor)) | shown)


def _own_classes(actor: Actor) -> QuerySet[ClassGroup]:
    if actor.has_role(Role.TEACHER):
        return taught_classes(actor)
    places = Enrolment.objects.filter(reading_places(), person_id=actor.person_id, class_group_id=OuterRef("pk"))
    return ClassGroup.objects.filter(Exists(places), unit_id=actor.unit_id)


def can_see_work(actor: Actor, work: Work) -> bool:
    """Say whether the actor may see `work`; the same rule as `visible_works`."""
    return visible_works(actor).filter(pk=work.pk).exists()


def can_remove_work(actor: Actor, work: Work) -> bool:
    """Permit the child, under its pupil hat."""
    return keeps_portfolio(actor) and work.child_id == actor.person_id and work.state != WorkState.REMOVED


def can_change_work(actor: Actor, work: Work) -> bool:
    """Permit the child, unless the work was hidden after a report."""
    return can_remove_work(actor, work) and work.state != WorkState.HIDDEN


def can_judge_work(actor: Actor, work: Work) -> bool:
    """Permit the teachers of the child's class."""
    return work.state != WorkState.REMOVED and taught_children(actor).filter(pk=work.child_id).exists()


def can_hide_work(actor: Actor, work: Work) -> bool:
    """Permit the child and its teachers to take a work away from the class."""
    return can_remove_work(actor, work) or can_judge_work(actor, work)


def can_suspend_work(actor: Actor, work: Work) -> bool:
    """Permit the child's teachers to hide a work, and the system for a decided case."""
    return actor.is_system or can_judge_work(actor, work)
