"""What learners did: kept once, newest state wins, results and statements come out, nobody else's is taken."""

import uuid
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.types import Actor
from lms.h5p.errors import OtherPerson
from lms.h5p.models import H5PChange, H5PPackage, H5PResult, H5PState
from lms.h5p.rules import person_hash
from lms.h5p.selectors import states_of
from lms.h5p.selectors.keys import signing_key
from lms.h5p.services import apply_changes
from lms.h5p.types import Change
from lms.hooks import ResultSink
from lms.models import StatementDraft
from tests.factories.core import make_account, make_actor, make_person
from tests.factories.h5p import make_package, make_studied

pytestmark = pytest.mark.django_db
VERB = "http://adlnet.gov/expapi/verbs/"
AT = timezone.now() - timedelta(hours=1)


@pytest.fixture
def told():
    """What sinks were told."""
    calls = []

    class Listener(ResultSink):
        def record(self, **said):
            calls.append(said)

    before = list(ResultSink.registry)
    ResultSink.registry[:] = [Listener()]
    yield calls
    ResultSink.registry[:] = before


@pytest.fixture
def studied():
    from core.organisations.selectors import actor_for

    learner, activity = make_studied(make_package())
    actor, _hats = actor_for(make_account(learner), None)
    return actor, activity, H5PPackage.objects.get()


def state(data, at=AT, **fields):
    return Change(id=uuid.uuid4(), kind="state", at=at, data=data, **fields)


def statement(verb="answered", raw=3, at=AT, **changes):
    said = {
        "actor": {"mbox": "mailto:gia@example.org"},
        "verb": {"id": VERB + verb, "display": {"en-US": verb}},
        "object": {"id": "http://x/h5p/1", "definition": {"interactionType": "choice"}},
        "result": {"score": {"raw": raw, "max": 4, "scaled": raw / 4}, "duration": "PT30S"},
    }
    return Change(id=uuid.uuid4(), kind="statement", at=at, statement={**said, **changes})


def send(studied, *changes, person=None, block=""):
    actor, activity, package = studied
    whose = person or person_hash(signing_key(), actor.person_id)
    return apply_changes(actor=actor, package=package, activity=activity, person=whose, block_id=block, changes=changes)


def test_state_comes_back(studied):
    actor, activity, package = studied
    send(studied, state('{"count": 2}'), state('"x"', sub_content_id="abc"))
    back = states_of(actor, package, activity)
    assert [(row["sub"], row["data_id"], row["data"]) for row in back] == [("0", "state", '{"count": 2}'), ("abc", "state", '"x"')]


def test_newest_state_wins_in_any_order_and_number(studied):
    early, middle, late = (state(str(n), at=AT + timedelta(minutes=n)) for n in (1, 2, 3))
    for order in permutations([early, middle, late]):
        H5PState.objects.all().delete()
        for change in (*order, *order):
            send(studied, change)
        assert H5PState.objects.get().data == "3"


def test_clock_of_the_device_is_held_to_ours(studied):
    send(studied, state("1", at=datetime(2050, 1, 1, tzinfo=UTC)))
    assert H5PState.objects.get().saved_at <= timezone.now()


def test_result_keeps_the_best_and_counts_attempts(studied, told):
    send(studied, statement(raw=3), statement(raw=1, at=AT + timedelta(minutes=1)))
    result = H5PResult.objects.get()
    assert (result.attempts, result.best_ratio, result.last_ratio, result.score_points, result.max_points, result.seconds) == (
        2, 0.75, 0.25, 3.0, 4.0, 60,
    )  # fmt: skip
    assert [(row["score_ratio"], row["is_finished"], row["block_id"]) for row in told] == [(0.75, True, ""), (0.25, True, "")]


def test_repeat_does_nothing(studied, told):
    change = statement()
    assert send(studied, change) == 1
    assert send(studied, change, change) == 0
    assert (H5PResult.objects.get().attempts, len(told), StatementDraft.objects.count(), H5PChange.objects.count()) == (1, 1, 1, 1)


