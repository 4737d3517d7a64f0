"""Taking in batches of changes: idempotent, bound to the person, refused where one may not study, constant queries."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import OutboxEvent
from lms.delivery.errors import BadBatchError, OtherPersonError
from lms.delivery.serializers import read_batch
from lms.delivery.services import take_changes
from lms.models import ActivityProgress, CheckpointAnswer, LearnerChange, Note, StatementDraft, StudyDay
from tests.factories.core import make_actor, make_guardianship, make_membership, make_person, make_unit
from tests.factories.delivery import make_activity, make_progress, make_study, sent

pytestmark = pytest.mark.django_db


def actor_of(person, hat_role="student"):
    from core.models import Account
    from core.organisations.selectors import actor_for

    actor, _hats = actor_for(Account.objects.get(person=person), None)
    return actor


def send(person, changes, actor=None, sent_at=None):
    body = {"person": str(person.uuid), "sent_at": sent_at or int(timezone.now().timestamp() * 1000), "changes": changes}
    return take_changes(actor=actor or actor_of(person), batch=read_batch(body))


@pytest.fixture
def study():
    return make_study(make_unit())


def test_take_changes_merges_and_repeats_change_nothing(study):
    _course, activity, class_group, [pupil] = study
    changes = [
        sent(activity, "seen", "b1"),
        sent(activity, "answer", "q1", answer="A"),
        sent(activity, "answer", "q1", answer="B"),
        sent(activity, "note", "b1", text="Nhớ vẽ hình"),
        sent(activity, "position", "q1"),
        sent(activity, "time", seconds=42),
    ]
    receipt = send(pupil, changes)
    assert set(receipt.done) == {change["id"] for change in changes}
    assert receipt.refused == ()
    row = ActivityProgress.objects.get()
    answer = CheckpointAnswer.objects.get()
    assert (set(row.steps_seen), row.position, row.seconds, row.state, row.class_group) == (
        {"b1", "q1"},
        "q1",
        42,
        "in_progress",
        class_group,
    )
    assert (answer.is_correct, answer.answer, answer.tries) == (True, "B", 2)
    assert Note.objects.get().text == "Nhớ vẽ hình"
    assert StudyDay.objects.count() == 1
    again = send(pupil, changes[::-1])
    assert set(again.done) == set(receipt.done)
    row.refresh_from_db()
    assert (row.seconds, CheckpointAnswer.objects.get().tries, LearnerChange.objects.count()) == (42, 2, 6)


def test_take_changes_completes_once_with_event_and_statements(study):
    _course, activity, _class, [pupil] = study
    receipt = send(pupil, [sent(activity, "seen", key) for key in ("b1", "b2", "q1", "b3", "q2")])
    assert receipt.standing[str(activity.uuid)].state == "completed"
    send(pupil, [sent(activity, "seen", "b1"), sent(activity, "time", seconds=5)])
    assert OutboxEvent.objects.filter(name="lms.activity.completed.v1").count() == 1
    verbs = [draft.body.split('"verb":{"id":"')[1].split('"')[0].rsplit("/", 1)[-1] for draft in StatementDraft.objects.all()]
    assert sorted(verbs) == ["completed", "initialized"]


def test_take_changes_from_two_devices_add_up(study):
    _course, activity, _class, [pupil] = study
    now = int(timezone.now().timestamp() * 1000)
    send(pupil, [sent(activity, "seen", "b1", now - 5000), sent(activity, "position", "b1", now - 5000)])
    send(pupil, [sent(activity, "seen", "b2", now - 9000), sent(activity, "position", "b2", now - 9000)])
    row = ActivityProgress.objects.get()
    assert (set(row.steps_seen), row.position) == ({"b1", "b2"}, "b1")


def test_take_changes_of_another_person_takes_nothing(study):
    _course, activity, _class, [pupil] = study
    other = make_person("Nông Gia Bảo")
    with pytest.raises(OtherPersonError):
        send(other, [sent(activity, "seen", "b1")], actor=actor_of(pupil))
    assert not ActivityProgress.objects.exists()
    assert not LearnerChange.objects.exists()


def test_take_changes_with_an_id_of_somebody_else_is_refused():
    _course, activity, _class, [first, second] = make_study(make_unit(), pupils=2)
    change = sent(activity, "seen", "b1")
    send(first, [change])
    receipt = send(second, [change])
    assert receipt.refused == ((change["id"], "broken"),)
    assert not ActivityProgress.objects.filter(person=second).exists()


def outsider(study):
    person = make_person("Triệu Văn Phúc")
    actor = make_actor("student", make_unit(name="Trường khác"), person)
    return person, actor


def teacher_without_class(study):
    person = make_person()
    return person, make_actor("teacher", study[2].unit, person)


def expired_hat(study):
    pupil = study[3][0]
    pupil.memberships.update(valid_to=timezone.localdate() - timedelta(days=1))
    make_guardianship(pupil, make_person("Con"))
    return pupil, actor_of(pupil)


def closed_unit(study):
    unit = study[2].unit
    type(unit).objects.filter(pk=unit.pk).update(closed_on=timezone.localdate())
    pupil = study[3][0]
    make_membership(pupil, make_unit(name="Trường mới"), "student")
    return pupil, actor_of(pupil)


def left_class(study):
    pupil = study[3][0]
    pupil.enrolments.update(valid_to=timezone.localdate() - timedelta(days=1), state="left")
    return pupil, actor_of(pupil)


def guardian(study):
    parent = make_person("Hoàng Thị Nhung")
    make_guardianship(parent, study[3][0])
    return parent, make_actor("guardian", person=parent)


@pytest.mark.parametrize("who", [outsider, teacher_without_class, expired_hat, closed_unit, left_class, guardian])
def test_take_changes_refuses_those_who_may_not_study(study, who):
    person, actor = who(study)
    change = sent(study[1], "seen", "b1")
    receipt = send(person, [change], actor=actor)
    assert receipt.refused == ((change["id"], "absent"),)
    assert not ActivityProgress.objects.exists()
    assert not LearnerChange.objects.exists()


def test_take_changes_takes_a_pupils_work_under_another_hat(study):
    """A phone hands in what was done offline although the person now wears the guardian hat."""
    _course, activity, _class, [pupil] = study
    make_guardianship(pupil, make_person("Em"))
    from core.models import Account
    from core.organisations.selectors import actor_for

    actor, _hats = actor_for(Account.objects.get(person=pupil), "g")
    assert actor.role == "guardian"
    assert send(pupil, [sent(activity, "seen", "b1")], actor=actor).refused == ()


@pytest.mark.parametrize("fields", [{"is_published": False}, {"is_removed": True}])
def test_take_changes_refuses_hidden_activities(fields):
    _course, activity, _class, [pupil] = make_study(make_unit(), **fields)
    assert send(pupil, [sent(activity, "seen", "b1")]).refused[0][1] == "absent"
    assert not ActivityProgress.objects.exists()


def test_take_changes_refuses_what_is_not_released_but_keeps_what_was_begun(study):
    course, first, _class, [pupil] = study
    later = make_activity(course, title="Sau", after=first)
    tomorrow = make_activity(course, title="Mai", available_from=timezone.now() + timedelta(days=1))
    receipt = send(pupil, [sent(later, "seen", "b1"), sent(tomorrow, "seen", "b1")])
    assert [code for _id, code in receipt.refused] == ["not_released", "not_released"]
    make_progress(pupil, tomorrow)
    make_progress(pupil, first, state="completed", completed_at=timezone.now())
    assert send(pupil, [sent(later, "seen", "b1"), sent(tomorrow, "seen", "b1")]).refused == ()


def test_take_changes_ignores_a_finish_the_rule_does_not_ask_for(study):
    _course, activity, _class, [pupil] = study
    assert send(pupil, [sent(activity, "finish")]).standing[str(activity.uuid)].state == "in_progress"
    activity.completion = "self"
    activity.save()
    assert send(pupil, [sent(activity, "finish")]).standing[str(activity.uuid)].state == "completed"


def test_take_changes_ignores_an_answer_to_no_checkpoint(study):
    _course, activity, _class, [pupil] = study
    receipt = send(pupil, [sent(activity, "answer", "b2", answer="A")])
    assert len(receipt.done) == 1
    assert not CheckpointAnswer.objects.exists()


def test_take_changes_sets_a_wrong_clock_right(study):
    _course, activity, _class, [pupil] = study
    wrong = int((timezone.now() + timedelta(days=400)).timestamp() * 1000)
    send(pupil, [sent(activity, "seen", "b1", wrong - 3_600_000)], sent_at=wrong)
    age = timezone.now() - ActivityProgress.objects.get().started_at
    assert timedelta(minutes=59) < age < timedelta(minutes=61)


def test_notes_keep_the_last_words_in_any_order(study):
    _course, activity, _class, [pupil] = study
    now = int(timezone.now().timestamp() * 1000)
    newer, older = sent(activity, "note", "b1", now - 1000, text="mới"), sent(activity, "note", "b1", now - 9000, text="cũ")
    send(pupil, [newer])
    send(pupil, [older])
    assert Note.objects.get().text == "mới"


def test_three_wrong_tries_ask_for_help(study):
    _course, activity, _class, [pupil] = study
    receipt = send(pupil, [sent(activity, "answer", "q1", answer="A") for _ in range(3)])
    assert receipt.standing[str(activity.uuid)].needs_help
    assert ActivityProgress.objects.get().help_reason["kind"] == "stuck"
    send(pupil, [sent(activity, "answer", "q1", answer="B")])
    assert ActivityProgress.objects.get().needs_help_since is None


@pytest.mark.parametrize(
    "body", [None, [], {}, {"changes": 3}, {"person": "x", "sent_at": 1, "changes": []}, {"person": str(uuid.uuid4()), "changes": []}]
)
def test_read_batch_refuses_rubbish(body):
    with pytest.raises(BadBatchError):
        read_batch(body)


def test_read_batch_lists_broken_changes_and_refuses_too_many(study):
    good = sent(study[1], "seen", "b1")
    broken = [
        {**good, "id": "no-uuid"}, {**good, "kind": "steal"}, {**good, "at": "now"}, {**good, "block": "x" * 61}, {**good, "data": []},
        {**good, "data": {"text": "x" * 40_000}}, {**good, "kind": []}, {"kind": "seen"}, 7,
    ]  # fmt: skip
    batch = read_batch({"person": str(uuid.uuid4()), "sent_at": 5.5, "changes": [good, *broken]})
    assert len(batch.changes) == 1
    assert len(batch.broken) == 7
    with pytest.raises(BadBatchError):
        read_batch({"person": str(uuid.uuid4()), "sent_at": 5, "changes": [good] * 301})


def test_queries_of_a_batch_do_not_grow(study):
    _course, activity, _class, [pupil] = study
    actor = actor_of(pupil)

    def count(changes):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            send(pupil, changes, actor=actor)
        return len(queries)

    def some(number):
        kinds = [("seen", "b1", {}), ("answer", "q1", {"answer": "A"}), ("note", "b1", {"text": "x"}), ("time", "", {"seconds": 1})]
        return [sent(activity, kind, block, **data) for _ in range(number) for kind, block, data in kinds]

    count(some(1))
    one, many = count(some(1)), count(some(40))
    assert one == many
    assert many <= 24
