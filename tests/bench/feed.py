"""The home feed of a teacher in 40 spaces with 1,000,000 posts, against the bare SQL behind it; and what a phone fetches of it.

Posts and entries are made by the database itself (a minute). SQLite gets a hundredth of them: there the ratio says little.
"""

import statistics
import time
from collections.abc import Callable

import psutil
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.access.types import Actor
from core.models import Account
from core.organisations.selectors import actor_for
from social.feeds.selectors import home
from social.feeds.selectors.views import post_views
from social.groups.models import Space, SpaceMember
from social.groups.policies import Seat
from social.groups.services import my_seats

from .measuring import say

SPACES = 40
POSTS = 1_000_000
#: the newest entries of the spaces, as somebody writes it who has no sides and no posts that stand in two spaces
NEWEST = """SELECT e.id FROM unnest(%s) t(id) CROSS JOIN LATERAL (
 SELECT id FROM social_entry WHERE space_id = t.id AND is_shown ORDER BY id DESC LIMIT 16) e ORDER BY e.id DESC LIMIT 16"""


def bare(statements: list[str]) -> None:
    """Send the statements of a page and fetch their rows."""
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
            cursor.fetchall()


def newest(spaces: list[int]) -> None:
    """Read the newest entries in the shortest way."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [spaces])
        assert len(cursor.fetchall()) == 16


def median_ratio(subject: Callable[[], object], baseline: Callable[[], object], rounds: int = 60) -> float:
    """Return the CPU of `subject` in units of `baseline`'s, that of the database's own process included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(cursor.fetchone()[0])

    def spent(call: Callable[[], object]) -> float:
        """The clock of another process ticks in hundredths: so many calls that it says something."""
        before, own = sum(server.cpu_times()[:2]), time.process_time()
        for _ in range(rounds):
            call()
        return time.process_time() - own + sum(server.cpu_times()[:2]) - before

    for call in (subject, baseline):
        spent(call)
    return statistics.median(spent(subject) / spent(baseline) for _ in range(5))


def fill(actor: Actor, posts: int) -> None:
    """Bring the actor to 40 spaces (communities) and write the posts, spread over them and 960 others."""
    for number in range(len(my_seats(actor)), 1000):
        Space.objects.create(kind="community", unit_id=actor.unit_id, name=f"Cộng đồng {number}", join_rule="open")
    missing = SPACES - len(my_seats(actor))
    for space in Space.objects.filter(kind="community").order_by("id")[:missing]:
        SpaceMember.objects.get_or_create(space=space, person_id=actor.person_id, defaults={"unit_id": actor.unit_id})
    ids = list(Space.objects.order_by("id").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO social_post (uuid, client_id, space_id, author_id, author_side, author_label, speaks_for_unit, kind, title, body,
             search_text, data, topic, sides, asks, has_comments, state, reject_reason, published_at, comment_count, reaction_counts, created_at)
             SELECT gen_random_uuid(), gen_random_uuid(), (%s::bigint[])[1 + n %% %s], %s, 'staff', '', false, 'post', '', '<p>Tin ' || n || '</p>',
             '', '{}', '', '[]', 'none', true, 'published', '', now(), 0, '{}', now() FROM generate_series(1, %s) n""",
            [ids, len(ids), actor.person_id, posts],
        )
        cursor.execute(
            """INSERT INTO social_entry (space_id, post_id, kind, by_id, sides, is_shown, created_at)
             SELECT space_id, id, 'home', author_id, '[]', true, created_at FROM social_post WHERE body LIKE '<p>Tin %%' ORDER BY id"""
        )
        cursor.execute("ANALYZE social_post, social_entry")


def page(actor: Actor, seats: list[Seat]) -> int:
    """Read a page as the view does; returns how many posts it has."""
    ids = home.entry_ids(actor, seats, limit=home.PAGE + 1)
    rows = {entry.pk: entry for entry in home.entries_by_id(ids[: home.PAGE], seats)}
    pairs = [(rows[pk].post, rows[pk]) for pk in ids[: home.PAGE]]
    return len(post_views(actor, pairs, {seat.space.pk: seat.standing for seat in seats}))


def run(demo) -> list[bool]:
    """Measure the page of the feed; only PostgreSQL has the statement it is measured against."""
    if connection.vendor != "postgresql":
        return []
    actor = actor_for(Account.objects.get(username="co.ha"), None)[0]
    fill(actor, POSTS)
    seats = my_seats(actor)
    spaces = [seat.space.pk for seat in seats]

    assert (len(seats), page(actor, seats)) == (SPACES, home.PAGE)
    with CaptureQueriesContext(connection) as queries:
        page(actor, seats)
    statements = [row["sql"] for row in queries]
    value = median_ratio(lambda: page(actor, seats), lambda: bare(statements))
    scan = median_ratio(lambda: home.entry_ids(actor, seats, limit=home.PAGE + 1), lambda: newest(spaces))
    return [
        say(f"home feed of 40 spaces with {POSTS} posts, to its own SQL sent bare", value, 2, queries=len(statements)),
        say("the newest entries of 40 spaces, to the shortest SQL there is", scan, 30),
    ]
