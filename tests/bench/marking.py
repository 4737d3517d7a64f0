"""A test of forty questions (one an essay) and five hundred scripts: releasing it, scoring it again, the pages of its figures.

The floors write the same rows without rules: what goes into inboxes and attempts for a release; every answer read, and one point of each
script written, for a regrade.
"""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.models import Attempt, Candidate, CountedAttempt, ItemScore, KeyChange, Regrade
from assessment.scoring.rules.codes import script_code
from assessment.scoring.services import release_results, run_regrade, score_attempts, score_test, tell_released
from assessment.scoring.services.scoring import batches
from assessment.sessions.models import Test
from assessment.statistics.services import count_attempt, refresh_items, refresh_test_mastery
from core.models import Enrolment, Guardianship, Notification, Person
from tests.browsers import session_of
from tests.factories.assessment_items import choice, make_bank, make_item, make_outcome
from tests.factories.assessment_papers import make_paper
from tests.factories.assessment_scoring import ESSAY, owner
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_actor, make_class, make_person, make_teaching, make_unit

from .measuring import ratio, say

SCRIPTS, QUESTIONS, ROUNDS = 500, 40, 5
RELEASE, REGRADE, MOST_QUERIES = 8, 4, 20


def build(scripts: int = SCRIPTS, questions: int = QUESTIONS) -> Test:
    """A closed test whose scripts are handed in, scored and counted; the essay of every fifth one is still to be marked."""
    unit, teacher = make_unit(), make_person("Mai Thị Hồng")
    group = make_class(unit)
    make_actor("teacher", unit, teacher)
    make_teaching(teacher, group)
    bank, outcomes = make_bank(unit=unit), [make_outcome(f"Yêu cầu cần đạt số {number}") for number in range(4)]
    items = [
        make_item(bank=bank, outcome=outcomes[number % 4], content=choice(f"<p>Câu {number} về căn thức?</p>", right="o1"))
        for number in range(questions - 1)
    ]
    paper = make_paper(unit, teacher, [*items, make_item("essay", bank=bank)])
    test = make_test(owner=teacher, class_group=group, paper=paper, learners=0, state="closed", title=f"Cuối kì {scripts}")
    people = [Person(given_name=f"Thí sinh {number}", born_on=date(2012, 1, 1)) for number in range(scripts)]
    parents = [Person(given_name=f"Phụ huynh {number}") for number in range(scripts)]
    for person in [*people, *parents]:
        person.derive()
    people, parents = Person.objects.bulk_create(people), Person.objects.bulk_create(parents)
    now = timezone.now()
    pairs = zip(parents, people, strict=True)
    Guardianship.objects.bulk_create([Guardianship(guardian=one, child=child, verified_at=now, may_see=["marks"]) for one, child in pairs])
    Enrolment.objects.bulk_create([Enrolment(person=person, class_group=group, unit=unit) for person in people])
    seats = Candidate.objects.bulk_create([Candidate(test=test, person=person, class_group=group) for person in people])
    Attempt.objects.bulk_create(
        [
            Attempt(
                test=test, candidate=seat, person_id=seat.person_id, state="submitted", submitted_at=now, answers=_answers(place, questions)
            )
            for place, seat in enumerate(seats)
        ]
    )
    score_test(test_id=test.pk)
    for pk in Attempt.objects.filter(test=test, is_marked=True).values_list("pk", flat=True):
        count_attempt(attempt_id=pk)
    return test


def _answers(place: int, questions: int) -> dict:
    given: dict = {str(number): "o1" if (place * 7 + number * 3) % 10 < 6 else "o2" for number in range(1, questions)}
    return given | ({str(questions): ESSAY} if place % 5 == 0 else {})


def _undone(call: Callable[[], object]) -> Callable[[], None]:
    """Run a call in a transaction that is taken back, so that every round finds the same rows."""

    def run() -> None:
        with transaction.atomic():
            call()
            transaction.set_rollback(True)

    return run


def _release(test: Test) -> None:
    release_results(actor=owner(test), test=Test.objects.get(pk=test.pk), allow_unmarked=True)
    tell_released(test_id=test.pk)
    refresh_items(test_id=test.pk)
    refresh_test_mastery(test_id=test.pk)


