"""Look-ups the templates of lessons need."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(mapping: Any, key: Any) -> Any:
    """Return `mapping[key]`, or None where either is missing."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None
