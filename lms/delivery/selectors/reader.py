"""Everything the reader shows of one activity to one learner."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.people.models import Person
from lms.courses.models import Activity, Course
from lms.courses.policies import can_edit_course
from lms.courses.rules.release import Reason
from lms.courses.selectors.outlines import published_outline_of
from lms.courses.types import Outline, OutlineActivity
from lms.delivery.enums import ProgressState
from lms.delivery.models import ActivityProgress, CheckpointAnswer, ClassSession, Hint, Note
from lms.delivery.policies import studied_courses
from lms.delivery.rules import parts_of
from lms.delivery.types import Part, Step
from lms.hooks import ActivityType

from .learners import classes_by_course
from .release import reasons_in
from .steps import mark_answer, steps_of


@dataclass(frozen=True)
class ReaderPage:
    """One activity as a learner (or, in `is_preview`, its author) opens it.

    `waits_for` is why it is closed, then nothing else is filled. `template` draws the content from `content`.
    """

    course: Course
    activity: Activity
    outline: Outline
    person_uuid: str = ""
    is_preview: bool = False
    waits_for: Sequence[tuple[Reason, OutlineActivity | None]] = ()
    template: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    steps: Sequence[Step] = ()
    parts: Sequence[Part] = ()
    progress: ActivityProgress | None = None
    answers: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    hints: Sequence[Hint] = ()
    previous: OutlineActivity | None = None
    following: OutlineActivity | None = None
    class_ids: Sequence[int] = ()
    session: ClassSession | None = None
    offline_urls: Sequence[str] = ()

    @property
    def is_done(self) -> bool:
        return self.progress is not None and self.progress.state == ProgressState.COMPLETED

    @property
    def minutes(self) -> int:
        seconds = sum(step.seconds for step in self.steps)
        return max(1, round(seconds / 60)) if seconds else self.activity.minutes

    @property
    def section_title(self) -> str:
        """The title of the section the activity stands in, "" when it is in none."""
        here = (section for section in self.outline.sections if any(one.id == self.activity.pk for one in section.activities))
        return next((section.title for section in here), "")

    @property
    def percent(self) -> int:
        return self.progress.percent if self.progress else 0

    @property
    def part_percents(self) -> list[float]:
        """How much of each part has been passed, 0-100."""
        seen = set(self.progress.steps_seen) if self.progress else set()
        return [100 if self.is_done else 100 * len(seen & set(part.step_ids)) / len(part.step_ids) for part in self.parts]

    @property
    def own_note(self) -> str:
        """The note on the whole activity."""
        return self.notes.get("", "")


def _find(actor: Actor, course_uuid: UUID, activity_uuid: UUID) -> tuple[Course, Activity]:
    courses = studied_courses(actor).select_related("subject", "grade", "unit", "published_version")
    course = courses.filter(uuid=course_uuid).first()
    activity = None
    if course is not None:
        activity = Activity.objects.filter(course=course, uuid=activity_uuid, is_published=True, is_removed=False).first()
    if course is None or activity is None:
        raise AccessRefused("can_study")
    activity.course = course
    return course, activity


def reader_page(actor: Actor, course_uuid: UUID, activity_uuid: UUID) -> ReaderPage:
    """Return the reader's page of an activity the actor may study; `AccessRefused` otherwise.

    An activity in no published outline is absent; a closed one comes with its reasons and without content.
    """
    course, activity = _find(actor, course_uuid, activity_uuid)
    outline = published_outline_of(course)
    here = outline.find(activity.pk)
    if here is None:
        raise AccessRefused("can_study")
    rows = ActivityProgress.objects.filter(person_id=actor.person_id, course=course)
    progress = {row.activity_id: row for row in rows}
    waits_for = reasons_in(outline, here, progress, timezone.now())
    previous, following = outline.neighbours(activity.pk)
    if waits_for:
        return ReaderPage(course, activity, outline, waits_for=waits_for, previous=previous, following=following)
    kind = ActivityType.of(activity.kind)
    steps = steps_of(activity)
    class_ids = classes_by_course(actor.person_id, [course.pk]).get(course.pk, [])
    return ReaderPage(
        course=course,
        activity=activity,
        outline=outline,
        person_uuid=str(Person.objects.values_list("uuid", flat=True).get(pk=actor.person_id)),
        template=kind.template(),
        content=kind.context(actor=actor, activity=activity, preview=False),
        steps=steps,
        parts=parts_of(steps),
        progress=progress.get(activity.pk),
        answers=_answers(actor.person_id, activity),
        notes=dict(Note.objects.filter(person_id=actor.person_id, activity=activity).exclude(text="").values_list("block_id", "text")),
        hints=list(Hint.objects.filter(person_id=actor.person_id, activity=activity).select_related("author").order_by("-id")[:3]),
        previous=previous,
        following=following,
        class_ids=class_ids,
        session=ClassSession.objects.filter(activity=activity, class_group_id__in=class_ids, ended_at=None).first(),
        offline_urls=kind.offline_urls(actor=actor, activity=activity),
    )


def preview_page(actor: Actor, course_uuid: UUID, activity_uuid: UUID) -> ReaderPage:
    """Return the reader's page of a draft as its author previews it; nothing is recorded. `AccessRefused` for others."""
    activity = (
        Activity.objects.select_related("course__subject", "course__grade").filter(uuid=activity_uuid, course__uuid=course_uuid).first()
    )
    if activity is None or not can_edit_course(actor, activity.course):
        raise AccessRefused("can_edit_course")
    kind = ActivityType.of(activity.kind)
    content = kind.context(actor=actor, activity=activity, preview=True)
    steps = steps_of(activity, preview=True)
    outline = published_outline_of(activity.course)
    return ReaderPage(
        activity.course, activity, outline, is_preview=True, template=kind.template(), content=content, steps=steps, parts=parts_of(steps)
    )


def _answers(person_id: int, activity: Activity) -> dict[str, dict[str, Any]]:
    return {
        row.block_id: given_answer(activity, row.block_id, row.answer)
        for row in CheckpointAnswer.objects.filter(person_id=person_id, activity=activity)
    }


def given_answer(activity: Activity, block_id: str, answer: Any) -> dict[str, Any]:
    """Return an answer with its mark as the checkpoint's template shows it."""
    mark = mark_answer(activity, block_id, answer)
    pairs = answer if isinstance(answer, dict) else {}
    return {
        "chosen": answer if isinstance(answer, list) else [answer],
        "true_ids": [key for key, value in pairs.items() if value],
        "false_ids": [key for key, value in pairs.items() if not value],
        "text": answer if isinstance(answer, str | int | float) else "",
        "is_correct": mark.is_correct if mark else False,
        "feedback": mark.feedback if mark else "",
        "explanation": mark.explanation if mark else "",
        "raw": json.dumps(answer, ensure_ascii=False),
    }
