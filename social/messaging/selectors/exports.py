"""One's own conversations, whole."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from core.access.types import Actor
from social.files.selectors import attachments_of

from ..models import Message
from ..policies import shown_to, visible_conversations
from .chats import gone
from .headings import Headings, name_of

MOST = 20_000


def own_messages(actor: Actor) -> Iterator[dict[str, Any]]:
    """Yield the actor's conversations with their messages as it reads them, the newest 20,000 of all. Three queries a conversation."""
    conversations = list(visible_conversations(actor).select_related("child", "class_group").order_by("-last_at", "-id"))
    headings, left = Headings(actor, conversations), MOST
    for one in conversations:
        rows = list(Message.objects.filter(shown_to(actor), conversation=one).select_related("author__account").order_by("-seq")[:left])
        if not rows:
            continue
        left -= len(rows)
        files = attachments_of(f"message:{row.pk}" for row in rows)
        heading = headings.of(one)
        lines = [
            {
                "at": timezone.localtime(row.created_at).isoformat(timespec="seconds"),
                "from": name_of(row.author, row.author_side),
                "mine": row.author_id == actor.person_id,
                "text": gone(row) or row.body,
                "files": [] if gone(row) else [file.name for file in files.get(f"message:{row.pk}", [])],
            }
            for row in reversed(rows)
        ]
        yield {"name": heading.name, "about": heading.child, "messages": lines}
