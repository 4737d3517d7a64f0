"""A class without pupils, as each August begins: its pages open and say so."""

import pytest
from django.urls import reverse

from tests.factories.delivery import make_published_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(client):
    made = make_published_lesson([{"type": "text", "id": "a", "value": {"html": "<p>một</p>"}}])
    made["pupil"].enrolments.all().delete()
    client.force_login(made["teacher"].account, backend="core.signin.backends.IdentifierBackend")
    return made


@pytest.mark.parametrize("name", ["board", "board_data", "seating"])
def test_board_of_nobody(client, empty, name):
    address = reverse(f"lms:{name}", args=[empty["course"].uuid, empty["activity"].uuid, empty["class"].uuid])
    assert client.get(address).status_code == 200


def test_board_says_that_nobody_is_there(client, empty):
    page = client.get(reverse("lms:board", args=[empty["course"].uuid, empty["activity"].uuid, empty["class"].uuid])).content.decode()
    assert "Lớp chưa có học sinh" in page


@pytest.mark.parametrize("verb", ["bat-dau", "nhac"])
def test_starting_and_reminding_nobody_does_no_harm(client, empty, verb):
    address = reverse("lms:board_act", args=[empty["course"].uuid, empty["activity"].uuid, empty["class"].uuid, verb])
    assert client.post(address).status_code == 302


def test_the_teachers_other_pages_open(client, empty):
    pages = [
        reverse("frontend:today"),
        reverse("core:class_page", args=[empty["class"].uuid]),
        reverse("lms:course_people", args=[empty["course"].uuid]),
        reverse("lms:courses"),
        reverse("core:class_codes", args=[empty["class"].uuid]),
    ]
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
