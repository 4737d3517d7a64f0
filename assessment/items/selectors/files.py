"""Addresses of pictures and recordings: signed, for a while."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from ..models import ItemFile

SALT = "assessment.item-file"
ROUND_SECONDS = 6 * 3600  # addresses stay the same for hours, so that phones keep what they have


def _signature(uuid: str, until: int) -> str:
    return signing.Signer(salt=SALT).signature(f"{uuid}:{until}")


def signed_address(uuid: str, *, hours: int = 24) -> str:
    """Return an address under which a signed-in person gets the file for at least `hours`."""
    end = int((timezone.now() + timedelta(hours=hours)).timestamp())
    until = (end // ROUND_SECONDS + 1) * ROUND_SECONDS
    return reverse("assessment:item_file", args=[uuid, until, _signature(uuid, until)])


def file_at(uuid: str, until: int, signature: str) -> ItemFile | None:
    """Return the file behind a signed address that hasn't run out; None otherwise."""
    if until < timezone.now().timestamp() or not constant_time_compare(signature, _signature(uuid, until)):
        return None
    return ItemFile.objects.filter(uuid=uuid).first()
