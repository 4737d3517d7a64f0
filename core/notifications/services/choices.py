"""What people choose: kinds by channel, quiet hours, the digest, mutes."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction

from core.access.policies import require, signed_in
from core.access.types import Actor

from ..enums import DigestRhythm
from ..models import Mute, NotificationPreference, NotificationSettings
from ..selectors import CHOSEN, reachable_channels
from ..types import KINDS


@transaction.atomic
def set_choices(*, actor: Actor, chosen: Iterable[str]) -> int:
    """Store which kinds come how: `chosen` holds `kind|channel` for each that is on; returns how many rows were written."""
    require(signed_in, actor)
    on = set(chosen)
    rows = [
        NotificationPreference(person_id=actor.person_id, kind=kind.key, channel=channel, is_on=f"{kind.key}|{channel}" in on)
        for kind in KINDS.values()
        if not kind.essential
        for channel, _label in reachable_channels()
    ]
    _store(rows)
    return len(rows)


def set_kind(*, actor: Actor, kind_key: str, on: Iterable[str]) -> None:
    """Store the channels one kind comes by. An essential kind is left as it is; `LookupError` for an unknown one."""
    require(signed_in, actor)
    kind, wanted = KINDS[kind_key], set(on)
    if not kind.essential:
        _store(
            [
                NotificationPreference(person_id=actor.person_id, kind=kind.key, channel=channel, is_on=channel in wanted)
                for channel in CHOSEN
            ]
        )


def switch_off(*, person_id: int, kind_key: str, channel: str, is_on: bool = False) -> None:
    """Switch one channel of one kind off, or on again, for a person who proved it with a signed link."""
    _store([NotificationPreference(person_id=person_id, kind=kind_key, channel=channel, is_on=is_on)])


def _store(rows: list[NotificationPreference]) -> None:
    NotificationPreference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "kind", "channel"], update_fields=["is_on"]
    )


def set_settings(*, actor: Actor, quiet_from: time, quiet_until: time, digest: DigestRhythm) -> None:
    """Store the person's quiet hours (equal times: none) and how often the digest comes."""
    require(signed_in, actor)
    values = {"quiet_from": quiet_from, "quiet_until": quiet_until, "digest": digest}
    NotificationSettings.objects.update_or_create(person_id=actor.person_id, defaults=values)


def set_mute(*, actor: Actor, topic: str, label: str = "", until: datetime | None = None, is_muted: bool = True) -> None:
    """Mute a topic for the person until then (None: for good), or hear it again. The inbox keeps what arrives meanwhile."""
    require(signed_in, actor)
    if is_muted:
        Mute.objects.update_or_create(person_id=actor.person_id, topic=topic[:60], defaults={"label": label[:120], "until": until})
    else:
        Mute.objects.filter(person_id=actor.person_id, topic=topic).delete()
