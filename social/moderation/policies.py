"""Who may block, and what a block means."""

from typing import Any

from django.db.models import Q

from core.access.types import Actor

from .models import Block


def can_block(actor: Actor, obj: Any = None) -> bool:
    """Say whether the actor may keep a list of people it does not want to hear from: anybody signed in."""
    return actor.is_signed_in


def is_blocked(a: int, b: int) -> bool:
    """Say whether one of two persons has blocked the other."""
    return Block.objects.filter(Q(person_id=a, blocked_id=b) | Q(person_id=b, blocked_id=a)).exists()
