"""What every change of an outline begins and ends with."""

from typing import Any

from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import tidy

from ..enums import CourseState
from ..errors import CourseRefused
from ..models import Course
from ..selectors.outlines import working_json


def locked(course: Course) -> Course:
    """Return the course's row, locked until the transaction ends, so that its outline changes one at a time.

    Raises `CourseRefused` `archived`.
    """
    row = Course.objects.select_for_update().get(pk=course.pk)
    if row.state == CourseState.ARCHIVED:
        raise CourseRefused("archived")
    return row


def note_outline_changed(course: Course) -> None:
    """Keep `has_unpublished_changes` true to the facts after the working outline changed."""
    differs = course.published_version is not None and working_json(course) != course.published_version.outline
    course.has_unpublished_changes = differs
    course.save(update_fields=["has_unpublished_changes", "updated_at"])


def title_of(text: str, *, field: str = "title") -> str:
    """Return a title tidied. Raises `CourseRefused` `title_missing`, `title_long`."""
    title = tidy(text)
    if not title:
        raise CourseRefused("title_missing", field=field)
    if len(title) > 200:
        raise CourseRefused("title_long", field=field)
    return title


def audit(actor: Actor, verb: str, course: Course, obj: Any = None, **changes: Any) -> None:
    """Record what `actor` did to `course` or to `obj` in it."""
    record(actor=actor, verb=verb, obj=obj or course, unit_path=course.unit.path, unit_id=course.unit_id, changes=changes)
