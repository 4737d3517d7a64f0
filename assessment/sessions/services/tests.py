"""Making, giving, closing tests."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish
from core.jobs.services import enqueue
from core.lib.vietnamese import fold, tidy
from core.organisations.models import Unit
from core.ports.live import broadcast_on_commit, topic_group

from ...events import TestScheduled
from ...papers.enums import PaperState
from ...papers.models import Paper
from ...papers.policies import visible_papers
from ..enums import AttemptState, Audience, GradeBy, TestMode, TestState
from ..errors import SessionError
from ..models import SealingKey, Test, TestClass
from ..policies import can_make_test, can_manage_test, givable_classes
from ..rules.sealing import make_keys
from ..selectors.grading import grading_in
from ..selectors.guests import openness_in
from ..types import TestFacts, TestSettings
from .links import forget_guests, fresh_link
from .sections import planned_sections

MOST_MINUTES = 300


def _checked(facts: TestFacts) -> None:
    if not tidy(facts.title):
        raise SessionError("test.title", field="title")
    if facts.minutes is not None and not 1 <= facts.minutes <= MOST_MINUTES:
        raise SessionError("test.minutes", field="minutes")
    for early, late in ((facts.opens_at, facts.closes_at), (facts.opens_at, facts.ends_at)):
        if early and late and late <= early:
            raise SessionError("test.window", field="closes_at")


def _put(test: Test, facts: TestFacts, paper: Paper | None) -> None:
    test.title, test.note = tidy(facts.title)[:200], facts.note.strip()
    test.search_text = fold(test.title)[:300]
    test.audience = facts.audience if facts.audience in Audience.values else Audience.CLASSES
    test.mode = facts.mode if facts.mode in TestMode.values else TestMode.EXAM
    test.opens_at, test.closes_at, test.ends_at, test.minutes = facts.opens_at, facts.closes_at, facts.ends_at, facts.minutes
    test.attempts_allowed = max(1, min(facts.attempts_allowed, 50))
    test.grade_by = facts.grade_by if facts.grade_by in GradeBy.values else GradeBy.BEST
    if paper is not None:
        test.paper, test.subject_id = paper, paper.subject_id
        test.total_points, test.item_count = paper.total_points, paper.item_count


def _paper(actor: Actor, paper_id: int | None) -> Paper | None:
    if paper_id is None:
        return None
    found = visible_papers(actor).filter(pk=paper_id).first()
    if found is None:
        raise SessionError("test.no_paper", field="paper")
    return found


def _classes(actor: Actor, class_ids: Sequence[int]) -> list[int]:
    known = set(givable_classes(actor).filter(pk__in=list(class_ids)).values_list("pk", flat=True))
    return [pk for pk in dict.fromkeys(class_ids) if pk in known]


@transaction.atomic
def create_test(*, actor: Actor, unit: Unit, facts: TestFacts, settings: TestSettings | None = None) -> Test:
    """Begin a test as a draft. `SessionError` names the field that is wrong."""
    require(can_make_test, actor)
    _checked(facts)
    test = Test(unit=unit, owner_id=actor.person_id, settings=(settings or TestSettings()).write())
    _put(test, facts, _paper(actor, facts.paper_id))
    test.save(force_insert=True)
    TestClass.objects.bulk_create([TestClass(test=test, class_group_id=pk) for pk in _classes(actor, facts.class_ids)])
    record(actor=actor, verb="assessment.test.created", obj=test, unit_path=unit.path, unit_id=unit.pk)
    return test


def locked_test(actor: Actor, test: Test) -> Test:
    """Return the test under a lock, to be changed by who may."""
    require(can_manage_test, actor, test)
    return Test.objects.select_for_update(of=("self",)).select_related("unit", "paper").get(pk=test.pk)


@transaction.atomic
def update_test(*, actor: Actor, test: Test, facts: TestFacts, settings: TestSettings, revision: int) -> Test:
    """Change a test. Once given, only its name, note, times after the opening, and what is shown when can change.

    `test.changed` when somebody else saved meanwhile.
    """
    test = locked_test(actor, test)
    if revision != test.revision:
        raise SessionError("test.changed")
    _checked(facts)
    if test.state == TestState.DRAFT:
        _put(test, facts, _paper(actor, facts.paper_id))
        test.classes.all().delete()
        TestClass.objects.bulk_create([TestClass(test=test, class_group_id=pk) for pk in _classes(actor, facts.class_ids)])
        test.settings = settings.write()
    else:
        test.title, test.note, test.search_text = tidy(facts.title)[:200], facts.note.strip(), fold(facts.title)[:300]
        test.closes_at, test.ends_at, test.release_at = facts.closes_at, facts.ends_at, test.release_at
        test.settings = {
            **test.settings,
            "review": settings.review,
            "late_minutes": settings.late_minutes,
            "appeal_days": settings.appeal_days,
        }
    test.revision, test.live_revision = test.revision + 1, test.live_revision + 1
    test.save()
    record(actor=actor, verb="assessment.test.changed", obj=test, unit_path=test.unit.path, unit_id=test.unit_id)
    return test


@transaction.atomic
def schedule_test(*, actor: Actor, test: Test) -> Test:
    """Give a test to its classes: packs and attempts are prepared by a job, before anybody can enter.

    Where parts of the paper have minutes, they become the sections of an exam. One that others may take gets its short address.
    `SessionError`: `test.no_paper`, `test.paper_open`, `test.no_class`, `test.state`, `guest.off`, `sections.open`, `sections.long`. Side effects: event, job, audit.
    """
    test = locked_test(actor, test)
    if test.state != TestState.DRAFT:
        raise SessionError("test.state")
    if test.paper is None:
        raise SessionError("test.no_paper", field="paper")
    if test.paper.state != PaperState.FROZEN:
        raise SessionError("test.paper_open", field="paper")
    if test.audience == Audience.CLASSES and not test.classes.exists() and not test.candidates.exists():
        raise SessionError("test.no_class", field="classes")
    openness = openness_in(test.unit)
    if test.audience == Audience.OPEN and not openness.is_allowed:
        raise SessionError("guest.off", field="audience")
    if test.audience != Audience.CLASSES and not test.link_code:
        test.link_code = fresh_link()
    private, public = make_keys()
    rules = {**grading_in(test.unit).write(), "most_guests": openness.most_guests, "guest_days": openness.guest_days}
    test.settings = {**test.settings, **rules, "public_key": public, "sections": planned_sections(test)}
    SealingKey.objects.update_or_create(test=test, defaults={"private_key": private})
    test.state = TestState.SCHEDULED
    test.total_points, test.item_count = test.paper.total_points, test.paper.item_count
    test.revision += 1
    test.save()
    publish(TestScheduled(test_id=test.pk))
    enqueue("assessment.prepare_test", {"test_id": test.pk})
    record(actor=actor, verb="assessment.test.scheduled", obj=test, unit_path=test.unit.path, unit_id=test.unit_id)
    return test


@transaction.atomic
def withdraw_test(*, actor: Actor, test: Test) -> Test:
    """Take a given test back to a draft while nobody has begun: candidates, packs and attempts go."""
    test = locked_test(actor, test)
    if test.state != TestState.SCHEDULED:
        raise SessionError("test.state")
    if test.attempts.exclude(state=AttemptState.PREPARED).exists():
        raise SessionError("test.started")
    test.attempts.all().delete()
    forget_guests(test=test)
    test.candidates.filter(class_group__isnull=False).delete()
    test.packs.all().delete()
    test.state, test.prepared_at, test.revision = TestState.DRAFT, None, test.revision + 1
    test.save()
    record(actor=actor, verb="assessment.test.withdrawn", obj=test, unit_path=test.unit.path, unit_id=test.unit_id)
    return test


@transaction.atomic
def close_test(*, actor: Actor, test: Test) -> Test:
    """Close a test: nobody enters any more, whoever still works is handed in by the job that follows."""
    test = locked_test(actor, test)
    if test.state != TestState.SCHEDULED:
        raise SessionError("test.state")
    now = timezone.now()
    test.closes_at = min(test.closes_at or now, now)
    test.is_paused, test.paused_at = False, None
    test.live_revision += 1
    test.save(update_fields=["closes_at", "is_paused", "paused_at", "live_revision", "updated_at"])
    enqueue("assessment.close_test", {"test_id": test.pk})
    record(actor=actor, verb="assessment.test.closed", obj=test, unit_path=test.unit.path, unit_id=test.unit_id)
    broadcast_on_commit(topic_group(f"sitting:{test.uuid}"), {"type": "sitting", "topic": f"sitting:{test.uuid}", "what": "test"})
    return test


@transaction.atomic
def remove_test(*, actor: Actor, test: Test) -> None:
    """Take a draft away, or a closed test that nobody took."""
    test = locked_test(actor, test)
    if test.attempts.exclude(state=AttemptState.PREPARED).exists():
        raise SessionError("test.started")
    test.is_removed = True
    test.save(update_fields=["is_removed", "updated_at"])
    record(actor=actor, verb="assessment.test.removed", obj=test, unit_path=test.unit.path, unit_id=test.unit_id)
