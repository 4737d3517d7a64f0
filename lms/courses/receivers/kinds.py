"""The simple kinds of activities: file, link, page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access.types import Actor
from lms.hooks import ActivityType

from ..models import Activity
from ..selectors.content import activity_file, draft_or_published
from ..services.content import copy_draft, publish_draft, write_draft


class SimpleType(ActivityType):
    """A kind whose whole content is a few fields in `Activity.config`; one step."""

    completion_rules = ("seen", "self")

    def create(self, *, actor: Actor, activity: Activity, data: dict[str, Any]) -> None:
        if data:
            write_draft(activity, data)

    def edit_url(self, activity: Activity) -> str:
        return reverse("lms:activity_content", args=[activity.course.uuid, activity.uuid])

    def template(self) -> str:
        return f"courses/kinds/{self.key}.html"

    def context(self, *, actor: Actor, activity: Activity, preview: bool) -> dict[str, Any]:
        return {"content": draft_or_published(activity, preview=preview), "steps": self.steps(activity)}

    def steps(self, activity: Activity, *, preview: bool = False) -> list[dict[str, Any]]:
        return [{"id": str(activity.uuid), "title": activity.title, "kind": self.key, "is_checkpoint": False}]

    def publish_problem(self, activity: Activity) -> str | None:
        return None if activity.config.get("draft") else _("chưa có nội dung.")

    def publish(self, *, actor: Actor, activity: Activity) -> None:
        publish_draft(activity)

    def copy(self, *, actor: Actor, source: Activity, target: Activity) -> None:
        copy_draft(source, target)


class FileType(SimpleType):
    """A file people look at here or take with them."""

    key = "file"
    label = gettext_lazy("Tệp")
    icon = "file"
    order = 30

    def context(self, *, actor: Actor, activity: Activity, preview: bool) -> dict[str, Any]:
        return {**super().context(actor=actor, activity=activity, preview=preview), "file": activity_file(actor, activity, preview=preview)}

    def offline_urls(self, *, actor: Actor, activity: Activity) -> list[str]:
        file = activity_file(actor, activity, preview=False)
        return [file.url] if file else []


class LinkType(SimpleType):
    """An address elsewhere, opened in its own tab."""

    key = "link"
    label = gettext_lazy("Liên kết")
    icon = "link"
    order = 40


class PageType(SimpleType):
    """A page of simple text."""

    key = "page"
    label = gettext_lazy("Trang")
    icon = "text"
    order = 35


for _kind in (FileType(), LinkType(), PageType()):
    ActivityType.register(_kind)
