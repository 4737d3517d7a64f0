"""What H5P brings to courses and to the shell: the activity type, the place of the store."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access.policies import require
from core.access.types import Actor
from frontend.hooks import NavPlaces, Place
from lms.courses.models import Activity
from lms.hooks import ActivityType

from .models import H5PActivity, H5PPackage
from .policies import can_author, can_use_package
from .selectors import frame_context, offline_urls, package_for
from .services import copy_choice, publish_choice


class H5PActivityType(ActivityType):
    """An activity that is one H5P package."""

    key = "h5p"
    label = gettext_lazy("Hoạt động H5P")
    icon = "h5p"
    completion_rules = ("finished", "score", "self")
    order = 20

    def create(self, *, actor: Actor, activity: Activity, data: dict[str, Any]) -> None:
        """Begin with the package of `data["package"]` (its uuid), or with none yet."""
        package = package_for(actor, data["package"]) if data.get("package") else None
        if package is not None:
            require(can_use_package, actor, package)
        H5PActivity.objects.create(activity=activity, package=package)

    def edit_url(self, activity: Activity) -> str:
        return reverse("lms:h5p_activity", args=[activity.uuid])

    def template(self) -> str:
        return "h5p/activity.html"

    def context(self, *, actor: Actor, activity: Activity, preview: bool) -> dict[str, Any]:
        package = _package(activity, draft=preview)
        frame = frame_context(actor, package, activity, is_kept=not preview) if package else None
        return {"h5p_package": package, "h5p_frame": frame}

    def steps(self, activity: Activity, *, preview: bool = False) -> list[dict[str, Any]]:
        return [{"id": "h5p", "title": activity.title, "kind": "h5p", "is_checkpoint": False}]

    def publish_problem(self, activity: Activity) -> str | None:
        return None if _package(activity, draft=True) else _("chưa có gói H5P.")

    def publish(self, *, actor: Actor, activity: Activity) -> None:
        publish_choice(activity=activity)

    def copy(self, *, actor: Actor, source: Activity, target: Activity) -> None:
        copy_choice(source=source, target=target)

    def offline_urls(self, *, actor: Actor, activity: Activity) -> list[str]:
        package = _package(activity, draft=False)
        return offline_urls(actor, package, activity) if package else []


def _package(activity: Activity, *, draft: bool) -> H5PPackage | None:
    choice = H5PActivity.objects.select_related("package", "published_package").filter(activity=activity).first()
    if choice is None:
        return None
    return choice.package if draft else choice.published_package


class StorePlace(NavPlaces):
    """Kho H5P, for authors."""

    def places(self, actor: Actor) -> list[Place]:
        if not can_author(actor) or actor.is_system:
            return []
        return [Place("h5p", _("Kho H5P"), "h5p", reverse("lms:h5p_packages"), group="manage", order=40)]


ActivityType.register(H5PActivityType())
NavPlaces.register(StorePlace())
