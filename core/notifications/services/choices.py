"""What people choose: kinds by channel, quiet hours, the digest, mutes."""

from collections.abc import Iterable
from datetime import datetime, time

from core.access.errors import AccessRefused
from core.access.policies import require, signed_in
from core.access.types import Actor

from ..enums import DigestRhythm
from ..models import Mute, NotificationPreference, NotificationSettings
from ..selectors import CHOSEN, settings_of, topic_name
from ..types import KINDS


def set_kind(*, actor: Actor, kind_key: str, on: Iterable[str], asked: Iterable[str] = CHOSEN) -> None:
    """Store the channels one kind comes by, of those `asked` about. An essential kind is left as it is; `LookupError` for an unknown one."""
    require(signed_in, actor)
    kind, wanted = KINDS[kind_key], set(on)
    if not kind.essential:
        rows = [(channel, channel in wanted) for channel in asked if channel in CHOSEN]
        _store([NotificationPreference(person_id=actor.person_id, kind=kind.key, channel=channel, is_on=is_on) for channel, is_on in rows])


def switch_off(*, person_id: int, kind_key: str, channel: str, is_on: bool = False) -> None:
    """Switch one channel of one kind off, or on again, for a person who proved it with a signed link."""
    _store([NotificationPreference(person_id=person_id, kind=kind_key, channel=channel, is_on=is_on)])


def _store(rows: list[NotificationPreference]) -> None:
    NotificationPreference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "kind", "channel"], update_fields=["is_on"]
    )


def set_settings(*, actor: Actor, quiet_from: time, quiet_until: time, digest: DigestRhythm | None = None) -> None:
    """Store the person's quiet hours (equal times: none) and how often the digest comes (None: as before)."""
    require(signed_in, actor)
    row = settings_of(actor.person_id or 0)
    values = {"quiet_from": quiet_from, "quiet_until": quiet_until, "digest": digest or row.digest}
    NotificationSettings.objects.update_or_create(person_id=actor.person_id, defaults=values)


def set_mute(*, actor: Actor, topic: str, until: datetime | None = None) -> str:
    """Mute a topic for the person until then (None: for good); the inbox keeps what arrives meanwhile. Returns what it is called.

    `AccessRefused` for a topic the person may not watch, or that has no name.
    """
    require(signed_in, actor)
    label = topic_name(actor, topic)
    if not label:
        raise AccessRefused("topic")
    Mute.objects.update_or_create(person_id=actor.person_id, topic=topic[:60], defaults={"label": label[:120], "until": until})
    return label


def end_mute(*, actor: Actor, topic: str) -> None:
    """Hear a topic again; also one the person no longer belongs to."""
    require(signed_in, actor)
    Mute.objects.filter(person_id=actor.person_id, topic=topic).delete()
