"""Telling people things: `notify` puts them into the inbox, `planning` decides what else they go out by, `sending` sends."""

from .choices import end_mute, set_kind, set_mute, set_settings
from .digesting import send_digests
from .linking import end_link, greet, start_link, take_message
from .people import drop_waiting, merge_people
from .planning import plan
from .reading import mark_read
from .sending import retry_dead, send_due
from .subscribing import subscribe_browser, unsubscribe_browser
from .telling import notify, notify_each, take_back, unreached
from .unsubscribing import unsubscribe

__all__ = [
    "drop_waiting",
    "end_link",
    "end_mute",
    "greet",
    "mark_read",
    "merge_people",
    "notify",
    "notify_each",
    "plan",
    "retry_dead",
    "send_digests",
    "send_due",
    "set_kind",
    "set_mute",
    "set_settings",
    "start_link",
    "subscribe_browser",
    "take_back",
    "take_message",
    "unreached",
    "unsubscribe",
    "unsubscribe_browser",
]
