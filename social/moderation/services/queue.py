"""Approving and rejecting what waits, several at once."""

from collections.abc import Sequence
from contextlib import suppress

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.lib.vietnamese import tidy
from social.groups.enums import Ability
from social.groups.models import Space
from social.groups.policies import can
from social.hooks import Moderated

from ..errors import SafetyRefused

AT_ONCE = 100


def judge_held(*, actor: Actor, keys: Sequence[str], approve: bool, reason: str = "") -> int:
    """Approve held things (`post:<id>`, `post:<id>:<stamp>`), or give them back to their authors with a reason; returns how many were.

    Raises `AccessRefused` and changes nothing when one of them is not for the actor to judge; nobody judges what it wrote itself.
    What somebody else has judged meanwhile, or its author has changed since it was read (`stamp`), stays as it is and does not count.
    Each is a transaction of its own: two who judge the same things in another order, or one of them alone, never wait for each other.
    """
    chosen = list(dict.fromkeys(keys))[:AT_ONCE]
    if not chosen:
        raise SafetyRefused("nothing_chosen", "keys")
    words = tidy(reason)[:300]
    if not approve and len(words) < 5:
        raise SafetyRefused("reason", "reason")
    moderated: dict[int, bool] = {}
    count = 0
    parts = [(*one.split(":"), "", "")[:3] for one in chosen]
    for hook, key, stamp in [(_judged_by(actor, kind, key, moderated), key, stamp) for kind, key, stamp in parts]:
        with suppress(_Changed), transaction.atomic():
            done = hook.approve(actor, key) if approve else hook.reject(actor, key, words)
            if done and stamp and hook.stamp(key) != stamp:  # the thing is locked by now: this is what was judged
                raise _Changed
            count += done
    return count


class _Changed(Exception):  # noqa: N818 (never leaves here)
    """The thing says something else than was read."""


def _judged_by(actor: Actor, kind: str, key: str, moderated: dict[int, bool]) -> Moderated:
    """Return the hook of a thing the actor may judge; `moderated` keeps the answer for each space."""
    try:
        hook = Moderated.of(kind)
        author_id, space_id = hook.snapshot(key)["author_id"], hook.space_id(key)
    except (LookupError, ValueError, ObjectDoesNotExist) as absent:
        raise AccessRefused("held") from absent
    if space_id is not None and space_id not in moderated:
        space = Space.objects.select_related("unit", "class_group").get(pk=space_id)
        moderated[space_id] = can(actor, space, Ability.MODERATE)
    may = hook.may_judge(actor, key) and (space_id is None or moderated[space_id])
    if author_id == actor.person_id or not may:
        raise AccessRefused("held")
    return hook
