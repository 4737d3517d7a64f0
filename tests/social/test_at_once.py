"""Two things at the same moment: two answers, two judges, erasing while something comes out, a class that changes hands while things wait."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from core.models import AuditRecord, Notification, Person
from core.organisations.services import assign_teacher
from core.people.models import Consent, Guardianship
from core.people.services import record_consent
from social.feeds import services
from social.feeds.models import Attendance, Comment, Entry, Post, Receipt
from social.feeds.receivers.moderated import ModeratedPost
from social.feeds.rules import html_of
from social.feeds.services import event_notices
from social.feeds.services.answers import answer_post
from social.feeds.services.personal import FeedData
from social.feeds.services.posts import publish_due
from social.feeds.types import PostInput
from social.files.models import Attachment
from social.groups.models import SpaceMember
from social.groups.services import communities
from social.groups.services.communities import found_community, join_space, leave_space
from social.hooks import Moderated
from social.messaging.models import Message, Participant
from social.messaging.policies import can_judge
from social.messaging.services import ask_absence, judge_message
from social.messaging.services.arriving import locked_conversation
from social.messaging.types import AbsenceInput
from social.moderation.services.queue import judge_held
from social.portfolio.models import Work
from social.portfolio.services import save_work, set_shown
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
def test_who_judges_never_waits_in_a_ring(school, monkeypatch):
    """A reply that is just being written holds the post, who hides what it answers holds that; two lists may be judged from both ends."""
    space = space_of(school.homeroom)
    post = wrote(school.homeroom, space)
    said = services.write_comment(actor=school.pupil, post=post, body="Dạ", client_id=uuid4())
    answer, hidden, waited = held(
        lambda: services.write_comment(actor=school.homeroom, post=post, body="Ừ", client_id=uuid4(), parent=said),
        lambda: services.hide_comment(actor=school.homeroom, comment=said),
    )
    assert (answer.parent_id, hidden, waited, Comment.objects.get(pk=said.pk).state) == (said.pk, None, True, "hidden")
    chat, person_id = school.chat(), school.colleague.person_id

    def come():
        return Participant.objects.bulk_create([Participant(conversation=chat, person_id=person_id, side="staff")], ignore_conflicts=True)

    def send():
        with transaction.atomic():
            return locked_conversation(chat.pk), come()  # as `keep_company`

    come_first, sent, waited = held(come, send)
    assert (len(come_first), sent[0].pk, waited) == (1, chat.pk, True)
    keys = [f"post:{wrote(school.pupil, space, body=f'<p>Bài {number}</p>').uuid}" for number in range(2)]
    gate, real = Barrier(2), ModeratedPost.approve

    def approve(self, actor, key):
        done = real(self, actor, key)
        if done:
            gate.wait(30)  # each has one by now
        return done

    monkeypatch.setattr(ModeratedPost, "approve", approve)
    heads = [school.homeroom, make_actor("leader", school.province.school)]
    found = at_once(
        lambda: judge_held(actor=heads[0], keys=keys, approve=True), lambda: judge_held(actor=heads[1], keys=keys[::-1], approve=True)
    )
    assert (found, Post.objects.filter(state="published").count()) == ([1, 1], 3)


@together
def test_two_owners_who_leave_at_once_leave_one_and_whoever_comes_is_not_told_both_ways(school, monkeypatch):
    space = found_community(actor=school.homeroom, name="Toán 9", kind="community", join_rule="open")
    join_space(actor=school.colleague, space=space)
    SpaceMember.objects.filter(space=space).update(role="owner")
    gate, real = Barrier(2), communities._member

    def member(*args):
        row = real(*args)
        with suppress(BrokenBarrierError):
            gate.wait(0.5)  # each has its own place by now, if both come that far
        return row

    monkeypatch.setattr(communities, "_member", member)
    found = at_once(*[lambda actor=actor: leave_space(actor=actor, space=space) for actor in (school.homeroom, school.colleague)])
    assert sorted(str(getattr(one, "code", one)) for one in found) == ["None", "last_owner"]
    starts = (timezone.now() + timedelta(days=3)).isoformat()
    fields = {"kind": "event", "title": "Họp", "state": "hidden", "published_at": timezone.now(), "data": {"starts_at": starts}}
    post = wrote(school.homeroom, space_of(school.homeroom))
    Post.objects.filter(pk=post.pk).update(**fields)
    post.refresh_from_db()
    Attendance.objects.create(post=post, person_id=school.pupil.person_id, answer="yes")
    back, told, waited = held(
        lambda: services.restore_post(actor=school.homeroom, post=post), lambda: event_notices.tell(post.pk, event_notices.HIDDEN, "1")
    )
    assert (back, told, waited, Notification.objects.filter(kind="social.event_hidden").count()) == (None, 0, True, 0)


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


@together
def test_a_consent_that_is_just_being_taken_back_is_waited_for(school):
    child, space = Person.objects.get(pk=school.pupil.person_id), space_of(school.homeroom)
    work = Work.objects.create(child=child, space=space, title="Tranh", state="approved", wants_class=True)
    Attachment.objects.create(owner=child, kind="picture", name="a", content_type="image/webp", size_bytes=1, holder=work.holder)
    for voice, giver in (("child", school.pupil), ("guardian", school.guardian)):
        Consent.objects.create(subject=child, purpose="photo", voice=voice, decision="given", given_by_id=giver.person_id)
    word = {"subject": child, "purpose": "photo", "voice": "guardian", "decision": "withdrawn"}
    _said, shown, waited = held(
        lambda: record_consent(actor=school.guardian, **word), lambda: set_shown(actor=school.homeroom, work=work, is_shown=True)
    )
    assert (getattr(shown, "code", shown), waited, Work.objects.get().shown_at) == ("no_consent", True, None)


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
