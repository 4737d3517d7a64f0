"""An author previews a draft; a lesson that may not be kept offers no keeping."""

import html
import json
import re

import pytest
from django.test import Client

from lms.lessons.services.drafts import draft_of
from tests.factories.delivery import make_published_lesson

pytestmark = pytest.mark.django_db


def text(key, words):
    return {"type": "text", "id": key, "value": {"html": f"<p>{words}</p>"}}


@pytest.fixture
def lesson():
    made = make_published_lesson([text("a", "một")])
    return made["activity"], made["teacher"], made["pupil"]


def page_of(person, activity, tail=""):
    client = Client()
    client.force_login(person.account)
    answer = client.get(f"/lop-hoc/{activity.course.uuid}/{activity.uuid}/{tail}")
    assert answer.status_code == 200
    return answer.content.decode()


def settings_of(page):
    return json.loads(html.unescape(re.search(r'data-settings="([^"]*)"', page).group(1)))


def test_preview_takes_its_steps_from_the_draft(lesson):
    activity, teacher, pupil = lesson
    draft = draft_of(activity.lesson)
    draft.body = [("text", {"html": "<p>một</p>"}), ("text", {"html": "<p>hai</p>"})]
    draft.save_revision()
    assert len(settings_of(page_of(teacher, activity, "xem-thu/"))["steps"]) == 2
    assert len(settings_of(page_of(pupil, activity))["steps"]) == 1


def test_keeping_is_offered_when_the_author_allows_it(lesson):
    activity, teacher, pupil = lesson
    assert "data-keep" in page_of(pupil, activity)
    assert "data-keep" not in page_of(teacher, activity, "xem-thu/")
    activity.config = {**activity.config, "offline": False}
    activity.save(update_fields=["config"])
    assert "data-keep" not in page_of(pupil, activity)
