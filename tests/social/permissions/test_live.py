"""Who may watch which topic over the live socket: through the real door, by the same tables as the pages; and what ends at once."""

import asyncio

import pytest
from channels.db import database_sync_to_async

from config.asgi import application
from core.access.types import Actor
from core.models import Guardianship
from core.organisations.services import end_guardianship
from core.ports.live import broadcast, topic_group
from social.hooks import RosterSource
from tests.browsers import session_of
from tests.sockets import Socket

from .test_chats import TABLE as CHATS
from .test_chats import make_chats
from .test_spaces import ALIKE
from .test_spaces import TABLE as SPACES
from .world import Courses, make_world

pytestmark = pytest.mark.django_db(transaction=True)
HEADERS = [(b"host", b"localhost"), (b"origin", b"http://localhost")]


@pytest.fixture
def world():
    world = make_world()
    world.chats = make_chats(world)
    source = Courses(world)
    RosterSource.registry.append(source)
    yield world
    RosterSource.registry.remove(source)


def topics_of(world):
    """Return every topic by what it is of."""
    found = {("space", name): space.topic for name, space in world.spaces.items()}
    found |= {("post", name): f"post:{post.uuid}" for name, post in world.posts.items()}
    return found | {("chat", name): chat.topic for name, chat in world.chats.items()}


async def opened(account):
    key = await database_sync_to_async(session_of)(account)
    socket = Socket(application, headers=[*HEADERS, (b"cookie", f"sessionid={key}".encode())])
    assert await socket.connect()
    assert (await socket.receive_json())["type"] == "unread"
    return socket


async def watched(socket, topics):
    """Ask for topics; return the names of those that are watched."""
    found = set()
    for name, topic in topics.items():
        await socket.send_json({"type": "watch", "topic": topic})
        answer = await socket.receive_json()
        assert answer["topic"] == topic
        if answer["type"] == "watching":
            found.add(name)
    return found


async def test_everybody_watches_what_the_tables_say_and_nothing_else(world):
    topics = topics_of(world)
    wanted, seen = {}, {}
    for number, who in enumerate(sorted(world.people.keys() - ALIKE)):
        wanted[who] = {(kind, name) for kind, name in topics if who in (CHATS if kind == "chat" else SPACES)[name]}
        # Of what is closed to somebody a sixth, other topics for everybody: the rule is that of the pages, where all are tried.
        asked = {key: topic for place, (key, topic) in enumerate(topics.items()) if key in wanted[who] or (place + number) % 6 == 0}
        socket = await opened(world.people[who])
        seen[who] = await watched(socket, asked)
        await socket.disconnect()
    assert seen == wanted


async def test_a_removed_guardian_hears_nothing_more_of_space_post_and_conversation(world):
    topics = topics_of(world)
    mine = {
        name: topics[name]
        for name in (
            ("space", "class"),
            ("post", "class"),
            ("space", "unit"),
            ("chat", "mother and homeroom"),
            ("chat", "parents of the class"),
        )
    }
    socket, other = await opened(world.people["mother"]), await opened(world.people["other_mother"])
    assert await watched(socket, mine) == mine.keys()
    assert await watched(other, {"class": topics["space", "class"]}) == {"class"}
    row = await database_sync_to_async(Guardianship.objects.get)(guardian=world.person("mother"))
    await database_sync_to_async(end_guardianship)(actor=Actor.system("test"), guardianship=row)
    answers = [await socket.receive_json() for _ in mine]
    assert sorted((one["type"], one["topic"]) for one in answers) == sorted(("refused", topic) for topic in mine.values())
    for topic in mine.values():
        broadcast(topic_group(topic), {"type": "secret"})
    assert await other.receive_json() == {"type": "secret"}
    await asyncio.sleep(0.05)
    assert await socket.receive_nothing()
    assert await watched(socket, mine) == set()
    for one in (socket, other):
        await one.disconnect()
