"""Lists of tests for who gives them and who takes them, one test with its candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from core.access.types import Actor
from core.lib.vietnamese import fold
from core.organisations.types import Page, page_of

from ..enums import AttemptState, Audience, TestState
from ..models import Attempt, Candidate, Test
from ..policies import can_take_by_link, own_tests, tests_given_to, visible_tests

PAGE = 20


@dataclass(frozen=True, slots=True)
class OwnTest:
    """A test as its candidate sees it in a list: `standing` is `soon`, `open`, `working`, `done` or `missed`."""

    test: Any
    standing: str
    attempt: Any = None
    may_try_again: bool = False

    @property
    def is_released(self) -> bool:
        return self.attempt is not None and self.attempt.released_at is not None


def find_tests(actor: Actor, text: str = "") -> QuerySet[Test]:
    """Return the tests the actor looks after whose titles have every word of `text`, newest first."""
    rows = visible_tests(actor)
    for word in fold(text).split()[:6]:
        rows = rows.filter(search_text__contains=word)
    return rows.order_by("-pk")


def given_page(actor: Actor, *, text: str = "", state: str = "", after: int = 0) -> Page[Any]:
    """Return tests the actor looks after, newest first, by key, each with `taking` (candidates) and `handed_in`; two queries."""
    rows = find_tests(actor, text).select_related("subject", "paper", "unit", "owner")
    if state in TestState.values:
        rows = rows.filter(state=state)
    if after:
        rows = rows.filter(pk__lt=after)
    found: list[Any] = list(rows[: PAGE + 1])
    page = page_of(found, PAGE, came_from=bool(after), backwards=False, key=lambda row: row.pk)
    counts = {
        row["test_id"]: row
        for row in Attempt.objects.filter(test__in=[test.pk for test in page.items])
        .exclude(state=AttemptState.VOIDED)
        .values("test_id")
        .annotate(
            taking=Count("candidate_id", distinct=True),
            handed_in=Count("candidate_id", distinct=True, filter=Q(state=AttemptState.SUBMITTED)),
            working=Count("pk", filter=Q(state=AttemptState.WORKING)),
        )
    }
    for test in page.items:
        row: Any = counts.get(test.pk, {})
        test.taking, test.handed_in, test.working = row.get("taking", 0), row.get("handed_in", 0), row.get("working", 0)
    return Page(page.items, page.next_key, None)


def own_list(actor: Actor, *, days: int = 60, limit: int = 60) -> list[OwnTest]:
    """Return the tests a person takes now, took or missed lately: what is open first, then what comes, then what is over; two queries."""
    now = timezone.now()
    since = now - timedelta(days=days)
    rows = own_tests(actor).filter(Q(closes_at=None) | Q(closes_at__gte=since)).select_related("subject")
    tests = list(rows.order_by("-pk")[:limit])
    attempts: dict[int, Attempt] = {}
    for attempt in Attempt.objects.filter(person_id=actor.person_id, test__in=tests).exclude(state=AttemptState.VOIDED).order_by("number"):
        attempts[attempt.test_id] = attempt
    found = [OwnTest(test, _standing(test, attempts.get(test.pk), now), attempts.get(test.pk)) for test in tests]
    order = {"working": 0, "open": 1, "soon": 2, "done": 3, "missed": 4}
    far = now + timedelta(days=3650)
    return sorted(
        found, key=lambda one: (order[one.standing], (one.test.closes_at or far) if order[one.standing] < 3 else far, -one.test.pk)
    )


def _standing(test: Test, attempt: Attempt | None, now: Any) -> str:
    if attempt is not None and attempt.state == AttemptState.WORKING:
        return "working"
    if attempt is not None and attempt.state == AttemptState.SUBMITTED:
        return "done"
    if test.state != TestState.SCHEDULED or (test.closes_at and now > test.closes_at):
        return "missed"
    return "soon" if test.opens_at and now < test.opens_at else "open"


def standing_of(actor: Actor, uuid: Any) -> OwnTest | None:
    """Return how the actor stands in one given test, as its candidate; None for others. Three queries."""
    test = own_tests(actor).filter(uuid=uuid).first()
    if test is None:
        return None
    now = timezone.now()
    attempts = list(Attempt.objects.filter(person_id=actor.person_id, test=test).exclude(state=AttemptState.VOIDED).order_by("number"))
    extra = Candidate.objects.filter(person_id=actor.person_id, test=test).values_list("extra_attempts", flat=True).first() or 0
    last = attempts[-1] if attempts else None
    is_again = last is not None and last.state == AttemptState.PREPARED and len(attempts) > 1
    shown = attempts[-2] if is_again else last
    standing = _standing(test, shown, now)
    fresh = is_again or len(attempts) < test.attempts_allowed + extra
    return OwnTest(test, standing, shown, may_try_again=standing == "done" and fresh and _standing(test, None, now) == "open")


_TOLD = ("id", "uuid", "state", "released_at")


def standings_of(actor: Actor, uuids: Sequence[str], ward_ids: Sequence[int] = ()) -> list[OwnTest]:
    """Return how the actor stands in several tests: as candidate, `staff` (looks after it), `linked` (may take it by its link), `ward` (a
    child among `ward_ids` takes it); tests that are none of its business are left out. Of attempts it tells `_TOLD` only. One query."""
    here = {"pk": OuterRef("pk")}
    tried = Attempt.objects.filter(test_id=OuterRef("pk"), person_id=actor.person_id)
    tried = tried.exclude(state__in=[AttemptState.VOIDED, AttemptState.PREPARED])
    rows: list[Any] = list(
        Test.objects.filter(uuid__in=list(uuids)).select_related("unit", "subject").annotate(
            is_own=Exists(own_tests(actor).filter(**here)),
            is_given=Exists(visible_tests(actor).filter(**here)),
            attempt=Subquery(tried.order_by("-number").values(row=JSONObject(**{name: name for name in _TOLD}))[:1]),
            is_ward=Exists(tests_given_to(ward_ids).filter(**here) if ward_ids else Test.objects.none()),
        ).order_by("pk")
    )  # fmt: skip
    now = timezone.now()
    found = []
    for test in rows:
        is_linked = test.audience != Audience.CLASSES and can_take_by_link(actor, test)
        other = "staff" if test.is_given else "ward" if test.is_ward else "linked" if is_linked else ""
        if test.is_own:
            attempt = Attempt(**test.attempt) if test.attempt else None
            found.append(OwnTest(test, _standing(test, attempt, now), attempt))
        elif other:
            found.append(OwnTest(test, other))
    return found


def waiting_tests(actor: Actor) -> QuerySet[Test]:
    """Return the tests a learner could enter now (for the badge), up to 20."""
    now = timezone.now()
    done = Attempt.objects.filter(test_id=OuterRef("pk"), person_id=actor.person_id, state=AttemptState.SUBMITTED)
    rows = own_tests(actor).filter(state=TestState.SCHEDULED).filter(Q(opens_at=None) | Q(opens_at__lte=now))
    return rows.filter(~Exists(done), Q(closes_at=None) | Q(closes_at__gte=now)).order_by()[:20]


def test_by_uuid(actor: Actor, uuid: Any) -> Test | None:
    """Return a test the actor looks after."""
    return visible_tests(actor).select_related("unit", "paper", "subject", "owner").filter(uuid=uuid).first()


def own_test(actor: Actor, uuid: Any) -> Test | None:
    """Return a given test the actor takes."""
    return own_tests(actor).select_related("unit", "subject", "owner").filter(uuid=uuid).first()


def linked_test(actor: Actor, uuid: Any) -> Test | None:
    """Return a given test the actor may take because it has the link; not one it was taken out of."""
    found = (
        Test.objects.select_related("unit", "subject", "owner")
        .filter(uuid=uuid, is_removed=False)
        .exclude(audience=Audience.CLASSES)
        .first()
    )
    if found is None or not can_take_by_link(actor, found) or Candidate.objects.filter(test=found, person_id=actor.person_id).exists():
        return None
    return found


def candidates_page(test: Test, *, text: str = "", after: int = 0, size: int = 50) -> Page[Any]:
    """Return a page of a test's candidates, each with `attempt` (the last that counts): two queries, only what is shown."""
    rows: QuerySet[Candidate] = Candidate.objects.filter(test=test, is_removed=False, pk__gt=after)
    if folded := fold(text):
        rows = rows.filter(person__search_text__contains=folded)
    found: list[Any] = list(rows.select_related("person", "class_group").order_by("pk")[: size + 1])
    page = page_of(found, size, came_from=bool(after), backwards=False, key=lambda row: row.pk)
    attempts: dict[int, Attempt] = {}
    for attempt in (
        Attempt.objects.filter(candidate__in=[row.pk for row in page.items]).exclude(state=AttemptState.VOIDED).order_by("number")
    ):
        attempts[attempt.candidate_id] = attempt
    for row in page.items:
        row.attempt = attempts.get(row.pk)
    return Page(page.items, page.next_key, None)
