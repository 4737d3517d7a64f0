"""Taking in what happened on phones."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.policies import require
from core.access.types import Actor
from core.people.models import Person
from lms.courses.enums import CompletionRule
from lms.courses.models import Activity
from lms.delivery.enums import ChangeKind
from lms.delivery.errors import OtherPersonError
from lms.delivery.models import ClassSession, LearnerChange, Note
from lms.delivery.policies import learns, studied_activities
from lms.delivery.rules import MAX_NOTE, merge, true_time
from lms.delivery.selectors.learners import classes_by_course
from lms.delivery.selectors.release import unreleased
from lms.delivery.selectors.steps import mark_answer
from lms.delivery.types import ActivityReceipt, Batch, Change, Mark, Receipt, SentChange

from .outcomes import announce, mark_days
from .store import OpenRow, drop_untouched, from_ms, moment, ms, open_rows, save_rows

Refusals = list[tuple[str, str]]


@dataclass
class _Sorted:
    """A batch by activity, with what was turned away."""

    by_activity: dict[int, list[SentChange]] = field(default_factory=lambda: defaultdict(list))
    activities: dict[int, Activity] = field(default_factory=dict)
    refused: Refusals = field(default_factory=list)


def take_changes(*, actor: Actor, batch: Batch) -> Receipt:
    """Merge a batch of the actor's own changes into their progress and say what became of each; repeats change nothing.

    Raises `OtherPersonError` when the batch was made by somebody else on the same phone: nothing is taken then. A change is
    refused with `broken`, `absent` (no such activity for this person), `not_released` or `bad_step`. All or nothing is
    written in one transaction; what is answered as done is committed. Queries do not grow with the number of changes.
    Side effects on commit: boards, events of completions, statements.
    """
    require(learns, actor)
    if not Person.objects.filter(pk=actor.person_id, uuid=batch.person).exists():
        raise OtherPersonError(_("Bài làm trên máy này là của một tài khoản khác. Hãy đăng nhập đúng tài khoản để gửi."))
    now = timezone.now()
    with transaction.atomic():
        return _take(actor, batch, now)


def _take(actor: Actor, batch: Batch, now: datetime) -> Receipt:
    found = _sort(actor, batch, now)
    activities = [found.activities[key] for key in sorted(found.by_activity)]
    if not activities:
        return Receipt((), tuple(found.refused), {}, {}, ms(now))
    classes_of = classes_by_course(actor.person_id, [activity.course_id for activity in activities])
    class_of = {course_id: ids[0] for course_id, ids in classes_of.items()}
    opened = open_rows(person_id=actor.person_id, activities=activities, class_of=class_of, now=now)
    fresh, done = _leave_out_known(actor, found)
    marks: dict[str, Mark] = {}
    told: list[tuple[OpenRow, list[Change]]] = []
    notes: list[tuple[int, Change]] = []
    for key, one in opened.items():
        changes = [_marked(one.activity, sent, batch.sent_at, ms(now), marks) for sent in fresh.get(key, [])]
        changes = [change for change in changes if _counts(change, one.activity)]
        notes += [(key, change) for change in changes if change.kind == ChangeKind.NOTE]
        one.facts = merge(one.before, changes, one.completion)
        if changes:
            told.append((one, changes))
    save_rows(one for one, _changes in told)
    drop_untouched(opened.values())
    _keep_notes(actor.person_id, notes)
    _remember(actor.person_id, fresh, batch.sent_at, ms(now))
    mark_days(person_id=actor.person_id, changes=[change for _one, changes in told for change in changes])
    announce(person_id=actor.person_id, told=told, classes_of=classes_of)
    standing = _standing(opened, classes_of)
    return Receipt(tuple(done), tuple(found.refused), standing, marks, ms(now))


def _sort(actor: Actor, batch: Batch, now: datetime) -> _Sorted:
    """Keep the changes of activities this person may study now; anything else is refused."""
    found = _Sorted(refused=[(change_id, "broken") for change_id in batch.broken])
    wanted = {change.activity for change in batch.changes}
    rows = studied_activities(actor).filter(uuid__in=wanted).select_related("course") if wanted else []
    by_uuid: dict[UUID, Activity] = {row.uuid: row for row in rows}
    closed = unreleased(actor.person_id, list(by_uuid.values()), now)
    for change in batch.changes:
        activity = by_uuid.get(change.activity)
        if activity is None:
            found.refused.append((str(change.id), "absent"))
        elif activity.pk in closed:
            found.refused.append((str(change.id), "not_released"))
        else:
            found.activities[activity.pk] = activity
            found.by_activity[activity.pk].append(change)
    return found


def _leave_out_known(actor: Actor, found: _Sorted) -> tuple[dict[int, list[SentChange]], list[str]]:
    """Return the changes not applied before, and the ids to acknowledge. An id another person used is refused."""
    ids = [change.id for changes in found.by_activity.values() for change in changes]
    known = dict(LearnerChange.objects.filter(pk__in=ids).values_list("pk", "person_id"))
    fresh: dict[int, list[SentChange]] = defaultdict(list)
    done: dict[str, None] = {}
    for key, changes in found.by_activity.items():
        for change in changes:
            if known.get(change.id, actor.person_id) != actor.person_id:
                found.refused.append((str(change.id), "broken"))
                continue
            if change.id not in known and str(change.id) not in done:
                fresh[key].append(change)
            done[str(change.id)] = None
    return fresh, list(done)


def _marked(activity: Activity, sent: SentChange, sent_at: int, now: int, marks: dict[str, Mark]) -> Change:
    change = Change(str(sent.id), sent.kind, sent.block_id, true_time(sent.at, sent_at, now), sent.data)
    if sent.kind != ChangeKind.ANSWER:
        return change
    mark = mark_answer(activity, sent.block_id, sent.data.get("answer"))
    if mark is None:
        return replace(change, kind="")
    marks[str(sent.id)] = mark
    return replace(change, is_right=mark.is_correct)


def _counts(change: Change, activity: Activity) -> bool:
    """Say whether a change means anything here: one's own word finishes only what one may mark by oneself."""
    return bool(change.kind) and (change.kind != ChangeKind.FINISH or activity.completion == CompletionRule.SELF)


