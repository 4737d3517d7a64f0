"""What stands beside a feed and above a post: what waits for an answer, what is due, what is coming; who wrote it."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from core.models import Account
from core.people.models import Person
from social.feeds.models import Entry, Post, Receipt
from social.feeds.selectors.beside import beside, beside_space
from social.feeds.selectors.until import stands_until
from social.feeds.services import remove_post, save_post
from social.feeds.types import PersonView, PostInput, PostView
from social.groups.policies import Seat
from social.groups.selectors import find_space
from social.groups.services import my_seats
from tests.factories.core import make_account, make_guardianship, make_person, make_subject
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, let_use_social, space_of

fill = import_module("social.migrations.0014_beside_feeds_filled").fill
pytestmark = pytest.mark.django_db


def test_beside_a_feed_stands_what_waits_is_due_and_is_coming_for_each_reader(client, django_assert_max_num_queries):
    province = make_province()
    homeroom, child, mother = make_homeroom(province), province.pupil, make_person("Nông Thị Nhung")
    make_guardianship(mother, child)
    let_use_social(child, mother)
    space, now = space_of(homeroom), timezone.now()
    teacher, today = Person.objects.get(pk=homeroom.person_id), timezone.localdate()

    def write(kind, title="", data=None, sides=(), **fields):
        post = Post.objects.create(
            space=space, author=teacher, author_side="staff", kind=kind, title=title, data=data or {}, sides=list(sides), state="published",
            published_at=now, **fields,
        )  # fmt: skip
        Entry.objects.create(space=space, post=post, by=teacher, sides=list(sides), stands_until=stands_until(post))
        return post

    asked = write("announcement", "Khám mắt", asks="consent", answer_by=now + timedelta(days=2))
    write("announcement", "Quá hạn", asks="consent", answer_by=now - timedelta(days=1))
    write("announcement", "Chỉ thầy cô", asks="seen", sides=["staff"])
    write("announcement", "Không hỏi gì")
    write("event", "Họp phụ huynh", {"starts_at": (now + timedelta(days=3)).isoformat()})
    write("event", "Đang diễn ra", {"starts_at": (now - timedelta(hours=1)).isoformat(), "ends_at": (now + timedelta(hours=1)).isoformat()})
    write("event", "Đã qua", {"starts_at": (now - timedelta(days=1)).isoformat()})
    due = [(today - timedelta(days=1), "Hôm qua"), (today + timedelta(days=2), "Bài 4"), (today, "Bài 3"), (None, "Không hẹn")]
    lines = [{"subject_id": make_subject().pk, "text": text, "due_on": day and day.isoformat()} for day, text in due]
    write("homework", "", {"lines": lines})

    guardian = actor_of(mother)
    with django_assert_max_num_queries(11):  # the seats, and three
        seen = beside(guardian, my_seats(guardian))
    told = [[line.text for line in part] for part in (seen.asking, seen.due, seen.coming)]
    assert told == [["Khám mắt"], ["Bài 3", "Bài 4"], ["Đang diễn ra", "Họp phụ huynh"]]
    assert (seen.waiting, seen.asking[0].url) == (0, asked.url)

    answer = {"post": asked, "space": space, "side": "guardian", "person": mother, "for_child": child, "answer": "yes"}
    Receipt.objects.create(**answer, read_at=now, answered_at=now)
    assert beside(guardian, my_seats(guardian)).asking == []
    asked.asked_again_at = now + timedelta(seconds=1)
    asked.save()
    assert [line.text for line in beside(guardian, my_seats(guardian)).asking] == ["Khám mắt"]

    Post.objects.create(space=space, author=child, author_side="learner", state="held", body="<p>Chờ</p>")
    own = beside(homeroom, my_seats(homeroom))
    assert (own.waiting, own.asking, own.due) == (1, [], [])  # its own words ask it nothing
    here = beside_space(homeroom, Seat(*find_space(homeroom, space.uuid)))
    assert [person.bare_name for person in here.keepers] == [teacher.full_name]

    client.force_login(make_account(mother))
    assert "Khám mắt" in client.get(reverse("social:feed_beside")).text
    client.force_login(make_account(make_person("Người ngoài")))
    assert client.get(reverse("social:space_beside", args=[space.uuid])).status_code in {403, 404}


def test_what_is_coming_stands_there_however_much_was_posted_since_and_moves_with_its_time():
    homeroom = make_homeroom(make_province())
    space, teacher, now = space_of(homeroom), Person.objects.get(pk=homeroom.person_id), timezone.now()
    when = {"starts_at": now + timedelta(days=20), "ends_at": None}
    event = save_post(actor=homeroom, space=space, given=PostInput(kind="event", title="Họp phụ huynh", data=when), client_id=uuid4())
    Post.objects.bulk_create(
        Post(space=space, author=teacher, author_side="staff", state="published", published_at=now) for _ in range(600)
    )
    Entry.objects.bulk_create(Entry(space=space, post=post, by=teacher) for post in Post.objects.exclude(pk=event.pk).order_by("pk"))

    def coming():
        return [line.text for line in beside(homeroom, my_seats(homeroom)).coming]

    assert coming() == ["Họp phụ huynh"]
    Entry.objects.update(stands_until=None)  # as they were before this was kept
    fill(apps, None)
    assert coming() == ["Họp phụ huynh"]
    for starts, seen in ((now - timedelta(days=1), []), (now + timedelta(days=2), ["Họp phụ huynh"])):
        given = PostInput(kind="event", title="Họp phụ huynh", data={"starts_at": starts, "ends_at": None})
        save_post(actor=homeroom, space=space, given=given, client_id=event.client_id, post=Post.objects.get(pk=event.pk))
        assert coming() == seen
    remove_post(actor=homeroom, post=event)
    assert coming() == []


def test_a_teacher_is_named_without_the_class_it_is_read_in():
    author = PersonView(uuid4(), "Cô Vân", "HV", "Chủ nhiệm 8A")
    rooms = [SimpleNamespace(class_group=group and SimpleNamespace(name=group)) for group in ("8A", "A", None)]
    roles = [PostView(None, author, None, room, None).author_role for room in rooms]
    assert roles == ["Chủ nhiệm", "Chủ nhiệm 8A", "Chủ nhiệm 8A"]


def test_keeping_a_post_leads_back_to_the_page_it_was_pressed_on(client):
    province = make_province()
    homeroom = make_homeroom(province)
    space, teacher = space_of(homeroom), Person.objects.get(pk=homeroom.person_id)
    post = Post.objects.create(
        space=space, author=teacher, author_side="staff", state="published", body="<p>Chào</p>", published_at=timezone.now()
    )
    Entry.objects.create(space=space, post=post, by=teacher)
    client.force_login(Account.objects.get(person=teacher))

    def lands(came):
        return client.post(reverse("social:post_keep", args=[post.uuid]), {"kept": "1"}, headers={"Referer": came}).url

    feed = reverse("social:feed")
    assert lands(f"http://testserver{feed}?truoc=9") == f"{feed}?truoc=9#bai-{post.uuid}"
    others = (f"http://elsewhere.vn{feed}", f"http://testserver{reverse('social:chats')}", "http://testserver/khong-co/", "")
    assert {lands(came) for came in others} == {post.url}
