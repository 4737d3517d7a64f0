"""Who may mark, look at results, release and appeal. Lists and single answers come from one rule."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.access.enums import Right, Role
from core.access.types import Actor
from core.people.models import Guardianship, running

from ..sessions.models import Attempt, Test, TestStaff
from ..sessions.policies import can_manage_test, gives_tests, visible_tests

__all__ = ["can_manage_test", "gives_tests"]
MARKERS = ("marker", "second_marker")


def markable_tests(actor: Actor) -> QuerySet[Test]:
    """Tests an actor may mark: its own, those it is a marker of, those of units it oversees."""
    if actor.is_system:
        return Test.objects.all()
    rows = visible_tests(actor)
    helps = Exists(TestStaff.objects.filter(test_id=OuterRef("pk"), person_id=actor.person_id, role__in=MARKERS))
    rule = Q(owner_id=actor.person_id, unit_id=actor.unit_id) | Q(helps)
    if Right.TESTS_OVERSEE in actor.rights:
        rule |= Q(unit__path__startswith=actor.unit_path)
    return rows.filter(rule)


def can_mark(actor: Actor, test: Test) -> bool:
    """Say whether the actor may mark `test`; the same rule as `markable_tests`."""
    return markable_tests(actor).filter(pk=test.pk).exists()


def children_with_marks(actor: Actor) -> list[int]:
    """Return the children whose marks a guardian may see now: verified, running, with `marks` among what it may see."""
    if not actor.has_role(Role.GUARDIAN) or not actor.person_id:
        return []
    rows = Guardianship.objects.filter(running(), guardian_id=actor.person_id).exclude(verified_at=None)
    return [child_id for child_id, may_see in rows.values_list("child_id", "may_see") if "marks" in (may_see or [])]


def visible_results(actor: Actor) -> QuerySet[Attempt]:
    """Attempts whose result page an actor may open: its own (what is shown depends on the moment), a child's once released."""
    own = Q(person_id=actor.person_id) if actor.person_id else Q(pk=None)
    children = children_with_marks(actor)
    rule = own | Q(person_id__in=children, released_at__lte=timezone.now()) if children else own
    return Attempt.objects.filter(rule).exclude(state__in=("prepared", "working", "voided"))


def can_view_result(actor: Actor, attempt: Attempt) -> bool:
    """Say whether the actor may open the result of `attempt`; the same rule as `visible_results`."""
    return visible_results(actor).filter(pk=attempt.pk).exists()


def sees_results(actor: Actor, obj: object = None) -> bool:
    """Permit everybody who has signed in: the attempt decides."""
    return actor.is_signed_in
