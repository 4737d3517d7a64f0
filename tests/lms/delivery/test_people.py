"""After two records of one human were merged, everything studied belongs to the one that stays."""

import pytest
from django.utils import timezone

from core.events.services import publish
from core.people.events import PersonsMerged
from lms.delivery.services import merge_learners
from lms.models import ActivityProgress, CheckpointAnswer, Hint, LearnerChange, Note, StudyDay
from tests.factories.core import make_person, make_unit
from tests.factories.delivery import make_activity, make_study, sent
from tests.lms.delivery.test_changes import send

pytestmark = pytest.mark.django_db


def test_merge_joins_what_both_studied_and_moves_the_rest(run_jobs):
    course, both, _class, [kept, duplicate] = make_study(make_unit(), pupils=2)
    alone = make_activity(course, title="Bài kia")
    now = int(timezone.now().timestamp() * 1000)
    send(kept, [sent(both, "seen", "b1"), sent(both, "answer", "q1", answer="A"), sent(both, "note", "b1", at=now - 5000, text="cũ")])
    send(
        duplicate,
        [
            sent(both, "seen", "b2"), sent(both, "answer", "q1", answer="B"), sent(both, "note", "b1", at=now - 1000, text="mới"),
            sent(both, "note", "", text="riêng"), sent(alone, "answer", "q2", answer="A"), sent(both, "time", seconds=30),
        ],
    )  # fmt: skip
    Hint.objects.create(activity=both, person=duplicate, author=make_person("Cô"), text="x", sent_at=timezone.now())
    publish(PersonsMerged(person_id=kept.pk, duplicate_id=duplicate.pk))
    run_jobs()
    merge_learners(person_id=kept.pk, duplicate_id=duplicate.pk)
    row = ActivityProgress.objects.get(activity=both)
    answer = CheckpointAnswer.objects.get(activity=both)
    assert (row.person, set(row.steps_seen), row.seconds) == (kept, {"b1", "b2", "q1"}, 30)
    assert (answer.person, answer.tries, answer.is_correct, answer.answer) == (kept, 2, True, "B")
    assert CheckpointAnswer.objects.get(activity=alone).person == kept
    assert ActivityProgress.objects.get(activity=alone).person == kept
    assert dict(Note.objects.filter(person=kept).values_list("block_id", "text")) == {"b1": "mới", "": "riêng"}
    assert StudyDay.objects.get().person == kept
    assert Hint.objects.get().person == kept
    assert not LearnerChange.objects.filter(person=duplicate).exists()
