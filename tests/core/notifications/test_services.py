"""Telling many people things of their own."""

import pytest

from core.jobs.models import Job
from core.models import Notification, NotificationPreference
from core.notifications.services import notify_each
from core.notifications.types import Letter
from tests.factories.core import make_person

pytestmark = pytest.mark.django_db
KIND = "assessment.released"


def test_each_gets_its_own_words_once():
    one, other = make_person(), make_person()
    letters = [Letter(one.pk, {"title": "Bài 1"}, "/a/"), Letter(other.pk, {"title": "Bài 2"}, "/b/")]
    for _time in range(2):
        assert notify_each(kind=KIND, letters=letters, dedupe_key="released:1") == 2
    rows = Notification.objects.order_by("pk").values_list("recipient_id", "data", "url", "dedupe_key")
    assert list(rows) == [(one.pk, {"title": "Bài 1"}, "/a/", "released:1"), (other.pk, {"title": "Bài 2"}, "/b/", "released:1")]


def test_one_guardian_hears_of_two_children():
    mother = make_person()
    letters = [Letter(mother.pk, {"title": "T", "child": name}, key=f":{place}") for place, name in enumerate(("An", "Bình"))]
    notify_each(kind="assessment.released.guardian", letters=letters, dedupe_key="released:1")
    assert list(Notification.objects.order_by("pk").values_list("dedupe_key", flat=True)) == ["released:1:0", "released:1:1"]


def test_who_has_switched_a_kind_off_hears_nothing_and_mail_goes_to_who_asked():
    deaf, mailed, only_mail = make_person(), make_person(), make_person()
    choices = [(deaf, "inbox", False), (mailed, "email", True), (only_mail, "inbox", False), (only_mail, "email", True)]
    for person, channel, is_on in choices:
        NotificationPreference.objects.create(person=person, kind=KIND, channel=channel, is_on=is_on)
    notify_each(kind=KIND, letters=[Letter(one.pk, {"title": "T"}) for one in (deaf, mailed, only_mail)], dedupe_key="k")
    rows = list(Notification.objects.order_by("pk"))
    assert [(row.recipient_id, row.in_inbox) for row in rows] == [(mailed.pk, True), (only_mail.pk, False)]
    assert Job.objects.get(name="notifications.out").payload == {"notification_ids": [row.pk for row in rows]}


def test_a_hundred_letters_cost_what_one_costs(django_assert_num_queries):
    people = [make_person() for _number in range(20)]
    for several in (people[:1], people):
        with django_assert_num_queries(9):
            notify_each(kind=KIND, letters=[Letter(one.pk, {"title": "T"}) for one in several], dedupe_key=f"k{len(several)}")


def test_a_kind_nobody_declared_is_refused():
    with pytest.raises(LookupError):
        notify_each(kind="unheard.of", letters=[], dedupe_key="k")
    assert not Notification.objects.exists()
