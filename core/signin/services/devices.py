"""Browsers an account has signed in on, so that its owner hears of a new one."""

import hashlib

from django.db import transaction
from django.utils import timezone

from core.notifications.services import notify
from core.people.models import Account

from ..models import KnownDevice

NEW_DEVICE = "signin.new_device"


@transaction.atomic
def remember_device(*, account: Account, key: str, label: str) -> bool:
    """Keep the browser that holds `key`; returns whether it is new to an account that knew others, whose owner is told."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    now = timezone.now()
    if KnownDevice.objects.filter(account=account, key_hash=digest).update(last_seen_at=now, label=label[:80]):
        return False
    knew_others = KnownDevice.objects.filter(account=account).exists()
    KnownDevice.objects.create(account=account, key_hash=digest, label=label[:80])
    if knew_others:
        notify(
            recipient_ids=[account.person_id],
            kind=NEW_DEVICE,
            data={"device": label or "?", "at": timezone.localtime(now).strftime("%H:%M %d/%m/%Y")},
            url="/ho-so/#bao-mat",
            dedupe_key=f"{digest[:40]}",
        )
    return knew_others
