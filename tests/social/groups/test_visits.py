"""Heads look into spaces they do not belong to only after saying why."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.access.errors import AccessRefused
from core.models import Account, AuditRecord, Person
from social.feeds.models import Entry, Post
from social.groups.models import OverseerVisit
from social.groups.services.visits import begin_visit
from tests.factories.core import make_account, make_teaching
from tests.factories.places import make_province
from tests.factories.social import actor_of, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    province = make_province()
    teacher, head = province.actor("teacher"), province.actor("leader")
    make_teaching(Person.objects.get(pk=teacher.person_id), province.class_group, kind="homeroom")
    space = space_of(actor_of(province.pupil))
    post = Post.objects.create(space=space, author_id=teacher.person_id, author_side="staff", body="<p>Chào các em</p>", state="published")
    Entry.objects.create(space=space, post=post, by_id=teacher.person_id)
    return province, space, post, teacher, head


def client_of(actor):
    client = Client()
    person = Person.objects.get(pk=actor.person_id)
    client.force_login(Account.objects.filter(person=person).first() or make_account(person))
    return client


def test_a_head_is_asked_why_before_any_page_of_a_space_and_comes_back_to_it(school):
    _province, space, post, teacher, head = school
    client, ask = client_of(head), reverse("social:space_visit", args=[space.uuid])
    pages = [
        reverse("social:space", args=[space.uuid]),
        reverse("social:post", args=[post.uuid]),
        reverse("social:space_people", args=[space.uuid]),
    ]
    for page in pages:
        answer = client.get(page)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, ask), page
    asked = client.get(pages[1], follow=True)
    assert "Vì sao bạn xem nhóm này?" in asked.content.decode()
    assert client.post(ask, {"why": "other", "ve": pages[1]}).status_code == 422
    answer = client.post(ask, {"why": "report", "note": "Phụ huynh gọi sáng nay", "ve": pages[1]})
    assert (answer.status_code, answer["Location"]) == (302, pages[1])
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    record = AuditRecord.objects.get(verb="social.space.visited")
    assert (record.actor_person_id, record.object_id, record.changes["why"]) == (head.person_id, str(space.pk), "report")
    assert "Phụ huynh gọi sáng nay" in client_of(teacher).get(pages[2]).content.decode()


def test_a_reason_holds_a_day_and_for_one_space(school):
    province, space, _post, _teacher, head = school
    begin_visit(actor=head, space=space, why="duty")
    client, page = client_of(head), reverse("social:space", args=[space.uuid])
    assert client.get(page).status_code == 200
    OverseerVisit.objects.update(at=timezone.now() - timedelta(hours=25))
    assert client.get(page).status_code == 302
    assert client.get(reverse("social:space", args=[space_of(actor_of(province.pupil), "unit").uuid])).status_code == 200


def test_nobody_else_gives_a_reason_and_no_reason_leads_elsewhere(school):
    province, space, _post, teacher, head = school
    ask = reverse("social:space_visit", args=[space.uuid])
    for other in (teacher, province.actor("leader", "other_school"), actor_of(province.pupil), province.actor("officer", "department")):
        assert client_of(other).get(ask).status_code == 404
        with pytest.raises(AccessRefused):
            begin_visit(actor=other, space=space, why="duty")
    answer = client_of(head).post(ask, {"why": "duty", "ve": "https://example.org/"})
    assert answer["Location"] == reverse("social:space", args=[space.uuid])
    people = reverse("social:space_people", args=[space.uuid])
    assert "Lãnh đạo đã xem nhóm này" not in client_of(actor_of(province.pupil)).get(people).content.decode()
