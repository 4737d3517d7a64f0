"""The homework of a day: a line for each subject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.access.types import Actor
from core.lib.vietnamese import tidy
from core.organisations.models import Subject, TeachingAssignment
from core.organisations.selectors.subjects import subjects_of
from core.people.models import running
from social.groups.models import Space

from ..errors import PostRefused
from ..models import Post
from ..types import Shown

MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class HomeworkLine:
    """What is to be done in a subject (None: in general) by a day (None: the next lesson)."""

    subject: Subject | None
    text: str
    due_on: date | None
    is_late: bool


def homework_start(actor: Actor, space: Space) -> dict[str, Any]:
    """Return what stands in an empty form: the writer's own subject in the class first, and the next school day in every line. One query."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    due = tomorrow + timedelta(days=1) if tomorrow.isoweekday() == 7 else tomorrow
    duties = TeachingAssignment.objects.filter(running(), class_group_id=space.class_group_id, person_id=actor.person_id)
    own = duties.exclude(subject=None).order_by("pk").values_list("subject_id", flat=True).first() if space.class_group_id else None
    return {"subject_0": own, **{f"due_on_{number}": due for number in range(MOST_LINES)}}


def clean_homework(post: Post, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return `{lines: [{subject_id, text, due_on}]}`, days as ISO. Raises `PostRefused`."""
    lines = []
    for line in data.get("lines") or ():
        text, due = tidy(str(line.get("text") or ""))[:500], line.get("due_on")
        if text:
            lines.append({"subject_id": line.get("subject_id"), "text": text, "due_on": due.isoformat() if isinstance(due, date) else due})
    return {"lines": lines[:MOST_LINES]}


def homework_lack(data: Mapping[str, Any]) -> PostRefused | None:
    """Say that there is nothing to do yet."""
    return None if data.get("lines") else PostRefused("lines", _("Hãy dặn ít nhất một việc."), "text_0")


def homework_words(data: Mapping[str, Any]) -> list[str]:
    """Return what is to be done, with the day it is for."""
    days = {
        line["due_on"]: formats.date_format(date.fromisoformat(line["due_on"]), "DATE_FORMAT")
        for line in data.get("lines", ())
        if line["due_on"]
    }
    return [f"{line['text']} ({days[line['due_on']]})" if line["due_on"] else line["text"] for line in data.get("lines", ())]


def load_homework(actor: Actor, places: list[Shown]) -> dict[int, Sequence[HomeworkLine]]:
    """Return the lines of homework, by post id. One query, none where the subjects are known."""
    subjects = subjects_of(line["subject_id"] for one in places for line in one.post.data.get("lines", ()) if line["subject_id"])
    today = timezone.localdate()
    found: dict[int, Sequence[HomeworkLine]] = {}
    for one in places:
        lines = []
        for line in one.post.data.get("lines", ()):
            due = date.fromisoformat(line["due_on"]) if line["due_on"] else None
            lines.append(HomeworkLine(subjects.get(line["subject_id"]), line["text"], due, due is not None and due < today))
        found[one.post.pk] = lines
    return found
