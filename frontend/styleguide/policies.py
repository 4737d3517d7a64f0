"""Who sees the style guide."""

from typing import Any

from django.conf import settings

from core.access.types import Actor


def can_see_styleguide(actor: Actor, obj: Any = None) -> bool:
    """Permit everybody where the site runs as a demonstration or for development, platform staff elsewhere."""
    return bool(settings.DEBUG or settings.DEMO or actor.is_platform_staff)
