"""What learners did in a package: states, statements, results. Arrives in batches, in any number of repeats."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.lib.lengths import require_lengths
from core.people.models import Person
from lms.courses.models import Activity
from lms.hooks import ResultSink
from lms.records.interop.statements import adopted
from lms.records.services import queue_statements
from lms.records.types import LearningObject, Study

from ..errors import OtherPerson
from ..models import H5PChange, H5PPackage, H5PResult, H5PState
from ..policies import can_study
from ..rules import Reached, person_hash, reached
from ..selectors.keys import signing_key
from ..types import Change

_OLDEST = timedelta(days=200)


def apply_changes(*, actor: Actor, package: H5PPackage, activity: Activity, person: str, block_id: str, changes: Sequence[Change]) -> int:
    """Keep what the actor did in `package` inside `activity`; returns how many changes were new. Repeats do nothing.

    States: the newest `at` wins. Statements and finishes: once for each id; they become results, xAPI statements of ours
    and calls of `ResultSink`. Raises `OtherPerson` when the changes belong to somebody else than the actor.
    """
    require(can_study, actor, activity)
    if not compare_digest(person, person_hash(signing_key(), actor.person_id)):
        raise OtherPerson
    with transaction.atomic():
        states = _keep_states(actor, package, activity, [change for change in changes if change.kind == "state"])
        learner = Person.objects.select_for_update(of=("self",)).only("id", "uuid").get(pk=actor.person_id)
        done = _new([change for change in changes if change.kind != "state"], actor.person_id)
        if done:
            result = _locked_result(actor, package, activity)
            finishes = [(change, what) for change in done if (what := _reached(change)) is not None]
            _count(result, finishes)
            queue_statements(_statements(learner.uuid, activity, done))
            _tell(actor, activity, block_id, finishes)
    return states + len(done)


def _keep_states(actor: Actor, package: H5PPackage, activity: Activity, changes: list[Change]) -> int:
    """Write the newest state of each piece; three queries whatever their number."""
    newest: dict[tuple[str, str], Change] = {}
    for change in changes:
        key = (change.sub_content_id, change.data_id)
        if key not in newest or newest[key].at < change.at:
            newest[key] = change
    if not newest:
        return 0
    rows = H5PState.objects.filter(person_id=actor.person_id, activity=activity, package=package)
    known = {(row.sub_content_id, row.data_id): row for row in rows.select_for_update(of=("self",))}
    fresh, changed = [], []
    for key, change in newest.items():
        row = known.get(key)
        at = _clamped(change.at)
        if row is None:
            fresh.append(_state_row(actor, package, activity, change, at))
        elif row.saved_at < at or row.main_library != package.main_library:
            row.data, row.saved_at, row.main_library, row.updated_at = change.data, at, package.main_library, timezone.now()
            changed.append(row)
    H5PState.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["person", "activity", "package", "sub_content_id", "data_id"],
        update_fields=["data", "saved_at", "main_library", "updated_at"],
    )
    require_lengths(changed, ["main_library"])
    H5PState.objects.bulk_update(changed, ["data", "saved_at", "main_library", "updated_at"])
    return len(fresh) + len(changed)


def _state_row(actor: Actor, package: H5PPackage, activity: Activity, change: Change, at: datetime) -> H5PState:
    return H5PState(
        person_id=actor.person_id,
        activity=activity,
        package=package,
        sub_content_id=change.sub_content_id,
        data_id=change.data_id,
        main_library=package.main_library,
        data=change.data,
        saved_at=at,
    )


def _clamped(at: datetime) -> datetime:
    """Return a device's time, not after ours and not older than changes are remembered."""
    now = timezone.now()
    return max(min(at, now), now - _OLDEST)


def _new(changes: list[Change], person_id: int) -> list[Change]:
    """Return the changes nobody has sent yet, marking them. The lock on the person orders two devices."""
    if not changes:
        return []
    once = {_own_id(change, person_id): change for change in changes}
    known = set(H5PChange.objects.filter(pk__in=once).values_list("pk", flat=True))
    fresh = {key: change for key, change in once.items() if key not in known}
    H5PChange.objects.bulk_create([H5PChange(id=key, person_id=person_id) for key in fresh], ignore_conflicts=True)
    return sorted(fresh.values(), key=lambda change: change.at)


def _own_id(change: Change, person_id: int) -> UUID:
    """Return the id of a change bound to its person, so that nobody can spend another's ids."""
    return uuid5(change.id, str(person_id))


def _locked_result(actor: Actor, package: H5PPackage, activity: Activity) -> H5PResult:
    result, _new_row = H5PResult.objects.select_for_update(of=("self",)).get_or_create(
        person_id=actor.person_id, activity=activity, package=package
    )
    return result


def _reached(change: Change) -> Reached | None:
    if change.kind == "finished":
        return Reached(None, None, None, change.seconds)
    return reached(change.statement)


def _count(result: H5PResult, finishes: list[tuple[Change, Reached]]) -> None:
    for change, what in finishes:
        at = _clamped(change.at)
        result.attempts += 1
        result.seconds = min(result.seconds + what.seconds, 10**7)
        result.first_finished_at = min(filter(None, [result.first_finished_at, at]))
        result.last_finished_at = max(filter(None, [result.last_finished_at, at]))
        if what.ratio is None:
            continue
        result.last_ratio = what.ratio
        if result.best_ratio is None or what.ratio >= result.best_ratio:
            result.best_ratio, result.score_points, result.max_points = what.ratio, what.points, what.most
    if finishes:
        result.save()


def _statements(person_uuid: UUID, activity: Activity, done: list[Change]) -> list[dict[str, Any]]:
    course = LearningObject(activity.course.uuid, "course", activity.course.title)
    thing = LearningObject(activity.uuid, activity.kind, activity.title)
    statements = []
    for change in done:
        if change.kind != "statement":
            continue
        own = uuid5(change.id, str(person_uuid))
        study = Study(settings.BASE_URL, person_uuid, thing, _clamped(change.at).astimezone(UTC), course, statement_id=own)
        try:
            statements.append(adopted(study, change.statement))
        except ValueError:
            continue  # not a statement about an activity: nothing to record
    return statements


def _tell(actor: Actor, activity: Activity, block_id: str, finishes: list[tuple[Change, Reached]]) -> None:
    for change, what in finishes:
        for sink in ResultSink.all():
            sink.record(
                actor=actor,
                activity_id=activity.pk,
                block_id=block_id,
                score_ratio=what.ratio,
                is_finished=True,
                seconds=what.seconds,
                happened_at=_clamped(change.at),
            )
