"""What families are told of announcements: the letter about their children, the child it is about."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Notification
from core.notifications.selectors import news_of
from social.feeds import services
from social.feeds.services.answers import remind
from social.feeds.services.telling import tell_announcement
from social.feeds.types import PostInput
from social.groups.services import my_seats
from tests.factories.core import make_account, make_class, make_enrolment, make_guardianship, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, space_of

pytestmark = pytest.mark.django_db


def announce(teacher, title="Họp phụ huynh"):
    given = PostInput(body="Mời gia đình", title=title, kind="announcement")
    return services.save_post(actor=teacher, space=space_of(teacher), given=given, client_id=uuid4())


def test_announcements_nobody_read_stand_in_the_letter_about_the_children():
    province = make_province()
    mother = make_person("Nông Thị Nhung")
    make_guardianship(mother, province.pupil)
    tell_announcement(announce(make_homeroom(province)).pk)
    now = timezone.now()
    (row,) = news_of([mother.pk], now - timedelta(days=7), now)[mother.pk]
    assert row.title == "Họp phụ huynh"
    Notification.objects.update(read_at=now)
    assert news_of([mother.pk], now - timedelta(days=7), now) == {}


def test_a_guardian_of_several_children_reads_whose_class_it_is():
    province = make_province()
    teacher, mother, father = make_homeroom(province), make_person("Nông Thị Nhung"), make_person("Nông Văn Páo")
    sister = make_enrolment(make_class(province.other_school, "9A2"), make_person("Nông Thu Hằng", born_on="2011-02-03")).person
    for guardian, child in ((mother, province.pupil), (mother, sister), (father, province.pupil)):
        make_guardianship(guardian, child)
    post = announce(teacher)
    tell_announcement(post.pk)
    remind(actor=teacher, post=post, space=post.space)
    short, own = province.pupil.short_name, [province.pupil.pk]
    for kind, words in (("social.announcement", "Thông báo mới ở Lớp 9A2{}."), ("social.reading_wanted", "Lớp 9A2{} nhắn. Bấm để đọc.")):
        rows = {row.recipient_id: row for row in Notification.objects.filter(kind=kind)}
        assert [rows[one.pk].body for one in (mother, father)] == [words.format(f" ({short})"), words.format("")]
        assert [rows[one.pk].data["child_ids"] for one in (mother, father)] == [own, own]
    both = actor_of(mother, "guardian")
    standings = {seat.space.pk: seat.standing.child_names for seat in my_seats(both)}
    assert standings[post.space_id] == (short,)
    assert {seat.standing.child_names for seat in my_seats(actor_of(father, "guardian"))} == {()}
    browser = Client()
    browser.force_login(make_account(mother), backend="core.signin.backends.IdentifierBackend")
    chip = f'<span class="sr">Của con: </span>{short}</span>'
    pages = [browser.get(url).content.decode() for url in ("/bang-tin/", reverse("social:space", args=[post.space.uuid]), "/")]
    assert [page.count(chip) for page in pages] == [1, 2, 1]
    assert f"· {short}</small>" in pages[0]


def test_a_guardian_reads_no_name_where_all_its_children_are():
    province = make_province()
    mother = make_person("Nông Thị Nhung")
    brother = make_enrolment(make_class(province.school, "6A"), make_person("Nông Văn Bình", born_on="2014-02-03")).person
    for child in (province.pupil, brother):
        make_guardianship(mother, child)
    seats = {seat.space.label: seat.standing.child_names for seat in my_seats(actor_of(mother, "guardian"))}
    assert seats == {"Lớp 9A2": (province.pupil.short_name,), "Lớp 6A": (brother.short_name,), province.school.label: ()}
