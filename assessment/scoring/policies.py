"""Who may mark, look at results, release and appeal. Lists and single answers come from one rule."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.access.enums import Right, Role
from core.access.types import Actor
from core.people.selectors import known_wards

from ..sessions.models import Attempt, Test, TestStaff
from ..sessions.policies import can_manage_test, gives_tests, visible_tests
from ..sessions.types import TestSettings
from .enums import MarkRound
from .models import Appeal, Mark

__all__ = ["can_manage_test", "gives_tests"]
MARKERS = ("marker", "second_marker")
DONE = ("prepared", "working", "voided")


def markable_tests(actor: Actor) -> QuerySet[Test]:
    """Tests an actor may mark: its own, those it is a marker of, those of units it oversees."""
    if actor.is_system:
        return Test.objects.all()
    rows = visible_tests(actor)
    helps = Exists(TestStaff.objects.filter(test_id=OuterRef("pk"), person_id=actor.person_id, role__in=MARKERS))
    rule = Q(owner_id=actor.person_id, unit_id=actor.unit_id) | Q(helps)
    if {Right.TESTS_OVERSEE, Right.TESTS_RUN} <= actor.rights:
        rule |= Q(unit__path__startswith=actor.unit_path)
    return rows.filter(rule)


def can_mark(actor: Actor, test: Test) -> bool:
    """Say whether the actor may mark `test`; the same rule as `markable_tests`."""
    return markable_tests(actor).filter(pk=test.pk).exists()


def marking_rounds(actor: Actor, test: Test) -> tuple[str, ...]:
    """Return which marks the actor makes in `test`, its usual one first: a second marker only second ones, blind.

    Others first ones; who manages a doubly marked test also settles differences.
    """
    if TestStaff.objects.filter(test=test, person_id=actor.person_id, role="second_marker").exists():
        return (MarkRound.SECOND,)
    if not can_mark(actor, test):
        return ()
    if TestSettings.read(test.settings).double_marking and can_manage_test(actor, test):
        return (MarkRound.FIRST, MarkRound.RECONCILE)
    return (MarkRound.FIRST,)


def is_anonymous(test: Test) -> bool:
    """Say whether candidates of `test` are known by codes only, until it is released.

    To everybody who sees marks, its owner too: marks can be changed until then. Who sits where and who has handed in is no secret,
    so nothing that shows marks or answers may show an attempt's address or times.
    """
    return TestSettings.read(test.settings).anonymous_marking and test.released_at is None


def can_name_script(actor: Actor, test: Test) -> bool:
    """Say whether the actor may look at a script of `test` together with its candidate's name."""
    return can_review(actor, test) and not is_anonymous(test)


def reviewable_tests(actor: Actor) -> QuerySet[Test]:
    """Tests whose figures and lists of marks an actor may see: its own, those it oversees, those it marks unless that is anonymous."""
    if actor.is_system:
        return Test.objects.all()
    helps = Exists(TestStaff.objects.filter(test_id=OuterRef("pk"), person_id=actor.person_id, role="marker"))
    open_names = Q(settings__anonymous_marking=False) | Q(settings__anonymous_marking__isnull=True)
    named = Q(released_at__isnull=False) | open_names
    rule = Q(owner_id=actor.person_id, unit_id=actor.unit_id) | (Q(helps) & named)
    if Right.TESTS_OVERSEE in actor.rights:
        rule |= Q(unit__path__startswith=actor.unit_path)
    return visible_tests(actor).filter(rule)


def can_review(actor: Actor, test: Test) -> bool:
    """Say whether the actor may see the figures and marks of `test`; the same rule as `reviewable_tests`."""
    return reviewable_tests(actor).filter(pk=test.pk).exists()


def children_with_marks(actor: Actor) -> list[int]:
    """Return the children whose marks a guardian may see now: verified, running, with `marks` among what it may see."""
    if not actor.has_role(Role.GUARDIAN) or not actor.person_id:
        return []
    return [ward.child_id for ward in known_wards(actor.person_id) if "marks" in (ward.may_see or [])]


def released_results(by: datetime) -> QuerySet[Attempt]:
    """Results that guardians may open, of any child, released by then."""
    return Attempt.objects.filter(test__is_removed=False, released_at__lte=by).exclude(state__in=DONE)


def visible_results(actor: Actor) -> QuerySet[Attempt]:
    """Attempts whose result page an actor may open: its own once handed in (the review policy says what it shows), a child's once released."""
    attempts = Attempt.objects.filter(test__is_removed=False).exclude(state__in=DONE)
    if actor.is_system:
        return attempts
    if actor.has_role(Role.GUARDIAN):
        return released_results(timezone.now()).filter(person_id__in=children_with_marks(actor))
    return attempts.filter(person_id=actor.person_id or 0)


def can_view_result(actor: Actor, attempt: Attempt) -> bool:
    """Say whether the actor may open the result of `attempt`; the same rule as `visible_results`."""
    return visible_results(actor).filter(pk=attempt.pk).exists()


def sees_results(actor: Actor, obj: object = None) -> bool:
    """Permit everybody who has signed in under a hat: the attempt decides."""
    return actor.is_signed_in and actor.hat is not None


def sees_own_result(actor: Actor, obj: object = None) -> bool:
    """Permit whom `sees_results` permits, and guests of open tests, who have nothing but their own attempt."""
    return actor.is_guest or sees_results(actor)


def visible_appeals(actor: Actor) -> QuerySet[Appeal]:
    """Appeals an actor may look into as staff: of tests it manages or marks."""
    return Appeal.objects.filter(attempt__test__in=markable_tests(actor))


def can_decide_appeal(actor: Actor, appeal: Appeal) -> bool:
    """Say whether the actor may mark the answers of an appeal: it marks the test and made no earlier mark in the appealed answers."""
    if not visible_appeals(actor).filter(pk=appeal.pk).exists():
        return False
    if appeal.marker_id and appeal.marker_id != actor.person_id:
        return False
    earlier = Mark.objects.filter(score__attempt_id=appeal.attempt_id, marker_id=actor.person_id).exclude(round=MarkRound.APPEAL)
    if appeal.positions:
        earlier = earlier.filter(score__position__in=appeal.positions)
    return not earlier.exists()