def test_finish_without_score_is_a_result_without_one(studied, told):
    send(studied, Change(id=uuid.uuid4(), kind="finished", at=AT, seconds=40), block="b1")
    result = H5PResult.objects.get()
    assert (result.best_ratio, result.attempts, result.seconds) == (None, 1, 40)
    assert [(row["score_ratio"], row["block_id"], row["seconds"]) for row in told] == [(None, "b1", 40)]


def test_part_and_interaction_make_no_result(studied, told):
    send(studied, statement("interacted"), statement(object={"id": "http://x/h5p/1?subContentId=q1"}))
    assert (H5PResult.objects.get().attempts, told) == (0, [])
    assert StatementDraft.objects.count() == 2


def test_statement_becomes_ours_with_a_pseudonym(studied, told):
    import json

    actor, activity, _package = studied
    send(studied, statement())
    kept = json.loads(StatementDraft.objects.get().body)
    from core.models import Person

    assert kept["actor"]["account"]["name"] == str(Person.objects.get(pk=actor.person_id).uuid)
    assert kept["object"]["id"].endswith(f"/xapi/activities/{activity.uuid}")
    assert kept["verb"]["id"] == VERB + "answered"
    assert kept["result"]["score"] == {"raw": 3, "max": 4, "scaled": 0.75}
    assert "gia@example.org" not in StatementDraft.objects.get().body


def test_statement_that_is_none_is_passed_over(studied):
    send(studied, Change(id=uuid.uuid4(), kind="statement", at=AT, statement={"verb": "x"}))
    assert StatementDraft.objects.count() == 0


def test_changes_of_somebody_else_are_refused(studied):
    with pytest.raises(OtherPerson):
        send(studied, state("1"), person=person_hash(signing_key(), 999999))
    assert (H5PState.objects.count(), H5PResult.objects.count()) == (0, 0)


def test_same_id_of_two_people_counts_for_both(studied):
    from core.organisations.selectors import actor_for
    from tests.factories.core import make_enrolment

    _actor, activity, package = studied
    other = make_person("Bàn Văn Dũng")
    make_enrolment(activity.course.classes.get().class_group, other)
    second, _hats = actor_for(make_account(other), None)
    change = statement()
    assert send(studied, change) == 1
    assert send((second, activity, package), change) == 1


@pytest.mark.parametrize("role", ["teacher", "leader", "student", "guardian", "officer"])
def test_who_does_not_learn_here_keeps_nothing(studied, role):
    _actor, activity, package = studied
    outsider = make_actor(role, activity.course.unit, make_person("Lý Thị Mai"))
    with pytest.raises(AccessRefused):
        send((outsider, activity, package), state("1"))
    with pytest.raises(AccessRefused):
        states_of(outsider, package, activity)
    with pytest.raises(AccessRefused):
        send((Actor.visitor(), activity, package), state("1"))
    assert H5PState.objects.count() == 0


@pytest.mark.parametrize("change", [{"is_published": False}, {"is_removed": True}])
def test_withdrawn_activity_keeps_nothing(studied, change):
    _actor, activity, _package = studied
    type(activity).objects.filter(pk=activity.pk).update(**change)
    with pytest.raises(AccessRefused):
        send(studied, state("1"))
    assert H5PState.objects.count() == 0


def test_replaced_package_keeps_states_of_its_kind_only(studied):
    actor, activity, package = studied
    send(studied, state("1"))
    H5PPackage.objects.update(sha256="0" * 64, revision=2)
    package.refresh_from_db()
    assert len(states_of(actor, package, activity)) == 1
    H5PPackage.objects.update(main_library="H5P.Khac")
    package.refresh_from_db()
    assert states_of(actor, package, activity) == []
    assert H5PState.objects.count() == 1


def test_batch_takes_the_same_queries_for_one_and_fifty(studied, told):
    send(studied, state("0"), statement())

    def queries(number):
        changes = [state(str(n), data_id=f"d{number}-{n}") for n in range(number)] + [statement() for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            send(studied, *changes)
        return len(captured)

    assert queries(1) == queries(50)
