"""The store of packages, for authors."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.lib.vietnamese import fold
from lms.courses.models import Activity

from ..models import H5PActivity, H5PBlockUse, H5PPackage
from ..policies import edited_activities, visible_packages

PAGE = 24


@dataclass(frozen=True, slots=True)
class PackagePage:
    """A page of the store, newest first; `next_key` leads to older ones, None at the end."""

    rows: Sequence[H5PPackage]
    next_key: int | None


def packages_for(actor: Actor, *, search: str = "", limit: int = 50) -> list[H5PPackage]:
    """Return packages the actor may use, newest first, for a chooser."""
    return list(_found(actor, search).order_by("-id")[:limit])


def packages_page(actor: Actor, *, search: str = "", before: int | None = None) -> PackagePage:
    """Return one page of the store with owners and numbers of uses, by key."""
    rows = _found(actor, search).select_related("owner", "unit").order_by("-id")
    if before:
        rows = rows.filter(pk__lt=before)
    in_lessons = Count("block_uses", distinct=True)
    in_activities = Count("activities", filter=Q(activities__activity__is_removed=False), distinct=True)
    page = list(rows.annotate(in_activities=in_activities, in_lessons=in_lessons)[: PAGE + 1])
    return PackagePage(page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None)


def _found(actor: Actor, search: str) -> QuerySet[H5PPackage]:
    rows = visible_packages(actor)
    for word in fold(search).split():
        rows = rows.filter(search_text__contains=word)
    return rows


def package_for(actor: Actor, uuid: UUID | str) -> H5PPackage:
    """Return a package of the store. `AccessRefused` when there is none the actor may see."""
    package = visible_packages(actor).select_related("owner", "unit").filter(uuid=uuid).first()
    if package is None:
        raise AccessRefused("h5p.package.view")
    return package


def activity_for(actor: Actor, uuid: UUID) -> Activity:
    """Return an activity of kind `h5p` the actor may edit. `AccessRefused` when there is none."""
    activity = edited_activities(actor).select_related("course", "course__unit").filter(uuid=uuid).first()
    if activity is None:
        raise AccessRefused("h5p.activity.edit")
    return activity


def uses_of(package: H5PPackage) -> list[Activity]:
    """Return the activities that use a package, by themselves or in a lesson's block, with their courses."""
    own = H5PActivity.objects.filter(Q(package=package) | Q(published_package=package)).values("activity_id")
    blocks = H5PBlockUse.objects.filter(package=package).values("activity_id")
    rows = Activity.objects.filter(Q(pk__in=own) | Q(pk__in=blocks), is_removed=False)
    return list(rows.select_related("course").order_by("course__title", "position")[:100])
