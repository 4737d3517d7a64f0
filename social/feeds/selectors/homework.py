"""The homework of a day: a line for each subject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.access.types import Actor
from core.lib.vietnamese import tidy
from core.organisations.models import Subject
from core.organisations.selectors.subjects import subjects_of

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
