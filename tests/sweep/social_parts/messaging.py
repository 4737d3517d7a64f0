"""Messages: a conversation of the pupil's guardian with a teacher of the class."""

from uuid import uuid4

from core.organisations.selectors import actor_for
from social.messaging.selectors import contacts_of
from social.messaging.services import open_direct, send
from social.messaging.types import Draft

VALUES = {f"{name}:uuid": "chat" for name in ("chat", "chat_messages", "chat_read", "chat_recall")}
ALLOWED = {"guardian": {"chat", "chat_messages", "chat_read", "chat_recall"}}
POSTED = {"chat_recall": {"seq": "1"}}


def make(world):
    guardian, _hat = actor_for(world.people["guardian"], "g")
    contact = next(one for one in contacts_of(guardian) if one.kind == "family" and one.person == world.people["owner"].person)
    world.values["chat"] = open_direct(actor=guardian, key=contact.key)
    send(actor=guardian, conversation=world.values["chat"], draft=Draft(uuid4(), "Chào cô"))
