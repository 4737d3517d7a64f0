"""Files and H5P packages that blocks show."""

from collections.abc import Sequence
from typing import Any

from core.access.types import Actor
from lms.courses.models import Activity, CourseFile
from lms.courses.selectors import file_url
from lms.h5p.models import H5PPackage


def files_of(uuids: Sequence[str], course_id: int) -> dict[str, CourseFile]:
    """Return files by uuid, in one query (none for none): only those the course may show."""
    if not uuids:
        return {}
    return {str(found.uuid): found for found in CourseFile.objects.filter(uuid__in=uuids, courses=course_id)}


def file_address(actor: Actor, file: CourseFile, variant: str = "") -> str:
    """Return the signed address of a file (or one of its variants) for this actor."""
    return file_url(actor, file, variant)


def players_of(actor: Actor, uuids: Sequence[str], activity: Activity) -> dict[str, dict[str, Any]]:
    """Return what the template of an H5P frame needs, by package uuid, in one query (none for none)."""
    if not uuids:
        return {}
    from lms.h5p.selectors import frame_url

    return {
        str(package.uuid): {"package": package, "title": package.title, "frame_url": frame_url(actor, package, activity)}
        for package in H5PPackage.objects.filter(uuid__in=uuids)
    }
