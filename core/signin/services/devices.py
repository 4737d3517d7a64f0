"""Browsers an account has signed in on, so that its owner hears of a new one."""

import hashlib

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format

from core.notifications.services import notify
from core.people.models import Account

from ..models import KnownDevice

NEW_DEVICE = "signin.new_device"


def told_at(account: Account) -> str:
    """Return this moment as the person's own language writes it, for a notification to them."""
    with translation.override(account.language or settings.LANGUAGE_CODE):
        return date_format(timezone.localtime(), "DATETIME_FORMAT")


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
            data={"device": label or "?", "at": told_at(account)},
            url="/ho-so/#bao-mat",
            dedupe_key=f"{digest[:40]}",
        )
    return knew_others
