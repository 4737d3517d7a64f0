"""One human, two records: what both studied becomes one."""

from collections import defaultdict

from django.db import transaction

from lms.courses.models import Activity
from lms.delivery.models import ActivityProgress, CheckpointAnswer, Hint, LearnerChange, Note, Nudge, StudyDay
from lms.delivery.rules import joined, settle
from lms.delivery.selectors.steps import completion_of

from .store import OpenRow, load_facts, ms, save_rows


def merge_learners(*, person_id: int, duplicate_id: int) -> None:
    """Move everything of `duplicate_id` to `person_id` and join what both have; a repeat finds nothing left to move."""
    with transaction.atomic():
        answers: dict[tuple[int, int], list[CheckpointAnswer]] = defaultdict(list)
        for answer in CheckpointAnswer.objects.filter(person_id__in=[person_id, duplicate_id]):
            answers[answer.person_id, answer.activity_id].append(answer)
        rows = ActivityProgress.objects.select_for_update(of=("self",)).filter(person_id=duplicate_id).select_related("activity__course")
        kept = {row.activity_id: row for row in ActivityProgress.objects.select_for_update().filter(person_id=person_id)}
        CheckpointAnswer.objects.filter(person_id=duplicate_id).delete()
        for row in list(rows):
            _move(row, kept.get(row.activity_id), answers, person_id)
        _move_notes(person_id, duplicate_id)
        days = set(StudyDay.objects.filter(person_id=duplicate_id).values_list("day", flat=True))
        StudyDay.objects.bulk_create([StudyDay(person_id=person_id, day=day) for day in days], ignore_conflicts=True)
        StudyDay.objects.filter(person_id=duplicate_id).delete()
        for model in (Hint, LearnerChange, Nudge):
            model.objects.filter(person_id=duplicate_id).update(person_id=person_id)


def _move(
    row: ActivityProgress, kept: ActivityProgress | None, answers: dict[tuple[int, int], list[CheckpointAnswer]], person_id: int
) -> None:
    activity: Activity = row.activity
    facts = load_facts(row, answers[row.person_id, activity.pk])
    empty = load_facts(row, [])
    if kept is None:
        row.person_id = person_id
        row.save(update_fields=["person"])
        target, before, after = row, empty, facts
    else:
        row.delete()
        before = load_facts(kept, answers[person_id, activity.pk])
        target, after = kept, joined(before, facts)
    completion = completion_of(activity)
    save_rows([OpenRow(target, activity, completion, before, settle(after, completion))])


def _move_notes(person_id: int, duplicate_id: int) -> None:
    kept = {(note.activity_id, note.block_id): note for note in Note.objects.filter(person_id=person_id)}
    for note in list(Note.objects.filter(person_id=duplicate_id)):
        other = kept.get((note.activity_id, note.block_id))
        if other is None:
            note.person_id = person_id
            note.save(update_fields=["person"])
            continue
        if (ms(note.updated_at), note.text) > (ms(other.updated_at), other.text):
            other.text, other.updated_at = note.text, note.updated_at
            other.save(update_fields=["text", "updated_at"])
        note.delete()
