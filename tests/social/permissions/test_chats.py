"""Who reads and writes which conversation, and who may open one. The tables are written from docs/explanation/messages.md and the law."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from core.models import Guardianship
from core.organisations.selectors import actor_for
from social.messaging.models import Conversation, Message, QuietHours
from social.messaging.policies import visible_conversations
from social.messaging.rules import key_of_direct
from social.messaging.services import open_direct

from .world import make_world

pytestmark = pytest.mark.django_db

# W reads and writes · R reads. Nothing for everybody who is not named: heads and offices, other families, another school.
# A child writes to its teachers, its guardians and its class; below 16 only when child and guardian agreed.
TABLE = {
    "mother and homeroom": {"mother": "W", "homeroom": "W"},
    "pupil and homeroom": {"pupil": "W", "homeroom": "W"},
    "unasked and homeroom": {"unasked": "R", "homeroom": "W"},
    "pupil and mother": {"pupil": "W", "mother": "W"},
    "homeroom and colleague": {"homeroom": "W", "colleague": "W"},
    "former and homeroom": {"homeroom": "R"},
    "parents of the class": {"homeroom": "W", "subject": "W", "mother": "W", "other_mother": "W"},
    "the class": {"homeroom": "W", "subject": "W", "pupil": "W", "mate": "W", "unasked": "R"},
    "parents of the small class": {"small_teacher": "W", "small_mother": "W"},
    "the small class": {"small_teacher": "W", "small": "W"},
}
# Who is tried to be written to by a key made up by hand: pairs, what they would be, whose child it would be about.
MAY_OPEN = {
    ("mother", "homeroom", "family", "pupil"): True,
    ("subject", "other_mother", "family", "mate"): True,
    ("pupil", "subject", "pupil", "pupil"): True,
    ("small", "small_teacher", "pupil", "small"): True,
    ("small", "small_mother", "home", "small"): True,
    ("colleague", "head", "staff", ""): True,
    ("pupil", "mate", "pupil", "pupil"): False,
    ("pupil", "stranger_pupil", "home", "pupil"): False,
    ("pupil", "other_mother", "home", "pupil"): False,
    ("mother", "other_mother", "family", "pupil"): False,
    ("mother", "mate", "home", "mate"): False,
    ("mother", "homeroom", "family", "mate"): False,
    ("mother", "stranger", "family", "pupil"): False,
    ("unverified", "homeroom", "family", "pupil"): False,
    ("former", "homeroom", "family", "pupil"): False,
    ("former", "pupil", "home", "pupil"): False,
    ("colleague", "pupil", "pupil", "pupil"): False,
    ("head", "pupil", "pupil", "pupil"): False,
    ("stranger", "pupil", "pupil", "pupil"): False,
    ("stranger", "homeroom", "staff", ""): False,
    ("officer", "pupil", "pupil", "pupil"): False,
    ("graduate", "homeroom", "pupil", "graduate"): False,
}


def client_of(world, who):
    client = Client()
    client.force_login(world.people[who], backend="core.signin.backends.IdentifierBackend")
    return client


def make_chats(world):
    """Put one of every kind of conversation into the world, by the names of the table."""
    chats = {}

    def opened(name, kind, child, one, other):
        pair = (world.person(one).pk, world.person(other).pk)
        key = key_of_direct(kind, pair, world.person(child).pk if child else 0)
        chats[name] = open_direct(actor=actor_for(world.people[one], None)[0], key=key)

    opened("mother and homeroom", "family", "pupil", "mother", "homeroom")
    opened("pupil and homeroom", "pupil", "pupil", "pupil", "homeroom")
    opened("unasked and homeroom", "pupil", "unasked", "unasked", "homeroom")
    opened("pupil and mother", "home", "pupil", "pupil", "mother")
    opened("homeroom and colleague", "staff", "", "homeroom", "colleague")
    tie = Guardianship.objects.filter(guardian=world.person("former"))
    ended_on = tie.get().valid_to
    tie.update(valid_to=None)  # opened while it was a guardian
    opened("former and homeroom", "family", "pupil", "former", "homeroom")
    tie.update(valid_to=ended_on)
    for name, kind, class_name in (
        ("parents of the class", "parents", "middle"), ("the class", "class", "middle"),
        ("parents of the small class", "parents", "small"), ("the small class", "class", "small"),
    ):  # fmt: skip
        group = world.classes[class_name]
        chats[name] = Conversation.objects.create(kind=kind, key=f"{kind}:{group.pk}", unit=group.unit, class_group=group)
    return chats


@pytest.fixture
def world():
    world = make_world()
    QuietHours.objects.bulk_create([QuietHours(person=account.person, is_on=False) for account in world.people.values()])
    return world


def tried(client, chat):
    """Return what somebody may do with a conversation by its address; nothing of it stays."""
    cache.clear()
    where = reverse("social:chat_messages", args=[chat.uuid])
    with transaction.atomic():
        reads = client.get(where).status_code == 200
        client.post(where, {"client_id": str(uuid4()), "body": "Chào cả nhà"}, headers={"Accept": "application/json"})
        writes = Message.objects.filter(conversation=chat).exists()
        transaction.set_rollback(True)
    return "?" if writes and not reads else "W" if writes else "R" if reads else ""


def test_everybody_reads_and_writes_what_the_table_says_and_nothing_else(world):
    chats, names = make_chats(world), list(TABLE)
    seen, wanted, refused = {}, {}, set()
    for number, who in enumerate(world.people):
        client, mine = client_of(world, who), [name for name in names if who in TABLE[name]]
        wanted[who] = {name: TABLE[name][who] for name in mine}
        seen[who] = {name: tried(client, chats[name]) for name in mine}
        # The rule behind the addresses knows all others; one of them, another for everybody, is tried by its address too.
        visible = visible_conversations(actor_for(world.people[who], None)[0])
        assert set(visible.values_list("uuid", flat=True)) == {chats[name].uuid for name in mine}, who
        others = [name for name in names if name not in mine]
        refused.add(tried(client, chats[others[number % len(others)]]))
    assert seen == wanted
    assert refused == {""}


def test_a_key_made_up_by_hand_opens_only_what_may_be(world):
    opened = {}
    for one, other, kind, child in MAY_OPEN:
        key = key_of_direct(kind, (world.person(one).pk, world.person(other).pk), world.person(child).pk if child else 0)
        with transaction.atomic():
            client_of(world, one).post(reverse("social:new_chat"), {"key": key})
            opened[one, other, kind, child] = Conversation.objects.exists()
            transaction.set_rollback(True)
    assert opened == MAY_OPEN
