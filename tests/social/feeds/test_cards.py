"""Lessons, courses and tests shared as cards: kept with the post, shown to each reader as it may see them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.people.models import Account, Person
from social.feeds.models import Post
from social.feeds.selectors.cards import cards_by_key, shown_cards
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_account, make_actor, make_guardianship, make_person
from tests.factories.courses import make_activity, make_course, make_course_class, make_section, make_version
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return make_homeroom(make_province())


@pytest.fixture
def pupil(teacher):
    return actor_of(Person.objects.get(enrolments__class_group=space_of(teacher).class_group))


@pytest.fixture
def lesson(teacher):
    """A lesson of the teacher's course, due in an hour, given to the teacher's class."""
    space = space_of(teacher)
    course = make_course(unit=space.unit, owner=Person.objects.get(pk=teacher.person_id), title="Toán 9")
    activity = make_activity(make_section(course), title="Căn bậc hai", due_at=timezone.now() + timedelta(days=3))
    make_version(course)
    make_course_class(course, space.class_group)
    return activity


def sign_in(client, actor):
    account = Account.objects.filter(person_id=actor.person_id).first() or make_account(person=Person.objects.get(pk=actor.person_id))
    client.force_login(account)


def write_url(actor):
    return f"/bang-tin/khong-gian/{space_of(actor).uuid}/viet/"


def test_a_lesson_is_found_chosen_and_kept_through_draft_edit_and_publishing(client, teacher, lesson):
    sign_in(client, teacher)
    key = f"lesson:{lesson.uuid}"
    assert key in client.get("/bang-tin/the/?q=can+bac").text
    assert "lesson:" not in client.get("/bang-tin/the/?q=hinh+hoc").text
    found = client.post(write_url(teacher), {"body": "Mai học", "act": "tim", "tim": "can bac"})
    assert (found.status_code, Post.objects.count()) == (200, 0)
    assert f'value="{key}">' in found.text
    assert "Mai học</textarea>" in found.text
    client.post(write_url(teacher), {"body": "", "act": "draft", "cards": key})
    post = Post.objects.get()
    assert (post.state, post.data) == ("draft", {"cards": [key]})
    edit = f"/bang-tin/bai/{post.uuid}/sua/"
    assert f'value="{key}" checked' in client.get(edit).text
    client.post(edit, {"body": "Mai học", "act": "publish", "cards": key})
    post.refresh_from_db()
    assert (post.state, post.data) == ("published", {"cards": [key]})
    client.post(edit, {"body": "Mai học nhé", "act": "publish"})
    post.refresh_from_db()
    assert post.data == {}


def test_what_the_writer_may_not_open_is_refused_and_nothing_is_kept(client, teacher):
    other = make_activity(make_section(make_course()))
    make_version(other.course)
    sign_in(client, teacher)
    answer = client.post(write_url(teacher), {"body": "Xem", "cards": f"lesson:{other.uuid}", "client_id": str(uuid4())})
    assert (answer.status_code, Post.objects.count()) == (422, 0)
    assert "không mở được nên không chia sẻ được" in answer.text


def test_each_reader_sees_the_card_as_it_may(teacher, pupil, lesson):
    key = f"lesson:{lesson.uuid}"
    card = cards_by_key(pupil, [key])[key]
    assert (card.title, card.url, card.tone) == ("Căn bậc hai", f"/lop-hoc/{lesson.course.uuid}/{lesson.uuid}/", "amber")
    assert card.state.startswith("Hạn ")
    assert cards_by_key(teacher, [key])[key].url.endswith("/xem-thu/")
    outsider = make_actor("teacher")
    assert cards_by_key(outsider, [key, f"course:{lesson.course.uuid}"]) == {}
    assert shown_cards(outsider, [key])[0].card is None
    assert cards_by_key(pupil, [f"course:{lesson.course.uuid}"])[f"course:{lesson.course.uuid}"].state == "Xong 0/1 bài"


def test_a_reader_who_may_not_open_it_gets_a_neutral_card_on_the_page(client, teacher, pupil, lesson):
    sign_in(client, teacher)
    client.post(write_url(teacher), {"body": "Mai học", "cards": f"lesson:{lesson.uuid}"})
    sign_in(client, pupil)
    page = client.get("/bang-tin/").text
    assert "Căn bậc hai" in page
    lesson.course.classes.all().delete()
    page = client.get("/bang-tin/").text
    assert "Căn bậc hai" not in page
    assert "Bạn chưa được giao nội dung này." in page


def test_a_test_says_how_its_reader_stands(teacher, pupil):
    space = space_of(teacher)
    test = make_test(owner=Person.objects.get(pk=teacher.person_id), class_group=space.class_group, learners=0, title="15 phút")
    key = f"test:{test.uuid}"
    card = cards_by_key(pupil, [key])[key]
    assert (card.title, card.tone, card.url) == ("15 phút", "amber", f"/kiem-tra/{test.uuid}/vao/")
    assert cards_by_key(teacher, [key])[key].url == f"/kiem-tra/{test.uuid}/"
    assert cards_by_key(make_actor("teacher"), [key]) == {}
    test.is_removed = True
    test.save()
    assert cards_by_key(pupil, [key]) == {}


def test_a_guardian_sees_what_its_child_takes(teacher, pupil, lesson):
    given = make_test(owner=Person.objects.get(pk=teacher.person_id), class_group=space_of(teacher).class_group, learners=0)
    child, mother = Person.objects.get(pk=pupil.person_id), make_person("Ma Thị Dung")
    row = make_guardianship(mother, child)
    guardian, keys = actor_of(mother, "guardian"), [f"lesson:{lesson.uuid}", f"test:{given.uuid}"]
    found = cards_by_key(guardian, keys)
    assert [found[key].url for key in keys] == [f"/con-toi/{child.uuid}/{lesson.course.uuid}/", ""]
    row.may_see = ["contacts"]
    row.save()
    assert cards_by_key(guardian, keys) == {}


def test_a_page_asks_each_source_once(pupil, lesson):
    def asked(keys):
        with CaptureQueriesContext(connection) as queries:
            cards_by_key(pupil, keys)
        return len(queries)

    more = [make_activity(lesson.section, title=f"Bài {number}") for number in range(3)]
    make_version(lesson.course)
    one = asked([f"lesson:{lesson.uuid}"])
    assert asked([f"lesson:{row.uuid}" for row in (lesson, *more)]) == one
    assert asked([]) == 0


def test_sharing_from_a_lesson_leads_into_the_composer_with_the_card(client, teacher, lesson):
    sign_in(client, teacher)
    page = client.get(f"/bang-tin/chia-se-the/?the=lesson:{lesson.uuid}").text
    link = f"{write_url(teacher)}?the=lesson%3A{lesson.uuid}"
    assert link in page
    assert f'value="lesson:{lesson.uuid}" checked' in client.get(link).text
    assert client.get(f"/bang-tin/chia-se-the/?the=lesson:{uuid4()}").status_code == 404


def test_a_source_that_fails_costs_its_own_cards_only(monkeypatch, pupil, lesson):
    monkeypatch.setattr("lms.quizzes.receivers.quiz_cards", lambda *given: 1 / 0)
    keys = [f"test:{uuid4()}", f"lesson:{lesson.uuid}"]
    assert set(cards_by_key(pupil, keys)) == {keys[1]}
