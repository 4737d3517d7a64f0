"""After two records of one human were merged, what both did in feeds, messages and spaces is that of the one that stays."""

import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.events.services import publish
from core.organisations.services.duplicates import merge_people
from core.people.events import PersonsMerged
from core.people.models import Person
from social.feeds.models import Attendance, Bookmark, Comment, Post, Reaction, Receipt, Vote
from social.groups.models import Space, SpaceMember, SpaceState
from social.groups.policies import posting_limit
from social.messaging.models import Conversation, Message, Participant
from social.messaging.policies import can_write, visible_conversations
from social.messaging.services import mark_read
from social.moderation.models import Block, Case, NetworkTime, PictureTag, Report, Sanction, UnitSafety
from social.portfolio.models import Work
from tests.factories.core import make_actor, make_guardianship, make_person, system_actor
from tests.factories.social import actor_of, space_of
from tests.social.messaging.school import School, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    school = School()
    kept = Person.objects.get(pk=school.guardian.person_id)
    return SimpleNamespace(school=school, kept=kept, spare=make_person("Nông Thị Nhung"), space=space_of(school.homeroom))


def merged(run_jobs, kept, spare):
    publish(PersonsMerged(person_id=kept.pk, duplicate_id=spare.pk))
    run_jobs()


def a_case(world, **fields):
    unit = world.space.unit
    return Case.objects.create(
        item_kind="post", origin_unit=unit, unit=unit, category="bullying", opened_at=timezone.now(), due_at=timezone.now(), **fields
    )


def test_every_column_that_names_a_person_is_moved(world, run_jobs):
    publish(PersonsMerged(person_id=world.kept.pk, duplicate_id=world.spare.pk))
    with CaptureQueriesContext(connection) as captured:
        run_jobs()
    said, missing = [query["sql"] for query in captured.captured_queries], []
    for model in apps.get_app_config("social").get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.many_to_one and field.related_model is Person:
                asked = re.compile(
                    rf'UPDATE "{model._meta.db_table}" SET "{field.column}" = {world.kept.pk} .*"{field.column}" = {world.spare.pk}\b'
                )
                if not any(asked.search(sql) for sql in said):
                    missing.append(f"{model.__name__}.{field.name}")
    assert missing == []


def test_what_both_said_to_a_post_is_said_once(world, run_jobs):
    kept, spare, now, child = world.kept, world.spare, timezone.now(), world.school.pupil.person_id
    post = Post.objects.create(
        space=world.space, author=spare, author_side="guardian", kind="poll", reaction_counts={"heart": 2, "like": 1}, state="published"
    )
    twin = Post.objects.create(space=world.space, author=kept, client_id=post.client_id, author_side="guardian", state="published")
    praise = Post.objects.create(space=world.space, author=kept, author_side="staff", kind="praise", data={"person_ids": [spare.pk, child]})
    Comment.objects.create(post=post, space=post.space, author=spare, author_side="guardian", body="Vâng ạ")
    for person_id, kind, days in ((kept.pk, "heart", 2), (spare.pk, "like", 1), (world.school.homeroom.person_id, "heart", 0)):
        row = Reaction.objects.create(post=post, person_id=person_id, kind=kind)
        Reaction.objects.filter(pk=row.pk).update(at=now - timedelta(days=days))
    for person, option in ((kept, 1), (spare, 0)):
        Vote.objects.create(post=post, person=person, option=option)
        Bookmark.objects.create(post=post, person=person)
        SpaceState.objects.create(space=world.space, person=person, seen_entry_id=option + 5)
    for person, answer in ((kept, "yes"), (spare, "no")):
        Attendance.objects.create(post=post, person=person, answer=answer)
    for person, answer, days in ((kept, "yes", 2), (spare, "no", 1)):
        at = now - timedelta(days=days)
        Receipt.objects.create(
            post=post, person=person, for_child_id=child, space=world.space, side="guardian", read_at=at, answered_at=at, answer=answer
        )
    merged(run_jobs, kept, spare)
    post.refresh_from_db()
    praise.refresh_from_db()
    receipt = Receipt.objects.get()
    assert (Post.objects.filter(author=kept).count(), post.client_id == twin.client_id, Comment.objects.get().author_id) == (
        3,
        False,
        kept.pk,
    )
    assert (post.reaction_counts, Reaction.objects.get(post=post, person=kept).kind) == ({"heart": 1, "like": 1}, "like")
    assert (Vote.objects.get().option, Attendance.objects.get().answer, Bookmark.objects.count()) == (1, "no", 1)
    assert (receipt.person_id, receipt.answer, [answer for answer, _at in receipt.history]) == (kept.pk, "no", ["yes"])
    assert (SpaceState.objects.get().seen_entry_id, sorted(praise.data["person_ids"])) == (6, sorted([kept.pk, child]))


