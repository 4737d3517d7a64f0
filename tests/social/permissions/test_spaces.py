"""Who may do what in which space, over the doors people use. The table is written from docs/explanation/spaces.md and the law, not from the code."""

from unittest.mock import MagicMock

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from core.access.errors import AccessRefused
from core.models import Account
from core.organisations.selectors import actor_for
from social.feeds.models import Comment, Entry, Post, Reaction
from social.feeds.policies import can_see_post
from social.groups.models import Space
from social.hooks import RosterSource

from .world import Courses, make_world

pytestmark = pytest.mark.django_db

# R read · L react · C comment (c: waits for approval) · P post (p: waits) · A announce · M moderate: pin and approve · G change the space.
# Nothing for everybody who is not named. Decree 147/2024 and Law 91/2025: small children read and react; whoever is below 16 takes part
# when child and guardian agreed; people of another school, offices above and ended or unproven guardianships see nothing.
TABLE = {
    "small class": {"small": "RL", "small_mother": "RLC", "small_teacher": "RLCPAM", "head": "RM"},
    "class": {
        "pupil": "RLCp", "unasked": "R", "mother": "RLC", "homeroom": "RLCPAM", "subject": "RLCPA",
        "head": "RM",
    },
    "big class": {"big": "RLCP", "homeroom": "RLCPAM", "head": "RM"},
    "class that is over": {"graduate": "R", "homeroom": "RM", "head": "RM"},
    "unit": {
        "head": "RLCPAM", "homeroom": "RLCP", "subject": "RLCP", "colleague": "RLCP", "small_teacher": "RLCP",
        "small": "RL", "pupil": "RL", "unasked": "R", "big": "RLC", "graduate": "R", "grown": "RLC",
        "mother": "RL", "small_mother": "RL",
    },
    "team": {"homeroom": "RLCPAM", "subject": "RLCP", "head": "RM"},
    "course": {"homeroom": "RLCPAM", "subject": "RLCPA", "small": "RL", "pupil": "RLCp", "big": "RLCP", "grown": "RLCP", "head": "RM"},
    "community": {"homeroom": "RLCPAMG", "subject": "RLCPAM", "stranger": "RLCP", "head": "RM"},
    "closed community": {"homeroom": "RMG", "stranger": "R", "head": "RM"},
    "circle": {"homeroom": "RLCPAMG", "small": "RL", "pupil": "RLCp", "big": "RLCP", "head": "RM"},
}  # fmt: skip
ALIKE = {"mate", "other_mother"}  # as pupil and mother


@pytest.fixture
def world():
    world = make_world()
    source = Courses(world)
    RosterSource.registry.append(source)
    yield world
    RosterSource.registry.remove(source)


class Visit:
    """One person at one space: what its buttons and addresses do, each undone again.

    What is written goes straight to the view of its address: the way there (sign-in, session, refusal pages) is tests/sweep's.
    """

    def __init__(self, world, actor, client, space):
        self.actor, self.client, self.account = actor, client, Account.objects.get(person_id=actor.person_id)
        self.space, self.post, self.held, self.entry = (getattr(world, kind)[space] for kind in ("spaces", "posts", "held", "entries"))

    def may(self, *, briefly):
        """Return the letters of what was possible; `briefly` tries only to read (who may not, does not write either: tests/sweep)."""
        letters = ""
        tried = (self.read, self.react, self.comment, self.write, self.announce, self.moderate, self.manage)
        for what in (self.peek,) if briefly else tried:
            cache.clear()
            with transaction.atomic():
                letters += what()
                transaction.set_rollback(True)
        return letters

    def view(self, method, name, *arguments, **data):
        """Call the view of an address; None when it refuses."""
        path = reverse(f"social:{name}", args=arguments)
        request = getattr(RequestFactory(), method)(path, data)
        request.actor, request.user, request.hats, request.session, request._messages = self.actor, self.account, [], {}, MagicMock()
        found = resolve(path)
        try:
            return found.func(request, *found.args, **found.kwargs)
        except (AccessRefused, PermissionDenied, Http404):
            return None

    def send(self, name, *arguments, **data):
        return self.view("post", name, *arguments, **data)

    def peek(self):
        return "" if self.view("head", "space", self.space.uuid) is None else "R"

    def read(self):
        drawn = self.client.get(reverse("social:space", args=[self.space.uuid])).status_code == 200
        shown = can_see_post(self.actor, self.post)
        return "?" if drawn != shown else "R" if drawn else ""

    def react(self):
        self.send("react", self.post.uuid, kind="like")
        return "L" if Reaction.objects.filter(post=self.post).exists() else ""

    def comment(self):
        self.send("comment", self.post.uuid, body="Cảm ơn thầy cô")
        return self.made(Comment.objects.filter(post=self.post), "c")

    def write(self):
        self.send("write", self.space.uuid, kind="post", body="Chào cả nhà")
        return self.made(Post.objects.filter(space=self.space, author_id=self.actor.person_id), "p")

    def announce(self):
        self.send("write", self.space.uuid, kind="announcement", title="Nghỉ học", body="Mai cả trường nghỉ")
        return self.made(Post.objects.filter(space=self.space, author_id=self.actor.person_id, kind="announcement"), "a")

    @staticmethod
    def made(rows, letter):
        states = list(rows.values_list("state", flat=True))
        return {(): "", ("held",): letter, ("published",): letter.upper()}[tuple(states)]

    def moderate(self):
        self.send("post_act", self.post.uuid, act="pin", entry=str(self.entry.pk))
        self.send("post_act", self.held.uuid, act="approve")
        done = {
            Entry.objects.filter(pk=self.entry.pk).exclude(pinned_at=None).exists(),
            Post.objects.filter(pk=self.held.pk, state="published").exists(),
        }
        return "?" if len(done) == 2 else "M" if done.pop() else ""

    def manage(self):
        self.send("community_archive", self.space.uuid)
        return "G" if Space.objects.get(pk=self.space.pk).archived_at != self.space.archived_at else ""


def test_everybody_may_what_the_table_says_and_nothing_else(world):
    differ = {}
    for who in sorted(world.people.keys() - ALIKE):
        client = Client()
        client.force_login(world.people[who], backend="core.signin.backends.IdentifierBackend")
        actor = actor_for(world.people[who], None)[0]
        for space, row in TABLE.items():
            letters = Visit(world, actor, client, space).may(briefly=who not in row)
            if letters != row.get(who, ""):
                differ[who, space] = f"{letters} instead of {row.get(who, '')}"
    assert differ == {}
