"""The activity type `lesson`."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from lms.courses.models import Activity
from lms.hooks import ActivityType

from .models import Lesson
from .selectors.rendering import grade_answer, offline_addresses, render_lesson, steps_with_titles
from .selectors.wording import problem_text
from .services.drafts import copy_lesson, create_lesson, draft_of
from .services.publishing import publish_content, publish_problem


class LessonType(ActivityType):
    """A lesson written in blocks."""

    key = "lesson"
    label = _("Bài học")
    icon = "class"
    completion_rules = ("seen", "checkpoints", "self")
    order = 10

    def create(self, *, actor: Actor, activity: Activity, data: dict[str, Any]) -> None:
        create_lesson(actor=actor, activity=activity, body=data.get("body"), goal=str(data.get("goal") or ""))

    def edit_url(self, activity: Activity) -> str:
        return reverse("lms:lesson_edit", args=[activity.uuid])

    def template(self) -> str:
        return "lessons/lesson.html"

    def context(self, *, actor: Actor, activity: Activity, preview: bool) -> dict[str, Any]:
        return {"lesson": render_lesson(actor, _lesson(activity), preview=preview)}

    def steps(self, activity: Activity, *, preview: bool = False) -> list[dict[str, Any]]:
        lesson = draft_of(_lesson(activity)) if preview else _lesson(activity)
        return [step.as_dict() for step in steps_with_titles(lesson.raw_body)]

    def publish_problem(self, activity: Activity) -> str | None:
        code = publish_problem(draft_of(_lesson(activity)).raw_body)
        return problem_text(code) if code else None

    def publish(self, *, actor: Actor, activity: Activity) -> None:
        publish_content(actor=actor, lesson=_lesson(activity))

    def copy(self, *, actor: Actor, source: Activity, target: Activity) -> None:
        copy_lesson(actor=actor, source=_lesson(source), target=target)

    def grade_checkpoint(self, *, activity: Activity, block_id: str, answer: Any) -> dict[str, Any] | None:
        return grade_answer(_lesson(activity), block_id, answer)

    def offline_urls(self, *, actor: Actor, activity: Activity) -> list[str]:
        return offline_addresses(actor, _lesson(activity))


def _lesson(activity: Activity) -> Lesson:
    lesson: Lesson = activity.lesson  # type: ignore[attr-defined]
    return lesson


ActivityType.register(LessonType())
