"""The demo province that `make run` loads: everything a first look should find is there, and its pages answer."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from assessment.models import Attempt, ItemScore, Mastery, Test
from core.models import Account, Job
from lms.models import Course, H5PActivity, TestActivity

pytestmark = pytest.mark.django_db


@pytest.fixture
def logins(settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    call_command("demo")
    return {row["username"]: row for row in json.loads((Path(tmp_path) / "demo-logins.json").read_text())}


def test_the_demo_has_something_to_see_for_everybody(logins, client):
    assert {"co.ha", "khue", "me.nga", "hieutruong", "chuyenvien", "hs.9a1", "me.9a1"} <= set(logins)
    assert Course.objects.filter(state="published").exists()
    marked, waiting, term, _practice, opened = Test.objects.order_by("pk")
    assert marked.released_at
    assert not waiting.released_at
    scores = ItemScore.objects.filter(attempt__test=marked)
    assert scores.exists()
    assert not scores.filter(points=None).exists()
    assert ItemScore.objects.filter(attempt__test=waiting, points=None).exists()
    points = [row.score_points for row in Attempt.objects.filter(test=marked, state="submitted")]
    assert len(set(points)) > 5, "pupils differ"
    assert Mastery.objects.exists()
    assert Attempt.objects.filter(test=opened, candidate__is_guest=True, state="submitted").count() == 4
    assert not Mastery.objects.filter(person__in=Attempt.objects.filter(test=opened).values("person")).exists()
    assert Course.objects.get(is_template=True).state == "published"
    assert H5PActivity.objects.get().published_package is not None
    held = TestActivity.objects.get()
    assert held.activity.is_published
    assert held.published_uuid == term.uuid
    assert not Job.objects.filter(state__in=["failed", "dead"]).exists()
    for login in ("co.ha", "hs.9a1", "me.9a1", "hieutruong", "chuyenvien"):
        client.force_login(Account.objects.get(username=login))
        assert client.get("/").status_code == 200
    client.force_login(Account.objects.get(username="me.9a1"))
    assert marked.title in client.get("/kiem-tra/ket-qua/").content.decode()
