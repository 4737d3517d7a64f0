"""Reading notifications: the inbox, choices, digests, where things went."""

from .choices import (
    CHOSEN,
    DEFAULT_RHYTHM,
    choice_of,
    choices_of,
    default_hours,
    is_muted_topic,
    messengers_of,
    muted_topics,
    mutes_of,
    places_of,
    reachable_channels,
    roles_of,
    settings_of,
)
from .deliveries import deliveries_page, delivery_figures, trouble_reasons
from .digests import digest_of, news_of, rhythms_of
from .inbox import inbox_page, notification_ids_of, own_notification, told_with, unread_count, unread_of, was_told
from .topics import hook_of, topic_name, topic_url

__all__ = [
    "CHOSEN",
    "DEFAULT_RHYTHM",
    "choice_of",
    "choices_of",
    "default_hours",
    "deliveries_page",
    "delivery_figures",
    "digest_of",
    "hook_of",
    "inbox_page",
    "is_muted_topic",
    "messengers_of",
    "muted_topics",
    "mutes_of",
    "news_of",
    "notification_ids_of",
    "own_notification",
    "places_of",
    "reachable_channels",
    "rhythms_of",
    "roles_of",
    "settings_of",
    "told_with",
    "topic_name",
    "topic_url",
    "trouble_reasons",
    "unread_count",
    "unread_of",
    "was_told",
]
