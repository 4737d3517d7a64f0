"""Asking a policy: `require` inside services, `access` on views."""

from collections.abc import Callable
from typing import Any

from .errors import AccessRefused
from .types import Actor

Policy = Callable[[Actor, Any], bool]


def require(policy: Policy, actor: Actor, obj: Any = None) -> None:
    """Raise `AccessRefused` unless `policy(actor, obj)` permits. The system always may."""
    if not actor.is_system and not policy(actor, obj):
        raise AccessRefused(policy.__name__)


def anyone(actor: Actor, obj: Any = None) -> bool:
    """Permit everybody, visitors included."""
    return True


def signed_in(actor: Actor, obj: Any = None) -> bool:
    """Permit everybody who has signed in."""
    return actor.is_signed_in


def with_hat(actor: Actor, obj: Any = None) -> bool:
    """Permit people who wear a valid hat."""
    return actor.hat is not None


def platform_staff(actor: Actor, obj: Any = None) -> bool:
    """Permit the people who run the platform."""
    return actor.is_platform_staff