def _keep_notes(person_id: int, notes: list[tuple[int, Change]]) -> None:
    """Keep the last words of each note; the longer text wins a tie, so that order does not matter."""
    if not notes:
        return
    latest: dict[tuple[int, str], tuple[int, str]] = {}
    for row in Note.objects.select_for_update().filter(person_id=person_id, activity_id__in={key for key, _change in notes}):
        latest[row.activity_id, row.block_id] = (ms(row.updated_at), row.text)
    before = dict(latest)
    for key, change in notes:
        text = change.data.get("text")
        words = (change.at, text[:MAX_NOTE] if isinstance(text, str) else "")
        place = (key, change.block_id)
        latest[place] = max(latest.get(place, (0, "")), words)
    changed = [
        Note(person_id=person_id, activity_id=key, block_id=block_id, text=text, updated_at=moment(at))
        for (key, block_id), (at, text) in latest.items()
        if before.get((key, block_id)) != (at, text)
    ]
    Note.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["person", "activity", "block_id"], update_fields=["text", "updated_at"]
    )


def _remember(person_id: int, fresh: dict[int, list[SentChange]], sent_at: int, now: int) -> None:
    LearnerChange.objects.bulk_create(
        LearnerChange(
            id=sent.id,
            person_id=person_id,
            activity_id=key,
            kind=sent.kind,
            happened_at=from_ms(true_time(sent.at, sent_at, now)) or timezone.now(),
        )
        for key, changes in fresh.items()
        for sent in changes
    )


def _standing(opened: dict[int, OpenRow], classes_of: dict[int, list[int]]) -> dict[str, ActivityReceipt]:
    class_ids = {class_id for ids in classes_of.values() for class_id in ids}
    paused = set(
        ClassSession.objects.filter(activity_id__in=opened, class_group_id__in=class_ids, ended_at=None)
        .exclude(paused_at=None)
        .values_list("activity_id", flat=True)
    )
    return {
        str(one.activity.uuid): ActivityReceipt(
            state=one.row.state,
            percent=one.row.percent,
            score_ratio=one.row.score_ratio,
            needs_help=one.row.needs_help_since is not None,
            is_paused=key in paused,
        )
        for key, one in opened.items()
    }
