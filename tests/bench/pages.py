"""Pages people open most: the lesson, the class board of 45, the lists.

Limits are the ratios of one run on PostgreSQL and Redis (two busy cores, November 2026) times one and a half.
"""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Account
from lms.courses.models import Activity

from .measuring import ratio, say


def client_of(username: str) -> Client:
    """Return a test client signed in as `username`."""
    client = Client()
    client.force_login(Account.objects.get(username=username), backend="core.signin.backends.IdentifierBackend")
    return client


def page(name: str, username: str, url: str, limit: float, most_queries: int = 20) -> bool:
    """Measure one page against the empty view of the same person."""
    client = client_of(username)

    def get(path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    get(url)
    with CaptureQueriesContext(connection):
        get(url)
        count = len(connection.queries)  # the next request empties the log
    value = ratio(lambda: get(url), lambda: get("/bench/empty/"))
    return say(name, value, limit, queries=count) and count <= most_queries


def run(demo) -> list[bool]:
    """Measure the pages of the demo."""
    activity = Activity.objects.filter(course__title__startswith="Toán 9").order_by("id").first()
    group = demo.classes["THCS-TANTRAO/9A2"]
    pupil = demo.pupils["THCS-TANTRAO/9A2"][0].account.username
    lesson = reverse("lms:activity", args=[activity.course.uuid, activity.uuid])
    return [
        page("lesson page", pupil, lesson, 7),
        page("class board of 45", "co.ha", reverse("lms:board", args=[activity.course.uuid, activity.uuid, group.uuid]), 10),
        page("course of a learner", pupil, reverse("lms:course", args=[activity.course.uuid]), 6.5),
        page("Hôm nay of a teacher", "co.ha", "/", 9),
        page("Hôm nay of a pupil", pupil, "/", 5),
    ]
