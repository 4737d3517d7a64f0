"""Live topics: whose they are, what people call them."""

from core.access.types import Actor
from core.hooks import LiveTopic


def hook_of(topic: str) -> LiveTopic | None:
    """Return whose live topic it is, None when nobody's."""
    prefix = topic.partition(":")[0]
    return next((hook for hook in LiveTopic.all() if hook.prefix == prefix), None)


def topic_name(actor: Actor, topic: str) -> str:
    """Return what people call a topic the actor may mute, "" for any other."""
    hook, key = hook_of(topic), topic.partition(":")[2]
    return hook.name_for(actor, key) if hook is not None and hook.may_watch(actor, key) else ""


def topic_url(topic: str) -> str:
    """Return the page of a topic one comes back to after muting it, "" where it names none."""
    hook = hook_of(topic)
    return hook.url_of(topic.partition(":")[2]) if hook is not None else ""
