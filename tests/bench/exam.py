"""The hot path of tests: starting, keeping one answer, handing in; and a storm of 2,000 starts.

The floor is an authenticated view behind the same middleware that does one indexed SELECT and one committed INSERT. The limits are
those of the order (issue 3): start 2, one answer 1.3, handing in forty answers 3.
"""

import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from assessment.models import Attempt
from assessment.sessions.services import start_attempt
from core.access.types import Actor
from core.models import Account, Enrolment, Membership, Person
from tests.browsers import session_of
from tests.factories.assessment_items import make_bank, make_item
from tests.factories.assessment_papers import make_paper
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_actor, make_class, make_person, make_teaching, make_unit

from . import guests
from .measuring import ratio, say

ROUNDS, QUESTIONS, STORM, THREADS = 60, 40, 2000, 8


def _exam(learners: int):
    """A test of forty questions with prepared attempts, and a session for each candidate."""
    unit, owner = make_unit(), make_person("Mai Thị Hồng")
    group = make_class(unit)
    make_actor("teacher", unit, owner)
    make_teaching(owner, group)
    bank = make_bank(unit=unit)
    paper = make_paper(unit, owner, [make_item("single_choice", bank=bank) for _ in range(QUESTIONS)], points="0.25")
    people = [Person(given_name=f"Thí sinh {number}", born_on=date(2012, 1, 1), sex="male") for number in range(learners)]
    for person in people:
        person.derive()
    people = Person.objects.bulk_create(people)
    Membership.objects.bulk_create([Membership(person=person, unit=unit, role="student") for person in people])
    Enrolment.objects.bulk_create([Enrolment(person=person, class_group=group, unit=unit) for person in people])
    Account.objects.bulk_create([Account(person=person, username=f"thi.sinh.{person.pk}", password="!") for person in people])
    test = make_test(owner=owner, class_group=group, paper=paper, learners=0)
    handler, clients = None, []
    for attempt in Attempt.objects.filter(test=test).select_related("test", "person__account").order_by("pk"):
        client = Client()
        # One server answers everybody: its middleware is loaded once, not for each candidate.
        handler = client.handler = handler or client.handler
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(attempt.person.account)
        clients.append((client, attempt))
    return test, clients


def _post(client: Client, url: str, body: dict, wanted: int = 200) -> None:
    answer = client.post(url, json.dumps(body), content_type="application/json")
    assert answer.status_code == wanted, (url, answer.status_code, answer.content[:300])


def _change(number: int, answers: dict) -> dict:
    return {"number": number, "answers": answers, "made_at_ms": int(time.time() * 1000), "base": number - 1}


def _begun(attempt: Attempt) -> Attempt:
    actor = Actor(person_id=attempt.person_id)
    whole = Attempt.objects.select_related("test", "candidate").get(pk=attempt.pk)
    return start_attempt(actor=actor, attempt=whole, candidate=whole.candidate, device="may-1")


def _floor(client: Client, attempt: Attempt) -> Callable[[], None]:
    numbers = iter(range(1, 10_000))
    body = {"attempt": str(attempt.uuid)}
    return lambda: _post(client, "/bench/floor/", {**body, "changes": [_change(next(numbers), {"1": "o1"})]})


def _next(clients: Iterator, run: Callable[[Client, Attempt], None]) -> Callable[[], None]:
    return lambda: run(*next(clients))


def _start(client: Client, attempt: Attempt) -> None:
    answer = client.post(reverse("assessment:door", args=[attempt.test.uuid]), {"device": "may-1"})
    assert answer.status_code == 302, answer.status_code


def storm(clients: list) -> dict[str, float]:
    """Let everybody in at once, as many at a time as the threads carry; returns how long requests took from being taken up."""
    seconds, errors, lock = [], [], threading.Lock()

    def enter(pair: tuple[Client, Attempt]) -> None:
        client, attempt = pair
        started = time.monotonic()
        try:
            _start(client, attempt)
        except Exception as problem:
            with lock:
                errors.append(repr(problem))
        with lock:
            seconds.append(time.monotonic() - started)

    began = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(enter, clients))
        list(pool.map(lambda _n: connections.close_all(), range(THREADS * 4)))
    whole = time.monotonic() - began
    working = Attempt.objects.filter(pk__in=[attempt.pk for _client, attempt in clients], state="working").count()
    return {"errors": len(errors) + len(clients) - working, "seconds": whole, "median": statistics.median(seconds), "longest": max(seconds)}


def run(demo, learners: int = STORM) -> list[bool]:
    """Measure the hot path, then the storm."""
    test, clients = _exam(learners + 3 * ROUNDS)
    (client, attempt), rest = clients[0], clients[1:]
    _begun(attempt)
    floor, good = _floor(client, attempt), []
    save_url = reverse("assessment:sit_save", args=[attempt.uuid])
    numbers = iter(range(20_000, 40_000))

    def keep(one: Client, mine: Attempt) -> None:
        url = save_url if mine is attempt else reverse("assessment:sit_save", args=[mine.uuid])
        _post(one, url, {"device": "may-1", "changes": [_change(next(numbers), {"1": "o1"})]})

    value = ratio(lambda: keep(client, attempt), floor, ROUNDS)
    good.append(say("one answer kept", value, 1.3))

    starting, rest = iter(rest[: ROUNDS + 5]), rest[ROUNDS + 5 :]
    good.append(say("a start", ratio(_next(starting, _start), floor, ROUNDS), 2))

    handing, rest = rest[: ROUNDS + 5], rest[ROUNDS + 5 :]
    for one, mine in handing:
        _begun(mine)
        many = [_change(number, {str(number): "o1"}) for number in range(1, QUESTIONS + 1)]
        _post(one, reverse("assessment:sit_save", args=[mine.uuid]), {"device": "may-1", "changes": many[: QUESTIONS - 3]})

    def submit(one: Client, mine: Attempt) -> None:
        left = [_change(number, {str(number): "o1"}) for number in range(QUESTIONS - 2, QUESTIONS + 1)]
        _post(one, reverse("assessment:sit_submit", args=[mine.uuid]), {"device": "may-1", "changes": left})

    value = ratio(_next(iter(handing), submit), floor, ROUNDS)
    handed = Attempt.objects.get(pk=handing[0][1].pk)
    assert len(handed.answers or {}) == QUESTIONS, handed.answers
    good.append(say("forty answers handed in", value, 3))

    good += guests.measure(test, client.handler, floor, keep, ROUNDS)

    facts = storm(rest[:learners])
    # Requests share the cores: one taken up among THREADS others may take that many times as long as alone, and a garbage collection.
    share = facts["longest"] / max(facts["median"] * THREADS, 0.05)
    rounded = {key: round(value, 3) for key, value in facts.items()}
    good.append(say(f"a storm of {learners} starts", share, 4, **rounded) and facts["errors"] == 0)
    return good
