"""Jobs of lessons."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.access.types import Actor
from core.jobs.services import job
from core.jobs.types import JobContext

from .services.leftovers import forget_old_imports, forget_pictures
from .services.publishing import publish_due

KEPT_FOR = timedelta(days=14)


@job("lessons.publish_scheduled", every_seconds=60)
def publish_scheduled(context: JobContext) -> dict[str, Any] | None:
    """Publish the lessons whose time has come."""
    return {"published": publish_due(actor=Actor.system("publish-scheduled"))}


@job("lessons.forget_imports", every_seconds=3600)
def forget_imports(context: JobContext) -> dict[str, Any] | None:
    """Forget Word files read two weeks ago, with the pictures nobody used."""
    return {"files": forget_old_imports(actor=Actor.system("forget-imports"), before=timezone.now() - KEPT_FOR)}


@job("lessons.forget_pictures")
def forget_dropped(context: JobContext, uuids: list[str]) -> dict[str, Any] | None:
    """Remove the pictures of a Word file its author let go, where no lesson shows them."""
    return {"files": forget_pictures(actor=Actor.system("forget-imports"), uuids=uuids)}
