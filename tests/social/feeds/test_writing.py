"""The writing page: what is refused stands with its files, drafts and changes, and the kinds that have fields of their own."""

from uuid import uuid4

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from core.people.models import Account, Person
from social.feeds.forms import KindForm
from social.feeds.models import Post, PostEdit
from social.feeds.rules import html_of, text_of
from social.feeds.selectors import kinds
from social.files.models import Attachment
from social.groups.services import my_seats
from tests.factories.core import make_account, make_class, make_subject, make_teaching
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, let_use_social, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(client):
    actor = make_homeroom(make_province())
    client.force_login(account_of(actor.person_id))
    return actor


def account_of(person_id):
    return Account.objects.filter(person_id=person_id).first() or make_account(person=Person.objects.get(pk=person_id))


def url_of(space, tail="viet/"):
    return f"/bang-tin/khong-gian/{space.uuid}/{tail}"


TYPED = "Chào cả lớp\nMai nhớ:\n- mang *áo mưa*\n- mang _cơm_ 2*3*4\n\nXem https://moet.gov.vn/tin?a=1&b=2."
KEPT = (
    "<p>Chào cả lớp<br>Mai nhớ:</p><ul><li>mang <strong>áo mưa</strong></li><li>mang <em>cơm</em> 2*3*4</li></ul>"
    '<p>Xem <a href="https://moet.gov.vn/tin?a=1&amp;b=2">https://moet.gov.vn/tin?a=1&amp;b=2</a>.</p>'
)


def test_what_is_typed_becomes_html_and_comes_back():
    assert html_of(TYPED) == KEPT
    assert text_of(KEPT) == TYPED.replace("Mai nhớ:\n", "Mai nhớ:\n\n")
    assert html_of(text_of(KEPT)) == KEPT
    assert html_of("<b>a</b> & *b*") == "<p>&lt;b&gt;a&lt;/b&gt; &amp; <strong>b</strong></p>"


def test_a_refused_post_stands_with_its_file_which_is_taken_once(client, teacher):
    space, given = space_of(teacher), {"client_id": str(uuid4()), "kind": "announcement", "body": "Mai nghỉ học"}
    answer = client.post(url_of(space), {**given, "pictures": SimpleUploadedFile("lich.txt", b"Thu Hai nghi")})
    taken = Attachment.objects.get()
    assert (answer.status_code, Post.objects.count(), taken.holder) == (422, 0, "")
    assert f'name="files" value="{taken.uuid}" checked' in answer.text
    answer = client.post(url_of(space), {**given, "title": "Nghỉ học", "files": str(taken.uuid)})
    post = Post.objects.get()
    assert (answer.status_code, post.state, Attachment.objects.get().holder) == (302, "published", f"post:{post.pk}")


def test_a_draft_is_changed_published_and_changed_again_with_what_it_said_kept(client, teacher):
    space = space_of(teacher)
    client.post(url_of(space), {"body": "Chào", "act": "draft"})
    post = Post.objects.get()
    assert (post.state, post.entries.count()) == ("draft", 0)
    url = f"/bang-tin/bai/{post.uuid}/sua/"
    assert "Chào</textarea>" in client.get(url).text
    client.post(url, {"body": "Chào cả lớp", "act": "publish"})
    client.post(url, {"body": "Chào cả lớp mình", "act": "draft"})
    post.refresh_from_db()
    assert (post.state, post.body, post.edited_at is None, post.entries.count()) == ("published", "<p>Chào cả lớp mình</p>", False, 1)
    assert [edit.body for edit in PostEdit.objects.all()] == ["<p>Chào cả lớp</p>"]
    assert "Chào cả lớp</p>" in client.get(f"/bang-tin/bai/{post.uuid}/lan-truoc/").text
    assert f'href="/bang-tin/bai/{post.uuid}/">Chào cả lớp mình' in client.get("/bang-tin/cua-toi/").text


def test_a_waiting_post_kept_as_a_draft_is_not_published(client, teacher):
    pupil = Person.objects.get(enrolments__class_group=space_of(teacher).class_group)
    let_use_social(pupil)
    client.force_login(account_of(pupil.pk))
    client.post(url_of(space_of(actor_of(pupil))), {"body": "Chào các bạn"})
    post = Post.objects.get()
    assert post.state == "held"
    client.post(f"/bang-tin/bai/{post.uuid}/sua/", {"body": "Chào", "act": "draft"})
    post.refresh_from_db()
    assert (post.state, post.entries.count()) == ("draft", 0)
    assert "Chào" in client.get("/bang-tin/cua-toi/").text


def test_a_time_that_is_none_is_said_at_its_field_and_a_later_one_schedules(client, teacher):
    answer = client.post(url_of(space_of(teacher)), {"body": "Chào", "publish_at": "mai"})
    assert (answer.status_code, Post.objects.count()) == (422, 0)
    assert "Ngày giờ chưa đúng" in answer.text
    client.post(url_of(space_of(teacher)), {"body": "Chào", "publish_at": "2099-01-01T07:00"})
    assert [post.state for post in Post.objects.all()] == ["scheduled"]


def test_a_kind_brings_its_fields_its_reading_and_its_saving(client, teacher, monkeypatch):
    class PlaceForm(KindForm):
        place = forms.CharField(label="Ở đâu")

    saved = []
    monkeypatch.setattr(kinds, "_KINDS", {})
    kinds.register_kind(
        "event", clean=lambda post, data: {"place": data["place"].upper()}, form=PlaceForm, save=lambda *got: saved.append(got)
    )
    url = url_of(space_of(teacher))
    page = client.get(f"{url}?loai=event").text
    assert 'name="place"' in page
    assert 'href="?loai=praise"' not in page
    assert client.post(url, {"kind": "event", "title": "Đi Tân Trào"}).status_code == 422
    assert (Post.objects.count(), saved) == (0, [])
    client.post(url, {"kind": "event", "title": "Đi Tân Trào", "place": "Cổng trường"})
    post = Post.objects.get()
    assert (post.kind, post.data, saved) == ("event", {"place": "CỔNG TRƯỜNG"}, [(post, {"place": "Cổng trường"})])


def test_in_a_class_a_teacher_is_what_it_teaches_there(client, teacher):
    home = space_of(teacher).class_group
    other = make_class(home.unit, "9A7", school_year=home.school_year, grade=home.grade)
    make_teaching(Person.objects.get(pk=teacher.person_id), other, make_subject())
    spaces = {seat.space.class_group_id: seat.space for seat in my_seats(actor_of(Person.objects.get(pk=teacher.person_id), "teacher"))}
    for key in (home.pk, other.pk):
        client.post(url_of(spaces[key]), {"kind": "post", "body": "Chào cả lớp", "client_id": str(uuid4()), "act": "publish"})
    assert list(Post.objects.order_by("id").values_list("author_label", flat=True)) == [f"Chủ nhiệm {home.name}", "Toán"]
