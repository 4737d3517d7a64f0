"""Asking leave: one request for some days, an answer by the homeroom teacher, the subject teachers told once, who keeps absences given it."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from core.jobs.models import Job
from core.models import Guardianship, Person, TeachingAssignment
from core.notifications.models import Delivery, Notification
from core.notifications.receivers import stop_waiting
from core.people.events import GuardianshipEnded
from social.hooks import AbsenceTaker
from social.messaging.errors import MessageRefused
from social.messaging.models import AbsenceRequest, Message
from social.messaging.rules import days_away
from social.messaging.selectors import absences_of, lines_of, ways_to_ask
from social.messaging.selectors.absences import days_in_words
from social.messaging.services import ask_absence, decide_absence, pass_on, withdraw_absence
from social.messaging.types import AbsenceInput
from tests.factories.core import make_actor, make_guardianship, make_person, make_subject, make_teaching
from tests.social.messaging.school import chat_now, say
from tests.threads import at_once

pytestmark = pytest.mark.django_db
FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)


def asked(first=1, last=1, sessions=("morning", "afternoon"), **fields):
    today = timezone.localdate()
    days = (today + timedelta(days=first), today + timedelta(days=last))
    return replace(AbsenceInput(uuid4(), days[0], sessions[0], days[1], sessions[1], "Khám răng ở bệnh viện"), **fields)


def ask(school, given=None, actor=None):
    return ask_absence(actor=actor or school.guardian, conversation=chat_now(school.chat()), given=given or asked())


@pytest.mark.parametrize(
    ("given", "runs", "words"),
    [
        ((FRIDAY, "morning", FRIDAY, "morning"), [(FRIDAY, FRIDAY, "morning")], "Thứ Sáu 27/11, buổi sáng"),
        ((FRIDAY, "morning", FRIDAY, "afternoon"), [(FRIDAY, FRIDAY, "all")], "Thứ Sáu 27/11, cả ngày"),
        ((FRIDAY, "morning", MONDAY, "afternoon"), [(FRIDAY, MONDAY, "all")], "Thứ Sáu 27/11 đến hết Thứ Hai 30/11"),
        (
            (FRIDAY, "afternoon", MONDAY, "morning"),
            [(FRIDAY, FRIDAY, "afternoon"), (date(2026, 11, 28), date(2026, 11, 29), "all"), (MONDAY, MONDAY, "morning")],
            "Thứ Sáu 27/11 buổi chiều đến hết Thứ Hai 30/11 buổi sáng",
        ),
    ],
)
def test_an_absence_in_runs_of_days_and_in_words(given, runs, words):
    assert (days_away(*given), days_in_words(*given)) == (runs, words)


def test_asked_confirmed_and_passed_on_once(school):
    colleague = Person.objects.get(pk=school.colleague.person_id)
    make_teaching(colleague, school.province.class_group, make_subject())
    taken = []

    class Taker(AbsenceTaker):
        def take(self, **fields):
            taken.append(fields)

    taker = Taker()
    AbsenceTaker.register(taker)
    try:
        row = ask(school)
        (line,) = lines_of(school.homeroom, chat_now(school.chat()))
        assert (line.card.who, line.card.may_decide, line.card.may_withdraw) == ("Em Khuê, lớp 9A2", True, False)
        assert [step["state"] for step in line.card.steps] == ["done", "now", "next"]
        with pytest.raises(AccessRefused):
            decide_absence(actor=school.colleague, request=row, confirms=True)
        decide_absence(actor=school.homeroom, request=row, confirms=True, answer="Chúc em mau khoẻ")
        with pytest.raises(MessageRefused, match="done"):
            withdraw_absence(actor=school.guardian, request=row)
        assert [pass_on(row.pk), pass_on(row.pk)] == [True, True]
    finally:
        AbsenceTaker.registry.remove(taker)
    day = row.first_day.isoformat()
    assert taken[0] == {
        "child_id": school.pupil.person_id, "class_id": school.province.class_group.pk, "first_day": day, "last_day": day, "session": "all",
        "reason": "Khám răng ở bệnh viện", "confirmed_by_id": school.homeroom.person_id,
    }  # fmt: skip
    (card,) = absences_of(school.guardian)
    assert ([step["state"] for step in card.steps], card.request.answer) == (["done"] * 3, "Chúc em mau khoẻ")
    assert [card.request.pk for card in absences_of(school.colleague)] == [row.pk]
    assert list(Notification.objects.order_by("id").values_list("recipient_id", "kind")) == [
        (school.homeroom.person_id, "social.absence.asked"),
        (school.guardian.person_id, "social.absence.confirmed"),
        (colleague.pk, "social.absence.told"),
    ]
    verbs = AuditRecord.objects.filter(verb__startswith="social.absence.").order_by("id").values_list("verb", flat=True)
    assert (list(verbs), Job.objects.filter(name="social.absence_confirmed").count()) == (
        ["social.absence.asked", "social.absence.confirmed"],
        1,
    )


def test_who_is_no_guardian_any_more_is_not_told_what_became_of_a_request(school):
    row = ask(school)
    Guardianship.objects.filter(guardian_id=school.guardian.person_id).update(verified_at=None)
    decide_absence(actor=school.homeroom, request=row, confirms=True)
    assert not Notification.objects.filter(recipient_id=school.guardian.person_id).exists()


def test_days_that_another_request_has_are_refused_until_it_is_withdrawn(school):
    given = asked(1, 3)
    row = ask(school, given)
    assert ask(school, given).pk == row.pk
    for other in (asked(3, 3, ("afternoon", "afternoon")), asked(0, 1, ("morning", "morning")), asked(2, 2)):
        with pytest.raises(MessageRefused, match="first_day"):
            ask(school, other)
    bad = {"last_day": [asked(2, 1), asked(1, 1, ("afternoon", "morning")), asked(1, 31)], "first_day": [asked(-3, 1), asked(91, 91)]}
    for field, inputs in bad.items():
        for one in inputs:
            with pytest.raises(MessageRefused, match=field):
                ask(school, one)
    assert (AbsenceRequest.objects.count(), Message.objects.count()) == (1, 1)
    withdraw_absence(actor=school.guardian, request=row)
    assert [ask(school, asked(2, 2)).state, AbsenceRequest.objects.get(pk=row.pk).state] == ["asked", "withdrawn"]


def test_only_guardians_ask_and_only_of_the_homeroom_teacher(school):
    make_teaching(Person.objects.get(pk=school.colleague.person_id), school.province.class_group, make_subject())
    for chat, actor in (
        (school.chat(), school.homeroom),
        (school.chat("guardian", "colleague"), school.guardian),
        (school.chat("pupil"), school.pupil),
    ):
        with pytest.raises(AccessRefused):
            ask_absence(actor=actor, conversation=chat, given=asked())
    assert [(one.child.pk, one.person.pk) for one in ways_to_ask(school.guardian)] == [(school.pupil.person_id, school.homeroom.person_id)]
    row = ask(school)
    TeachingAssignment.objects.filter(person_id=school.homeroom.person_id).update(valid_to=timezone.localdate() - timedelta(days=1))
    with pytest.raises(AccessRefused):
        decide_absence(actor=school.homeroom, request=row, confirms=True)
    assert AbsenceRequest.objects.get().state == "asked"


def test_over_http_the_form_names_what_is_wrong_and_the_card_has_its_buttons(client, school):
    chat = school.chat()
    client.force_login(Person.objects.get(pk=school.guardian.person_id).account)
    url = reverse("social:absence_new", args=[chat.uuid])
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    good = {
        "first_day": day,
        "last_day": day,
        "first_session": "morning",
        "last_session": "morning",
        "reason": "Khám răng",
        "client_id": str(uuid4()),
    }
    bad = [{"reason": ""}, {"last_day": "2020-01-01"}, {"first_session": "night"}, {"client_id": "x"}]
    assert [client.post(url, {**good, **change}).status_code for change in bad] == [422] * 4
    assert (client.get(url).status_code, client.post(url, good).status_code, client.post(url, good).status_code) == (200, 302, 302)
    row = AbsenceRequest.objects.get()
    listed = client.get(reverse("social:absences")).content.decode()
    assert all(words in listed for words in ("Xin nghỉ cho em Khuê · 9A2", "Rút đơn", "Khám răng"))
    act = reverse("social:absence_act", args=[row.uuid])
    assert (client.post(act, {"act": "confirm"}).status_code, AbsenceRequest.objects.get().state) == (404, "asked")
    client.force_login(Person.objects.get(pk=school.homeroom.person_id).account)
    assert "Không đồng ý" in client.get(chat.url).content.decode()
    assert (client.post(act, {"act": "refuse", "answer": "Hôm ấy kiểm tra"}).status_code, AbsenceRequest.objects.get().state) == (
        302,
        "refused",
    )
    say(school.guardian, chat)
    with_one = len(lines_of(school.homeroom, chat_now(chat)))
    assert with_one == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's")
def test_two_guardians_at_once_ask_once_and_two_answers_at_once_are_one(school):
    father = make_person("Nông Văn Hùng")
    make_guardianship(father, Person.objects.get(pk=school.pupil.person_id))
    school.father = make_actor("guardian", None, father)
    chats = [chat_now(school.chat("guardian")), chat_now(school.chat("father"))]
    found = at_once(
        lambda: ask_absence(actor=school.guardian, conversation=chats[0], given=asked()),
        lambda: ask_absence(actor=school.father, conversation=chats[1], given=asked()),
    )
    assert sorted(type(one).__name__ for one in found) == ["AbsenceRequest", "MessageRefused"]
    row = AbsenceRequest.objects.get()
    found = at_once(
        *[lambda confirms=confirms: decide_absence(actor=school.homeroom, request=row, confirms=confirms) for confirms in (True, False)]
    )
    assert sorted(type(one).__name__ for one in found) == ["AbsenceRequest", "MessageRefused"]


def test_what_waits_about_a_child_is_not_sent_to_who_stopped_being_its_guardian(school):
    mother = Person.objects.get(pk=school.guardian.person_id)
    brother = make_person("Nông Văn Bình")
    make_guardianship(mother, brother)
    decide_absence(actor=school.homeroom, request=ask(school), confirms=True)
    say(school.homeroom, school.chat())
    other = Notification.objects.create(recipient=mother, kind="social.absence.refused", data={"child_ids": [brother.pk]})
    for row in Notification.objects.filter(recipient=mother):
        Delivery.objects.create(notification=row, recipient=mother, kind=row.kind, channel="email", next_try_at=timezone.now())
    stop_waiting(GuardianshipEnded(guardianship_id=0, guardian_id=mother.pk, child_id=school.pupil.person_id))
    states = dict(Delivery.objects.values_list("kind", "state"))
    assert states == {"social.absence.confirmed": "skipped", "social.message.about": "skipped", other.kind: "queued"}
