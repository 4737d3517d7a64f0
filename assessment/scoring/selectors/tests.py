"""Tests as those who mark, release and review them find them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.models import Membership, running
from core.people.models import Person

from ...sessions.enums import AttemptState, TestState
from ...sessions.models import Attempt, Test, TestStaff
from ...sessions.policies import visible_tests
from ..enums import ScoreSource
from ..models import Appeal, ItemScore, KeyChange, Regrade
from ..policies import MARKERS, can_manage_test, is_anonymous, markable_tests, reviewable_tests
from ..rules.codes import script_code

TODAY = 5


def _one(rows: QuerySet[Test], uuid: Any) -> Test | None:
    return rows.select_related("unit", "paper", "subject", "owner").filter(uuid=uuid).first()


def marked_test(actor: Actor, uuid: Any) -> Test | None:
    """Return a test the actor marks."""
    return _one(markable_tests(actor), uuid)


def reviewed_test(actor: Actor, uuid: Any) -> Test | None:
    """Return a test whose figures the actor may see."""
    return _one(reviewable_tests(actor), uuid)


def managed_test(actor: Actor, uuid: Any) -> Test | None:
    """Return a test the actor releases, regrades and answers for."""
    found = _one(reviewable_tests(actor), uuid)
    return found if found is not None and can_manage_test(actor, found) else None


@dataclass(frozen=True, slots=True)
class TestsToday:
    """What of a teacher's tests matters today: `running` ones with `working` and `handed_in`; `waiting` ones with `scripts`, `appeals`."""

    __test__ = False

    running: list[Any]
    waiting: list[Any]


def tests_today(actor: Actor) -> TestsToday:
    """Return the tests the actor gives that are open now, and those it gives or helps to mark where answers or appeals wait; one query.

    Where a second marker waits for nothing of its own the test's page says so.
    """
    now = timezone.now()
    helps = Exists(TestStaff.objects.filter(test_id=OuterRef("pk"), person_id=actor.person_id, role__in=MARKERS))
    scripts = Attempt.objects.filter(test=OuterRef("pk"), state=AttemptState.SUBMITTED)
    unmarked = scripts.filter(Exists(ItemScore.objects.filter(attempt=OuterRef("pk"), points=None, source=ScoreSource.WAITING)))
    appeals = Appeal.objects.filter(attempt__test=OuterRef("pk"), state__in=("open", "marking"))
    is_open = Q(opens_at=None) | Q(opens_at__lte=now), Q(closes_at=None) | Q(closes_at__gte=now)
    runs = Q(*is_open, state=TestState.SCHEDULED, owner_id=actor.person_id)
    waits = Q(
        Q(Exists(unmarked), released_at=None) | Q(Exists(appeals)), Q(owner_id=actor.person_id) | Q(helps), pk__in=markable_tests(actor)
    )
    rows = (
        visible_tests(actor)
        .filter(runs | waits)
        .annotate(
            is_running=Case(When(runs, then=Value(True)), default=Value(False), output_field=BooleanField()),
            is_waiting=Case(When(waits, then=Value(True)), default=Value(False), output_field=BooleanField()),
            working=_count(scripts.model.objects.filter(test=OuterRef("pk"), state=AttemptState.WORKING), "test"),
            handed_in=_count(scripts, "test"),
            scripts=_count(unmarked, "test"),
            appeals=_count(appeals, "attempt__test"),
        )
        .order_by("-pk")
    )
    found: list[Any] = list(rows[: 4 * TODAY])
    running = sorted((row for row in found if row.is_running), key=lambda row: (row.closes_at is None, row.closes_at or now, row.pk))
    return TestsToday(running[:TODAY], [row for row in found if row.is_waiting][:TODAY])


def _count(rows: QuerySet[Any], field: str) -> Coalesce:
    counted = rows.order_by().values(field).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def markers_of(test: Test) -> list[TestStaff]:
    """Return who marks a test beside its owner."""
    return list(TestStaff.objects.filter(test=test, role__in=MARKERS).select_related("person").order_by("role", "person__sort_key"))


def possible_markers(test: Test) -> list[Person]:
    """Return whom one may ask to mark: teachers and leaders with a place in the test's unit, at most 300."""
    roles = (Role.TEACHER, Role.LEADER, Role.OFFICER)
    places = Membership.objects.filter(running(), unit__path__startswith=test.unit.path, role__in=roles).exclude(person_id=test.owner_id)
    return list(Person.objects.filter(pk__in=places.values("person_id")).order_by("sort_key")[:300])


def script_codes(test: Test) -> dict[str, int]:
    """Return the codes of a test's handed-in scripts with their attempts."""
    ids = Attempt.objects.filter(test=test, state=AttemptState.SUBMITTED).values_list("pk", flat=True)
    return {script_code(str(test.uuid), pk): pk for pk in ids}


def has_scripts(test: Test) -> bool:
    """Say whether anybody has handed in."""
    return Attempt.objects.filter(test=test, state=AttemptState.SUBMITTED).exists()


def release_counts(test: Test) -> dict[str, int]:
    """Return what one looks at before a release: `handed_in`, `released`, `unmarked` answers, `candidates` without anything."""
    counts: dict[str, int] = Attempt.objects.filter(test=test).aggregate(
        handed_in=Count("pk", filter=Q(state=AttemptState.SUBMITTED)),
        unscored=Count("pk", filter=Q(state=AttemptState.SUBMITTED, score_points=None)),
        released=Count("pk", filter=Q(state=AttemptState.SUBMITTED, released_at__isnull=False)),
        working=Count("pk", filter=Q(state=AttemptState.WORKING)),
        absent=Count("pk", filter=Q(state=AttemptState.PREPARED)),
    )
    waiting = ItemScore.objects.filter(attempt__test=test, attempt__state=AttemptState.SUBMITTED, points=None)
    counts["unmarked"] = waiting.count()
    counts["unmarked_scripts"] = waiting.values("attempt_id").distinct().count()
    counts["appeals"] = Appeal.objects.filter(attempt__test=test, state__in=("open", "marking")).count()
    return counts


def key_changes(test: Test) -> list[KeyChange]:
    """Return the mended keys of a test, the latest first."""
    return list(KeyChange.objects.filter(test=test).select_related("made_by").order_by("-pk")[:100])


def regrades_of(test: Test) -> list[Regrade]:
    """Return the latest regrades of a test without their lists."""
    return list(Regrade.objects.filter(test=test).select_related("made_by").defer("changes").order_by("-pk")[:20])


def regrade_by(test: Test, uuid: Any) -> Regrade | None:
    """Return a regrade of a test."""
    return Regrade.objects.filter(test=test, uuid=uuid).select_related("made_by", "test__unit", "test__paper").first()


def changes_of(test: Test, regrade: Regrade) -> list[dict[str, Any]]:
    """Return whom a regrade changes; while marking is anonymous by the codes of their scripts, in the order of these."""
    if not is_anonymous(test):
        return list(regrade.changes)
    rows = [{**row, "name": script_code(str(test.uuid), row["attempt"]), "class": "", "person": None} for row in regrade.changes]
    return sorted(rows, key=lambda row: row["name"])


def appeals_of(test: Test) -> list[Appeal]:
    """Return the appeals of a test, open ones first, then the latest."""
    rows = Appeal.objects.filter(attempt__test=test).select_related(
        "attempt__person", "attempt__candidate__class_group", "made_by", "marker"
    )
    found = list(rows.defer("attempt__answers").order_by("-pk")[:300])
    return sorted(found, key=lambda row: row.state not in ("open", "marking"))
