"""Two things at the same moment: two answers, two judges, erasing while something comes out, a class that changes hands while things wait."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.models import AuditRecord, Notification, Person
from core.organisations.services import assign_teacher
from core.people.models import Guardianship
from social.feeds import services
from social.feeds.models import Comment, Entry, Post, Receipt
from social.feeds.rules import html_of
from social.feeds.services.answers import answer_post
from social.feeds.services.personal import FeedData
from social.feeds.services.posts import publish_due
from social.feeds.types import PostInput
from social.hooks import Moderated
from social.messaging.models import Message
from social.messaging.policies import can_judge
from social.messaging.services import ask_absence, judge_message
from social.messaging.types import AbsenceInput
from social.portfolio.services import save_work
from social.portfolio.types import WorkInput
from tests.factories.core import make_actor, make_class, make_enrolment, make_guardianship, make_person
from tests.factories.social import space_of
from tests.social.messaging.school import School, chat_now, say
from tests.threads import at_once, held

locks = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's"),
]


def together(test):
    for mark in locks:
        test = mark(test)
    return test


@pytest.fixture
def school():
    return School()


def wrote(actor, space, **fields):
    given = PostInput(**{"body": "<p>Chào cả lớp</p>", **fields})
    return services.save_post(actor=actor, space=space, given=given, client_id=uuid4())


@together
def test_two_devices_that_answer_for_one_child_leave_the_last_answer_and_the_one_before(school):
    post = wrote(school.homeroom, space_of(school.homeroom), kind="announcement", title="Đi tham quan", asks="consent")
    child = school.pupil.person_id
    found = at_once(
        *[lambda said=said: answer_post(actor=school.guardian, post=post, answer=said, child_id=child).answer for said in ("yes", "no")]
    )
    row = Receipt.objects.get(for_child_id=child)
    assert (sorted(found), len(row.history), row.history[0][0] != row.answer) == (["no", "yes"], 1, True)
    changes = [record.changes["answer"] for record in AuditRecord.objects.filter(verb="social.post.answered").order_by("id")]
    assert changes == [["", row.history[0][0]], [row.history[0][0], row.answer]]


@together
def test_what_one_lets_out_and_another_gives_back_at_once_is_judged_once(school):
    space = space_of(school.homeroom)
    post = wrote(school.pupil, space)
    comment = services.write_comment(actor=school.pupil, post=wrote(school.homeroom, space), body="Dạ", client_id=uuid4())
    Comment.objects.filter(pk=comment.pk).update(state="held")
    message = say(school.pupil, school.chat("pupil"), "Số con là 0912345678")[0]
    assert [post.state, message.state] == ["held", "held"]
    for kind, row in (("post", post), ("comment", comment), ("message", message)):
        hook, key = Moderated.of(kind), str(row.uuid)
        found = at_once(
            lambda hook=hook, key=key: hook.approve(school.homeroom, key),
            lambda hook=hook, key=key: hook.reject(school.homeroom, key, "Em viết lại nhé"),
        )
        assert sorted(found) == [False, True], (kind, found)
        row.refresh_from_db()
        assert (row.state in {"published", "sent"}) is found[0]
        assert AuditRecord.objects.filter(verb__in=[f"social.{kind}.approved", f"social.{kind}.rejected"]).count() == 1


@together
def test_what_comes_out_while_its_writer_is_erased_leaves_no_words_behind(school):
    name = Person.objects.get(pk=school.colleague.person_id).full_name
    space = space_of(school.homeroom, "unit")
    post = wrote(school.homeroom, space, body=html_of(f"Nhờ @{name}"), publish_at=timezone.now() + timedelta(hours=1))
    assert (post.state, len(post.data["mentions"])) == ("scheduled", 1)
    Post.objects.update(publish_at=timezone.now())
    count, gone, waited = held(publish_due, lambda: FeedData().erase(school.homeroom.person_id))
    assert (count, gone > 0, waited) == (1, True, True)
    post.refresh_from_db()
    assert (post.state, post.body, Entry.objects.filter(is_shown=True).count()) == ("removed", "", 0)
    assert not Notification.objects.filter(kind="social.mention").exists()


@pytest.mark.django_db
def test_who_takes_a_class_over_is_told_once_of_what_waits_there(school, run_jobs):
    post = wrote(school.pupil, space_of(school.homeroom))
    message = say(school.pupil, school.chat("pupil"), "Số con là 0912345678")[0]
    run_jobs()
    old, admin = school.homeroom.person_id, make_actor("unit_admin", school.province.school)
    new = Person.objects.get(pk=school.colleague.person_id)

    def told():
        rows = Notification.objects.filter(kind__in=["social.held", "social.message.held"]).order_by("kind", "id")
        return list(rows.values_list("kind", "recipient_id"))

    before = [("social.held", old), ("social.message.held", old)]
    assert told() == before
    assign_teacher(actor=admin, person=new, class_group=school.province.class_group)
    run_jobs()
    assert told() == [before[0], ("social.held", new.pk), before[1], ("social.message.held", new.pk)]
    assert [can_judge(actor, Message.objects.get(pk=message.pk)) for actor in (school.homeroom, school.colleague)] == [False, True]
    assert judge_message(actor=school.colleague, message=message, approves=True)
    assert services.approve_post(actor=school.colleague, post=post)


@pytest.mark.django_db
def test_who_takes_a_class_over_is_told_once_of_leave_asked_for_and_of_works(school, run_jobs):
    day = timezone.localdate() + timedelta(days=1)
    ask_absence(
        actor=school.guardian,
        conversation=chat_now(school.chat()),
        given=AbsenceInput(uuid4(), day, "morning", day, "afternoon", "Cháu sốt"),
    )
    save_work(actor=school.pupil, given=WorkInput(title="Cây đa đầu làng", body="Tả cây đa"), client_id=uuid4())
    run_jobs()
    admin, new = make_actor("unit_admin", school.province.school), Person.objects.get(pk=school.colleague.person_id)
    for _ in range(2):
        assign_teacher(actor=admin, person=new, class_group=school.province.class_group)
        run_jobs()
    told = Notification.objects.filter(kind__in=["social.absence.asked", "social.work.waiting"], recipient=new)
    assert sorted(told.values_list("kind", flat=True)) == ["social.absence.asked", "social.work.waiting"]
    assert "Cháu sốt" not in "".join(map(str, told.values_list("data", flat=True)))
    client = Client()
    client.force_login(new.account, backend="core.signin.backends.IdentifierBackend")
    assert [client.get(row.url).status_code for row in told] == [200, 200]


@pytest.mark.django_db
def test_what_a_guardian_wrote_without_a_network_is_refused_once_it_is_none(school, client):
    post = wrote(school.homeroom, space_of(school.homeroom))
    person = Person.objects.get(pk=school.guardian.person_id)
    client.force_login(person.account, backend="core.signin.backends.IdentifierBackend")
    url, sent = f"/bang-tin/bai/{post.uuid}/binh-luan/", {"body": "Vâng ạ", "client_id": str(uuid4())}
    other = make_enrolment(make_class(school.province.other_school, "6A"), make_person("Nông Văn Bình", born_on="2014-02-03")).person
    make_guardianship(person, other)
    Guardianship.objects.filter(guardian=person).exclude(child=other).update(valid_to=timezone.localdate() - timedelta(days=1))
    answer = client.post(url, sent, headers={"Accept": "application/json"})
    assert (answer.status_code, Comment.objects.count()) == (404, 0)
