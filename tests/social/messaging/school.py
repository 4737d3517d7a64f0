"""A class with its people, and how they write to each other."""

from uuid import uuid4

from core.models import Person
from social.messaging.models import Conversation, QuietHours
from social.messaging.selectors import contacts_of
from social.messaging.services import open_direct, send
from social.messaging.types import Draft
from tests.factories.core import make_actor, make_enrolment, make_guardianship, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, let_use_social


class School:
    """A class with its homeroom teacher, a pupil and its mother, a classmate and its father, a teacher elsewhere."""

    def __init__(self):
        self.province = make_province()
        self.homeroom = make_homeroom(self.province)
        QuietHours.objects.create(person_id=self.homeroom.person_id, is_on=False)
        pupil = self.province.pupil
        mother, father = make_person("Nông Thị Nhung"), make_person("Bàn Văn Dũng")
        mate = make_enrolment(self.province.class_group, make_person("Bàn Thị Lan", born_on="2012-05-06")).person
        make_guardianship(mother, pupil)
        make_guardianship(father, mate)
        let_use_social(pupil, mother)
        let_use_social(mate, father)
        self.guardian, self.other_guardian = make_actor("guardian", None, mother), make_actor("guardian", None, father)
        self.pupil, self.mate = actor_of(pupil), actor_of(Person.objects.get(pk=mate.pk))
        self.colleague = self.province.actor("teacher")
        self.stranger = self.province.actor("teacher", "other_school")

    def chat(self, one="guardian", other="homeroom"):
        actor, person_id = getattr(self, one), getattr(self, other).person_id
        return open_direct(actor=actor, key=next(c.key for c in contacts_of(actor) if c.person.pk == person_id))


def say(actor, chat, body="Cháu chào cô", **fields):
    return send(actor=actor, conversation=chat, draft=Draft(fields.pop("client_id", None) or uuid4(), body, **fields))


def chat_now(chat):
    return Conversation.objects.get(pk=chat.pk)
