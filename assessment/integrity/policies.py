"""Who may supervise a test, and whose traces one may see."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access.enums import Right
from core.access.types import Actor

from ..sessions.models import Attempt, Test, TestStaff


def supervises(actor: Actor, obj: object = None) -> bool:
    """Permit whoever wears a hat in a unit: the console's pages begin here; the test decides."""
    return actor.is_system or bool(actor.unit_id)


def supervised_tests(actor: Actor) -> QuerySet[Test]:
    """Tests an actor may supervise: own ones under a hat that runs tests, those it is proctor of, those of units it oversees."""
    tests = Test.objects.filter(is_removed=False)
    if actor.is_system:
        return tests
    if not actor.unit_id:
        return tests.none()
    helps = Exists(TestStaff.objects.filter(test_id=OuterRef("pk"), person_id=actor.person_id, role="proctor"))
    rule = Q(helps) & Q(unit__path__startswith=actor.unit_path)
    if Right.TESTS_RUN in actor.rights:
        rule |= Q(owner_id=actor.person_id, unit_id=actor.unit_id)
    if Right.TESTS_OVERSEE in actor.rights:
        rule |= Q(unit__path__startswith=actor.unit_path)
    return tests.filter(rule)


def can_supervise(actor: Actor, test: Test) -> bool:
    """Say whether the actor may supervise `test`; the same rule as `supervised_tests`."""
    return supervised_tests(actor).filter(pk=test.pk).exists()


def can_supervise_attempt(actor: Actor, attempt: Attempt) -> bool:
    """Say whether the actor may look at the traces of `attempt` and act on it."""
    return supervised_tests(actor).filter(pk=attempt.test_id).exists()


def can_leave_signals(actor: Actor, attempt: Attempt) -> bool:
    """Say whether signals of `attempt` may come from the actor: the candidate's own player."""
    return attempt.person_id == actor.person_id