def _release_floor(test: Test) -> None:
    rows = Attempt.objects.filter(test=test)
    rows.update(released_at=timezone.now())
    inbox = [
        Notification(recipient_id=pk, kind="assessment.released", data={"title": test.title})
        for pk in rows.values_list("person_id", flat=True)
    ]
    Notification.objects.bulk_create(
        [*inbox, *[Notification(recipient_id=one.recipient_id, kind=one.kind, data=one.data) for one in inbox]]
    )


def _mended(test: Test) -> Regrade:
    content = test.paper.snapshot["parts"][0]["items"][0]["content"]
    other = {**content, "options": [{**row, "is_right": row["id"] == "o2"} for row in content["options"]]}
    KeyChange.objects.create(test=test, position=1, content=other, reason="Nhầm", made_by=test.owner, applied_at=timezone.now())
    return Regrade.objects.create(test=test, made_by=test.owner, applied_at=timezone.now(), finished_at=timezone.now())


def _regrade_floor(test: Test) -> None:
    attempts = list(Attempt.objects.filter(test=test))
    rows = list(ItemScore.objects.filter(attempt__in=[one.pk for one in attempts]))
    for row in rows:
        row.points = (row.points or 0) + 0
    ItemScore.objects.bulk_update([row for row in rows if row.position == 1], ["points"], batch_size=500)
    Attempt.objects.bulk_update(attempts, ["score_points"], batch_size=500)


def pages(test: Test) -> dict[str, str]:
    """The pages of marking and figures, with their addresses."""
    script = Attempt.objects.filter(test=test, is_marked=False).order_by("pk").first()
    one = {name: reverse(f"assessment:{name}", args=[test.uuid]) for name in ("marking", "results", "results_people", "release", "keys")}
    return {
        **one,
        "marking by script": one["marking"] + "?theo=bai",
        "desk": reverse("assessment:marking_question", args=[test.uuid, test.item_count]),
        "desk of a script": reverse("assessment:marking_script", args=[test.uuid, script_code(str(test.uuid), script.pk)]),
        "question": reverse("assessment:results_item", args=[test.uuid, 1]),
        "script": reverse("assessment:script", args=[test.uuid, script.uuid]),
        "mastery": reverse("assessment:mastery"),
        "export": reverse("assessment:results_export", args=[test.uuid]),
    }


def _read(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def run(demo, scripts: int = SCRIPTS) -> list[bool]:
    """Measure the two jobs, then every page."""
    test = build(scripts)
    assert CountedAttempt.objects.filter(attempt__test=test).count() == scripts - scripts // 5
    good = []
    value = ratio(_undone(lambda: _release(test)), _undone(lambda: _release_floor(test)), ROUNDS)
    with CaptureQueriesContext(connection) as queries:
        _undone(lambda: _release(test))()
    good.append(say(f"results of {scripts} released", value, RELEASE, queries=len(queries)))

    def regrade() -> None:
        assert run_regrade(regrade_id=_mended(test).pk) > scripts / 3

    value = ratio(_undone(regrade), _undone(lambda: _regrade_floor(test)), ROUNDS)
    ids = list(Attempt.objects.filter(test=test).order_by("pk").values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        for batch in batches(ids):
            score_attempts(attempt_ids=batch)
    good.append(say(f"{scripts} scored again", value, REGRADE, queries_without_news=len(queries)))
    _undone(lambda: _release(test))()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(test.owner.account)
    for name, url in pages(test).items():
        _read(client, url)
        with CaptureQueriesContext(connection):
            _read(client, url)
            count = len(connection.queries)  # the next request empties the log
        value = ratio(lambda url=url: _read(client, url), lambda: _read(client, "/bench/empty/"), ROUNDS)
        good.append(
            say(
                f"{name} of {scripts} scripts (share of {MOST_QUERIES} queries)",
                count / MOST_QUERIES,
                1,
                queries=count,
                cpu_ratio=round(value, 1),
            )
        )
    return good
