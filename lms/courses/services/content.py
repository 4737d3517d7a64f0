"""Content of the simple kinds: link, file, page. `Activity.config` keeps `draft` and `published`, each the cleaned fields."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor

from ..errors import CourseRefused
from ..models import Activity
from ..policies import can_edit_course
from ..rules.content import PAGE_LIMIT, clean_page, is_blank, is_safe_link
from ..selectors.files import files_of
from .locking import audit, locked


def save_content(*, actor: Actor, activity: Activity, data: dict[str, Any]) -> Activity:
    """Keep the draft of a link (`url`, `note`), file (`file`: uuid, `note`) or page (`html`).

    Raises `CourseRefused`: `unknown_kind`, `link_scheme`, `file_missing`, `page_empty`.
    """
    require(can_edit_course, actor, activity.course)
    with transaction.atomic():
        row = locked(activity.course)
        write_draft(activity, data)
        audit(actor, "courses.activity.written", row, activity)
    return activity


def write_draft(activity: Activity, data: dict[str, Any]) -> None:
    """Check `data` and put it into the draft; the caller has asked the policy."""
    cleaner = _CLEANERS.get(activity.kind)
    if cleaner is None:
        raise CourseRefused("unknown_kind")
    activity.config = {**activity.config, "draft": cleaner(activity, data)}
    activity.save(update_fields=["config"])


def publish_draft(activity: Activity) -> None:
    """Make the draft what learners get; the caller has asked the policy."""
    activity.config = {**activity.config, "published": activity.config.get("draft")}
    activity.save(update_fields=["config"])


def copy_draft(source: Activity, target: Activity) -> None:
    """Give `target` the content of `source` as a draft: its draft, or what learners get where there is none."""
    target.config = {"draft": source.config.get("draft") or source.config.get("published")}
    target.save(update_fields=["config"])


def _note(data: dict[str, Any]) -> str:
    return str(data.get("note") or "").strip()[:2000]


def _link(activity: Activity, data: dict[str, Any]) -> dict[str, Any]:
    url = str(data.get("url") or "").strip()
    if not is_safe_link(url):
        raise CourseRefused("link_scheme", field="url")
    return {"url": url, "note": _note(data)}


def _file(activity: Activity, data: dict[str, Any]) -> dict[str, Any]:
    uuid = str(data.get("file") or "")
    if uuid not in files_of(activity.course, [uuid]):
        raise CourseRefused("file_missing", field="file")
    return {"file": uuid, "note": _note(data)}


def _page(activity: Activity, data: dict[str, Any]) -> dict[str, Any]:
    html = clean_page(str(data.get("html") or "")[:PAGE_LIMIT])
    if is_blank(html):
        raise CourseRefused("page_empty", field="html")
    return {"html": html}


_CLEANERS: dict[str, Callable[[Activity, dict[str, Any]], dict[str, Any]]] = {"link": _link, "file": _file, "page": _page}
