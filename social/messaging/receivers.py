"""What messages add to others: the live topic, the tool in the top bar, who sees the files, words of the audit trail."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access.types import Actor
from core.audit.types import register_verbs
from core.hooks import LiveTopic
from frontend.hooks import NavPlaces, Place
from social.hooks import FileHolder

from .models import Message
from .policies import can_see_message, visible_conversations
from .selectors import unread_chats

register_verbs(
    {
        "social.conversation.opened": gettext_lazy("đã mở cuộc trò chuyện với %(subject)s"),
        "social.message.urgent": gettext_lazy("đã nhắn gấp trong giờ yên tĩnh"),
        "social.message.recalled": gettext_lazy("đã thu hồi một tin nhắn"),
    }
)


class ChatTopic(LiveTopic):
    """`chat:<uuid>`: that something was said, read or is being typed, to those who read the conversation."""

    prefix = "chat"
    relays = frozenset({"typing"})

    def may_watch(self, actor: Actor, key: str) -> bool:
        try:
            uuid = UUID(key)
        except ValueError:
            return False
        return visible_conversations(actor).filter(uuid=uuid).exists()


class MessageFiles(FileHolder):
    """`message:<id>`: files of a message, to those who see the message."""

    prefix = "message"

    def may_see(self, actor: Actor, key: str) -> bool:
        row = Message.objects.select_related("conversation").filter(pk=int(key)).first() if key.isdecimal() else None
        return row is not None and can_see_message(actor, row)


class MessagesPlace(NavPlaces):
    """Tin nhắn in the top bar with what is unread."""

    def places(self, actor: Actor) -> list[Place]:
        if actor.hat is None:
            return []
        return [Place("messages", _("Tin nhắn"), "chat", reverse("social:chats"), "tool", unread_chats(actor), 20)]


LiveTopic.register(ChatTopic())
FileHolder.register(MessageFiles())
NavPlaces.register(MessagesPlace())
