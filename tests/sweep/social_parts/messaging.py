"""Messages: a conversation of the pupil's guardian with a teacher of the class."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from core.organisations.selectors import actor_for
from social.messaging.selectors import contacts_of
from social.messaging.services import ask_absence, found_group, open_direct, send
from social.messaging.types import AbsenceInput, Draft

VALUES = {f"{name}:uuid": "chat" for name in ("chat", "chat_messages", "chat_read", "chat_recall", "absence_new")}
VALUES |= {"absence_uuid": "absence", "chat_group:uuid": "staff_group"}
ALLOWED = {"guardian": {"chat", "chat_messages", "chat_read", "chat_recall", "absence_new", "absence_act"}}
POSTED = {"chat_recall": {"seq": "1"}, "absence_act": {"act": "withdraw"}, "chat_group": {"title": "Tổ Toán Tin"}}


def make(world):
    guardian, _hat = actor_for(world.people["guardian"], "g")
    contact = next(one for one in contacts_of(guardian) if one.kind == "family" and one.person == world.people["owner"].person)
    world.values["chat"] = open_direct(actor=guardian, key=contact.key)
    send(actor=guardian, conversation=world.values["chat"], draft=Draft(uuid4(), "Chào cô"))
    tomorrow = timezone.localdate() + timedelta(days=1)
    given = AbsenceInput(uuid4(), tomorrow, "morning", tomorrow, "afternoon", "Khám răng")
    world.values["absence"] = ask_absence(actor=guardian, conversation=world.values["chat"], given=given)
    owner, _hat = actor_for(world.people["owner"], None)
    colleague = world.people["colleague"].person
    world.values["staff_group"] = found_group(actor=owner, title="Tổ Toán", person_ids={colleague.pk})
    world.values["staff_group"].participants.filter(person=colleague).delete()
