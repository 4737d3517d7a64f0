"""Access tokens of gateways that renew them."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.ports.carriers import CarrierError
from core.ports.ott import MessengerGateway

from ..models import GatewayToken

EARLY = timedelta(minutes=10)


def access_token(gateway: MessengerGateway) -> str:
    """Return a token that is good for some minutes, renewing both it and what renews it under a lock: a refresh token works once."""
    now = timezone.now()
    row = GatewayToken.objects.filter(gateway=gateway.key).first()
    if row is not None and row.expires_at is not None and row.expires_at > now + EARLY:
        return row.access_token
    GatewayToken.objects.get_or_create(gateway=gateway.key, defaults={"refresh_token": settings.ZALO_REFRESH_TOKEN})
    with transaction.atomic():
        row = GatewayToken.objects.select_for_update().get(gateway=gateway.key)
        if row.expires_at is not None and row.expires_at > now + EARLY:
            return row.access_token
        fresh = gateway.renew(row.refresh_token)
        if fresh is None:
            raise CarrierError("no token")
        row.access_token, row.refresh_token = fresh.access, fresh.refresh
        row.expires_at = now + timedelta(seconds=fresh.expires_in)
        row.save()
    return row.access_token
