"""Files and H5P packages that blocks show."""

from collections.abc import Sequence
from typing import Any

from core.access.types import Actor
from lms.courses.models import Activity, CourseFile
from lms.courses.selectors import file_url
from lms.h5p.models import H5PPackage
from lms.h5p.selectors import frame_context


def files_of(uuids: Sequence[str], course_id: int) -> dict[str, CourseFile]:
    """Return files by uuid, in one query (none for none): only those the course may show."""
    if not uuids:
        return {}
    return {str(found.uuid): found for found in CourseFile.objects.filter(uuid__in=uuids, courses=course_id)}


def file_address(actor: Actor, file: CourseFile, variant: str = "") -> str:
    """Return the signed address of a file (or one of its variants) for this actor."""
    return file_url(actor, file, variant)


def players_of(actor: Actor, packages: dict[str, str], activity: Activity, *, preview: bool) -> dict[str, dict[str, Any]]:
    """Return what `h5p/_frame.html` needs, by block id, in one query (none for none). `packages` maps a block's id to a uuid."""
    if not packages:
        return {}
    found = {str(package.uuid): package for package in H5PPackage.objects.filter(uuid__in=set(packages.values()))}
    return {
        block_id: frame_context(actor, found[uuid], activity, block_id=block_id, is_kept=not preview)
        for block_id, uuid in packages.items()
        if uuid in found
    }


def packages_of(uuids: Sequence[str]) -> list[H5PPackage]:
    """Return H5P packages by uuid, in one query (none for none), with their libraries."""
    return list(H5PPackage.objects.filter(uuid__in=uuids).prefetch_related("uses")) if uuids else []
