"""Answering over HTTP: by one tap with and without scripts, reading noted in one call, and the page of receipts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Account, Person
from social.feeds.models import Entry, Post, Receipt
from tests.factories.core import make_account, make_enrolment, make_guardianship, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import let_use_social, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    province = make_province()
    teacher = make_homeroom(province)
    let_use_social(province.pupil)
    space = space_of(teacher)
    posts = []
    for asks in ("seen", "consent", "none"):
        post = Post.objects.create(
            space=space, author_id=teacher.person_id, author_side="staff", kind="announcement", title=f"Tin {asks}", asks=asks,
            state="published", data={"lines": [{"icon": "place", "text": "Cổng trường"}]},
        )  # fmt: skip
        Entry.objects.create(space=space, post=post, by_id=teacher.person_id)
        posts.append(post)
    return province, teacher, posts


def signed_in(client, person_id):
    account = Account.objects.filter(person_id=person_id).first() or make_account(Person.objects.get(pk=person_id))
    client.force_login(account)
    return client


def test_a_pupil_answers_by_one_tap(client, world):
    province, _teacher, (seen, _consent, _none) = world
    signed_in(client, province.pupil.pk)
    url = reverse("social:answer", args=[seen.uuid])
    part = client.post(url, {"answer": "seen"}, headers={"HX-Request": "true"})
    assert (part.status_code, "1/1" in part.content.decode(), "Đã hiểu" in part.content.decode()) == (200, True, True)
    assert client.post(url, {"answer": "seen"}).url == seen.url
    assert client.post(url, {"answer": "no"}).status_code == 404
    assert list(Receipt.objects.values_list("answer", flat=True)) == ["seen"]


def test_a_mother_of_two_sees_each_child_and_answers_for_each(client, world):
    province, _teacher, (_seen, consent, _none) = world
    second = make_enrolment(province.class_group, make_person("Nông Minh Đức", born_on="2012-05-06")).person
    mother = make_person("Nông Thị Nhung")
    for child in (province.pupil, second):
        make_guardianship(mother, child)
    signed_in(client, mother.pk)
    page = client.get(consent.url).content.decode()
    assert [page.count(f'name="child" value="{child.uuid}"') for child in (province.pupil, second)] == [1, 1]
    client.post(reverse("social:answer", args=[consent.uuid]), {"answer": "no", "child": str(second.uuid)})
    for wrong in ("", "abc", str(mother.uuid)):
        assert client.post(reverse("social:answer", args=[consent.uuid]), {"answer": "yes", "child": wrong}).status_code == 404
    assert list(Receipt.objects.values_list("for_child_id", "answer")) == [(second.pk, "no")]


def test_what_was_on_the_screen_is_noted_once_and_the_rest_passed_over(client, world):
    province, _teacher, posts = world
    stranger = make_account(make_person("Bàn Văn Dũng"))
    url, sent = reverse("social:posts_read"), {"post": [*(str(post.uuid) for post in posts), "không phải mã"]}
    signed_in(client, province.pupil.pk)
    assert [client.post(url, sent).status_code for _ in range(2)] == [204, 204]
    client.force_login(stranger)
    client.post(url, sent)
    assert set(Receipt.objects.values_list("post_id", "person_id")) == {(post.pk, province.pupil.pk) for post in posts}


def test_the_page_of_receipts_and_its_table(client, world):
    province, teacher, (seen, _consent, none) = world
    make_guardianship(make_person("Nông Thị Nhung"), province.pupil)
    signed_in(client, teacher.person_id)
    page = client.get(reverse("social:receipts", args=[seen.uuid]), {"phia": "guardian", "muc": "unread"}).content.decode()
    assert [word in page for word in ("Nông Minh Khuê", "Nhắc người chưa trả lời", "Không có ai")] == [True, True, False]
    assert "Nhắc người chưa đọc" in client.get(reverse("social:receipts", args=[none.uuid])).content.decode()
    assert client.get(reverse("social:receipts_file", args=[seen.uuid])).content[:2] == b"PK"
    answer = client.post(reverse("social:remind", args=[seen.uuid]), {"phia": "guardian"}, follow=True)
    assert "Đã nhắc 2 người." in answer.content.decode()


def test_a_feed_of_many_announcements_takes_as_many_queries_as_of_one(client, world):
    province, _teacher, posts = world
    signed_in(client, province.pupil.pk)
    client.get(reverse("social:feed"))
    counts = []
    for shown in (1, 3):
        Entry.objects.filter(post__in=posts).update(is_shown=False)
        Entry.objects.filter(post__in=posts[:shown]).update(is_shown=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("social:feed"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 26