def test_a_measure_a_limit_and_a_report_follow_the_person(world, run_jobs):
    kept, spare, other = world.kept, world.spare, make_person("Bàn Văn Tài")
    cases = [a_case(world, author=person, digest="a", item_key="") for person in (kept, spare)]
    until = timezone.now() + timedelta(days=3)
    Sanction.objects.create(person=spare, kind="mute", case=cases[1], at=timezone.now(), until=until)
    for person in (kept, spare):
        Report.objects.create(case=cases[0], reporter=person, category="bullying", note=f"Lời kể {person.pk}")
        Block.objects.create(person=person, blocked=other)
        cases[0].asked.add(person)
    Block.objects.create(person=kept, blocked=spare)
    NetworkTime.objects.create(child=kept, daily_minutes=60)
    NetworkTime.objects.create(child=spare, daily_minutes=30)
    UnitSafety.objects.create(unit=world.space.unit).duty.add(kept, spare)
    for person, state, role in ((kept, "left", "member"), (spare, "running", "owner")):
        circle, _new = Space.objects.get_or_create(kind="community", unit=world.space.unit, name="Tổ Toán")
        SpaceMember.objects.create(space=circle, person=person, state=state, role=role)
    for person in (kept, spare):
        Work.objects.create(child=person, space=world.space, title="Tranh", client_id=uuid4())
    merged(run_jobs, kept, spare)
    assert posting_limit(world.school.guardian)
    assert list(Case.objects.values_list("author_id", "digest")) == [(kept.pk, "a"), (kept.pk, "")]
    assert (Report.objects.get().note.count("Lời kể"), Block.objects.get().blocked_id, cases[0].asked.count()) == (2, other.pk, 1)
    assert (NetworkTime.objects.get().daily_minutes, UnitSafety.objects.get().duty.count()) == (30, 1)
    member = SpaceMember.objects.get()
    assert (member.person_id, member.state, member.role, PictureTag.objects.count()) == (kept.pk, "running", "owner", 0)
    assert Work.objects.filter(child=kept).count() == 2


def test_conversations_with_the_same_teacher_about_the_same_child_become_one(world, run_jobs):
    school, kept = world.school, world.kept
    make_guardianship(world.spare, Person.objects.get(pk=school.pupil.person_id))
    school.spare = spare_guardian = make_actor("guardian", None, world.spare)
    first, second = school.chat("guardian"), school.chat("spare")
    say(school.guardian, first, "Một")
    say(spare_guardian, second, "Hai")
    say(school.homeroom, first, "Ba")
    say(school.homeroom, second, "Bốn")
    mark_read(actor=school.homeroom, conversation=first, to=2)
    merge_people(actor=system_actor(), keep=kept, duplicate=world.spare)
    run_jobs()
    guardian = actor_of(kept, "guardian")
    chat = Conversation.objects.get(kind="family")
    messages = list(Message.objects.filter(conversation=chat).order_by("seq"))
    assert chat.pk == first.pk
    assert [(row.seq, row.body, row.author_id == kept.pk) for row in messages] == [
        (1, "Một", True), (2, "Hai", True), (3, "Ba", False), (4, "Bốn", False),
    ]  # fmt: skip
    assert (len({row.arrived for row in messages}), max(row.changed for row in messages)) == (4, chat.last_change)
    assert (chat.last_seq, sorted(Participant.objects.values_list("person_id", flat=True))) == (
        4,
        sorted([kept.pk, school.homeroom.person_id]),
    )
    assert chat in visible_conversations(guardian)
    assert can_write(guardian, chat)
    assert say(guardian, chat, "Năm")[0].seq == 5
    browser = Client()
    browser.force_login(kept.account, backend="core.signin.backends.IdentifierBackend")
    assert browser.get(second.url).headers["Location"] == chat.url, "an old notice leads on"
    old = reverse("social:chat_messages", args=[second.uuid])
    sent = browser.post(old, {"client_id": str(uuid4()), "body": "Sáu"}, content_type="application/json")
    assert (sent.status_code, sent.json()["seq"]) == (201, 6), "what waited on a device arrives"
    assert len(browser.get(f"{old}?sau=99").json()["messages"]) == 6
    browser.force_login(Person.objects.get(pk=school.other_guardian.person_id).account, backend="core.signin.backends.IdentifierBackend")
    assert browser.get(second.url).status_code == 404


def test_a_merged_child_keeps_its_conversation_under_its_own_key(world, run_jobs):
    school = world.school
    chat = school.chat("pupil")
    say(school.pupil, chat, "Thưa cô")
    kept = make_person("Nông Minh Khuê", born_on=world.school.province.pupil.born_on)
    merge_people(actor=system_actor(), keep=kept, duplicate=Person.objects.get(pk=school.pupil.person_id))
    run_jobs()
    pupil, again = actor_of(kept, "student"), Conversation.objects.get(pk=chat.pk)
    assert (again.child_id, can_write(pupil, again), say(pupil, again, "Thưa cô ạ")[0].seq) == (kept.pk, True, 2)
    school.pupil = pupil
    assert school.chat("pupil").pk == chat.pk
