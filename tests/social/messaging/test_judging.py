"""Who hears of a message that waits, who judges it, what is reported and what becomes of it."""

from datetime import date, time
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from core.access.errors import AccessRefused
from core.jobs.services import run_due
from core.models import Notification, Person, TeachingAssignment
from social.hooks import Moderated
from social.messaging.models import Message, QuietHours
from social.messaging.services import recall, release_due
from social.moderation.models import Case
from social.moderation.selectors.queue import queue
from social.moderation.services.queue import judge_held
from tests.factories.core import make_subject, make_teaching
from tests.social.messaging.school import say
from tests.social.messaging.test_talking import page_of

pytestmark = pytest.mark.django_db
WAITS = "Số con là 0912345678"


def test_between_a_child_and_its_family_nothing_waits_and_what_is_reported_is_for_its_school(client, school):
    teacher, home = school.chat("pupil"), school.chat("pupil", "guardian")
    rows = [say(school.pupil, chat, WAITS)[0] for chat in (teacher, home)]
    assert (home.unit_id, [row.state for row in rows]) == (None, ["held", "sent"])
    assert page_of(client, school.guardian, "report", "message", rows[1].uuid, post={"category": "privacy"}).status_code == 200
    assert Case.objects.get().origin_unit_id == school.province.school.pk
    old = Message.objects.filter(pk=rows[1].pk)
    old.update(state="held", arrived=None)  # as one written before that was so
    import_module("social.migrations.0012_joined_conversations").let_out(apps, None)
    assert (release_due(), old.get().state, Message.objects.get(pk=rows[0].pk).state) == (1, "sent", "held")


def waiting_for(*actors):
    return [[row.thing.text for row in queue(actor)] for actor in actors]


def told_of_held():
    run_due()
    return set(Notification.objects.filter(kind="social.message.held").values_list("recipient_id", flat=True))


def test_who_looks_after_a_held_message_is_told_and_judges_it_and_heads_only_when_nobody_is_left(client, school):
    head, other = school.province.actor("leader"), school.province.actor("teacher")
    make_teaching(Person.objects.get(pk=school.colleague.person_id), school.province.class_group, make_subject("Toán"))
    make_teaching(Person.objects.get(pk=other.person_id), school.province.class_group, make_subject("Ngữ văn"))
    row = say(school.pupil, school.chat("pupil", "colleague"), WAITS)[0]
    assert told_of_held() == {school.homeroom.person_id, school.colleague.person_id}
    assert waiting_for(school.homeroom, school.colleague, other, head) == [[WAITS], [WAITS], [], []]
    assert '1<span class="sr"> mục chờ duyệt' in page_of(client, school.homeroom, "safety").content.decode()
    for actor in (head, other):
        with pytest.raises(AccessRefused):
            judge_held(actor=actor, keys=[f"message:{row.uuid}"], approve=True)
    TeachingAssignment.objects.update(valid_to=date(2026, 1, 1))
    assert waiting_for(school.homeroom, school.colleague, head) == [[], [], [WAITS]]
    assert judge_held(actor=head, keys=[f"message:{row.uuid}"], approve=True) == 1


def test_in_quiet_time_who_judges_is_told_when_it_ends(school):
    QuietHours.objects.update(is_on=True, starts=time(0), ends=time(23, 59, 59))
    say(school.pupil, school.chat("pupil"), WAITS)
    assert told_of_held() == set()


def test_what_was_taken_back_is_reported_and_read_by_who_judges_only(client, school):
    chat, head = school.chat("pupil"), school.province.actor("leader")
    rows = [say(school.homeroom, chat, body)[0] for body in ("Em đừng kể với ai", "Gửi nhầm")]
    for row in rows:
        recall(actor=school.homeroom, message=row)
    Message.objects.filter(pk=rows[1].pk).update(body="")  # erased on request: nothing is left to report
    report_url = reverse("social:report", args=["message", rows[0].uuid])
    page = page_of(client, school.pupil, "chat", chat.uuid).content.decode()
    assert (report_url in page, str(rows[1].uuid) + "/" in page, "kể với ai" in page) == (True, False, False)
    pages = [page_of(client, school.pupil, "report", "message", rows[0].uuid, post=post) for post in (None, {"category": "harm"})]
    assert [(page.status_code, "kể với ai" in page.content.decode()) for page in pages] == [(200, False)] * 2
    tries = [(school.homeroom, rows[0]), (school.mate, rows[0]), (school.pupil, rows[1])]
    assert [Moderated.of("message").may_see(actor, str(row.uuid)) for actor, row in tries] == [False] * 3
    assert "kể với ai" in page_of(client, head, "case", Case.objects.get().uuid).content.decode()
