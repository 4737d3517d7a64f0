"""Who may give, see and take tests. Lists and single answers come from one rule."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access.enums import Right, Role
from core.access.types import Actor
from core.organisations.models import ClassGroup, Enrolment, Unit, running
from core.organisations.policies import taught_classes

from .enums import Audience, TestState
from .models import Attempt, Candidate, Test, TestClass, TestStaff


def belongs(actor: Actor, obj: object = None) -> bool:
    """Permit whoever wears a hat that has to do with tests: everybody but auditors."""
    return actor.hat is not None and not actor.has_role(Role.AUDITOR)


def gives_tests(actor: Actor, obj: object = None) -> bool:
    """Permit whoever gives tests or oversees them."""
    return actor.is_system or bool({Right.TESTS_RUN, Right.TESTS_OVERSEE} & actor.rights)


def sets_grading(actor: Actor, obj: object = None) -> bool:
    """Permit whoever oversees tests in the unit of its hat: how they are marked there is for the unit to say."""
    return Right.TESTS_OVERSEE in actor.rights and bool(actor.unit_id)


def can_set_grading(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may set how tests of `unit` are marked: it oversees tests there, and the unit is open."""
    return sets_grading(actor) and actor.may(Right.TESTS_OVERSEE, unit.path) and not unit.is_closed


def takes_tests(actor: Actor, obj: object = None) -> bool:
    """Permit everybody who has signed in: the test decides."""
    return actor.is_signed_in


def sits_tests(actor: Actor, obj: object = None) -> bool:
    """Permit everybody who has signed in, and guests: the attempt decides. Guests have only their own."""
    return actor.is_signed_in or actor.is_guest


def can_take_by_link(actor: Actor, test: Test) -> bool:
    """Say whether the actor may take `test` because it has the link: anybody who has signed in, or whose hat is of the unit's tree."""
    if not actor.is_signed_in or actor.hat is None or test.is_removed or test.state == TestState.DRAFT:
        return False
    if test.audience == Audience.UNIT:
        return bool(actor.unit_path) and actor.unit_path.startswith(test.unit.path)
    return test.audience in (Audience.EVERYBODY, Audience.OPEN)


def visible_tests(actor: Actor) -> QuerySet[Test]:
    """Tests an actor may look into as staff: own ones under that hat, those it marks or proctors, those of units it oversees."""
    tests = Test.objects.filter(is_removed=False)
    if actor.is_system:
        return tests
    if not gives_tests(actor):
        return tests.none()
    helps = Exists(TestStaff.objects.filter(test_id=OuterRef("pk"), person_id=actor.person_id))
    rule = Q(owner_id=actor.person_id, unit_id=actor.unit_id) | (Q(helps) & Q(unit__path__startswith=actor.unit_path))
    if Right.TESTS_OVERSEE in actor.rights:
        rule |= Q(unit__path__startswith=actor.unit_path)
    return tests.filter(rule)


def can_view_test(actor: Actor, test: Test) -> bool:
    """Say whether the actor may look into `test` as staff; the same rule as `visible_tests`."""
    return visible_tests(actor).filter(pk=test.pk).exists()


def can_manage_test(actor: Actor, test: Test) -> bool:
    """Say whether the actor may change, give, close `test`: its owner under that hat, or who oversees its unit."""
    if actor.may(Right.TESTS_OVERSEE, test.unit.path):
        return not test.unit.is_closed
    return Right.TESTS_RUN in actor.rights and test.owner_id == actor.person_id and test.unit_id == actor.unit_id


def can_make_test(actor: Actor, obj: object = None) -> bool:
    """Say whether the actor may begin a test in the unit of its hat."""
    return Right.TESTS_RUN in actor.rights and bool(actor.unit_id)


def givable_classes(actor: Actor) -> QuerySet[ClassGroup]:
    """Classes an actor may give tests to: the ones it teaches; leaders and officers any of their units."""
    if actor.is_system:
        return ClassGroup.objects.all()
    if Right.TESTS_OVERSEE in actor.rights and Right.TESTS_RUN in actor.rights:
        return ClassGroup.objects.filter(unit__path__startswith=actor.unit_path)
    return taught_classes(actor) if Right.TESTS_RUN in actor.rights else ClassGroup.objects.none()


def own_tests(actor: Actor) -> QuerySet[Test]:
    """Tests the actor takes: named as a candidate, or learning in a class that takes it, and given already."""
    return tests_given_to([actor.person_id]) if actor.person_id else Test.objects.none()


def tests_given_to(person_ids: Sequence[int]) -> QuerySet[Test]:
    """Tests any of these people take: see `own_tests`; the caller has asked who may know."""
    given = Test.objects.filter(is_removed=False).exclude(state=TestState.DRAFT)
    named = Candidate.objects.filter(test_id=OuterRef("pk"), person_id__in=person_ids, is_removed=False)
    places = Enrolment.objects.filter(running(), person_id__in=person_ids, state="studying").values("class_group_id")
    in_class = TestClass.objects.filter(test_id=OuterRef("pk"), class_group_id__in=places)
    return given.filter(Q(Exists(named)) | Q(Exists(in_class)))


def can_take_test(actor: Actor, test: Test) -> bool:
    """Say whether the actor is a candidate of `test`; the same rule as `own_tests`."""
    return own_tests(actor).filter(pk=test.pk).exists()


def can_work_on(actor: Actor, attempt: Attempt) -> bool:
    """Say whether `attempt` is the actor's own."""
    return bool(actor.person_id) and attempt.person_id == actor.person_id
