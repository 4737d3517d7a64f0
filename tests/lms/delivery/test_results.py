"""Results of players become progress."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.access.errors import AccessRefused
from core.models import OutboxEvent
from lms.delivery.services import record_result
from lms.hooks import ResultSink
from lms.models import ActivityProgress
from tests.factories.core import make_actor, make_unit
from tests.factories.delivery import make_study
from tests.lms.delivery.test_changes import actor_of

pytestmark = pytest.mark.django_db


def test_record_result_keeps_the_best_score_and_completes_by_score():
    _course, activity, _class, [pupil] = make_study(
        make_unit(), completion="score", completion_score_ratio=0.8, config={"steps": [{"id": "x", "kind": "h5p"}]}
    )
    actor = actor_of(pupil)
    record_result(actor=actor, activity=activity, score_ratio=0.5, is_finished=True, seconds=30)
    row = ActivityProgress.objects.get()
    assert (row.state, row.score_ratio, row.seconds) == ("in_progress", 0.5, 30)
    record_result(actor=actor, activity=activity, score_ratio=0.9, is_finished=True, seconds=10)
    record_result(actor=actor, activity=activity, score_ratio=0.1)
    row.refresh_from_db()
    assert (row.state, row.score_ratio, row.seconds, row.percent) == ("completed", 0.9, 40, 100)
    assert OutboxEvent.objects.filter(name="lms.activity.completed.v1").count() == 1


def test_record_result_in_a_block_passes_the_block_only():
    _course, activity, _class, [pupil] = make_study(make_unit())
    record_result(actor=actor_of(pupil), activity=activity, block_id="b2", score_ratio=1.0, is_finished=True)
    row = ActivityProgress.objects.get()
    assert (list(row.steps_seen), row.score_ratio, row.state) == (["b2"], None, "in_progress")


def test_record_result_never_lies_in_the_future():
    _course, activity, _class, [pupil] = make_study(make_unit(), completion="finished")
    record_result(actor=actor_of(pupil), activity=activity, is_finished=True, happened_at=timezone.now() + timedelta(days=3))
    assert ActivityProgress.objects.get().completed_at <= timezone.now()


def test_record_result_of_an_outsider_changes_nothing():
    _course, activity, _class, _pupils = make_study(make_unit())
    with pytest.raises(AccessRefused):
        record_result(actor=make_actor("student", make_unit(name="Khác")), activity=activity, is_finished=True)
    assert not ActivityProgress.objects.exists()


def test_result_sink_is_registered_and_records():
    _course, activity, _class, [pupil] = make_study(make_unit(), completion="finished")
    [sink] = [one for one in ResultSink.all() if type(one).__module__.startswith("lms.delivery")]
    sink.record(
        actor=actor_of(pupil),
        activity_id=activity.pk,
        block_id="",
        score_ratio=None,
        is_finished=True,
        seconds=3,
        happened_at=timezone.now(),
    )
    assert ActivityProgress.objects.get().state == "completed"
