"""Browsers that show notifications: joined and left by the page itself."""

from core.access.errors import AccessRefused
from core.access.policies import require, signed_in
from core.access.types import Actor
from core.ports.webpush import are_push_keys, is_push_address

from ..errors import BadSubscriptionError
from ..models import PushSubscription

MAX_BROWSERS = 10


def subscribe_browser(*, actor: Actor, endpoint: str, p256dh: str, auth: str, device: str = "") -> PushSubscription:
    """Let a browser show the person's notifications; one that showed another's shows only this person's from now on.

    `BadSubscriptionError` when the address is none of a push service we know, or the keys are none. Refused on shared devices. The
    oldest go when a person has more than ten.
    """
    require(signed_in, actor)
    if actor.is_shared_device:
        raise AccessRefused("own_device")
    if not is_push_address(endpoint) or not are_push_keys(p256dh, auth):
        raise BadSubscriptionError
    values = {"person_id": actor.person_id, "p256dh": p256dh, "auth": auth, "device": device[:80]}
    row, _created = PushSubscription.objects.update_or_create(endpoint=endpoint, defaults=values)
    kept = PushSubscription.objects.filter(person_id=actor.person_id).order_by("-pk").values_list("pk", flat=True)[:MAX_BROWSERS]
    PushSubscription.objects.filter(person_id=actor.person_id).exclude(pk__in=list(kept)).delete()
    return row


def unsubscribe_browser(*, actor: Actor, endpoint: str) -> int:
    """Stop showing the person's notifications in a browser; returns how many rows went (0 or 1)."""
    require(signed_in, actor)
    return PushSubscription.objects.filter(person_id=actor.person_id, endpoint=endpoint).delete()[0]
