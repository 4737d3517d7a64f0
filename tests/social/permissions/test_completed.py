"""Pupils who completed the last grade, and their families: for a while they read the class's space and conversations and write nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.access.errors import AccessRefused
from core.models import Enrolment, Person
from core.organisations.services import complete, undo_completion
from social.feeds.models import Entry, Post
from social.feeds.policies import can_see_post
from social.feeds.selectors.home import latest_announcements
from social.groups.policies import posting_limit, standing_in
from social.groups.selectors.people import people_of
from social.messaging.models import Conversation
from social.messaging.policies import can_write, visible_conversations
from social.messaging.selectors import contacts_of
from social.messaging.services import open_channels
from tests.factories.core import make_actor
from tests.factories.social import actor_of, space_of
from tests.social.messaging.school import School, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    """The class when its year ends: an announcement, its channels, the pupil's and its mother's conversations with the teacher."""
    made = School()
    year = made.province.class_group.school_year
    year.ends_on = timezone.localdate() + timedelta(days=30)
    year.save()
    made.spaces = {kind: space_of(made.guardian, kind) for kind in ("class", "unit")}
    made.post = Post.objects.create(
        space=made.spaces["class"], author_id=made.homeroom.person_id, author_side="staff", kind="announcement", state="published"
    )
    Entry.objects.create(space=made.post.space, post=made.post, by_id=made.homeroom.person_id)
    open_channels(actor=made.homeroom)
    made.chats = {"pupil": made.chat("pupil"), "family": made.chat("guardian")}
    made.chats |= {row.kind: row for row in Conversation.objects.filter(kind__in=["class", "parents"])}
    say(made.pupil, made.chats["pupil"], "Thưa cô")
    rows = Enrolment.objects.filter(person_id=made.pupil.person_id)
    complete(actor=make_actor("unit_admin", made.province.school), class_group=made.province.class_group, enrolments=rows)
    made.pupil, made.guardian = (
        actor_of(made.province.pupil, "student"),
        actor_of(Person.objects.get(pk=made.guardian.person_id), "guardian"),
    )
    return made


def read_to(school, days):
    Enrolment.objects.filter(person_id=school.pupil.person_id).update(valid_to=timezone.localdate() - timedelta(days=days))


@pytest.mark.parametrize(("who", "chats"), [("pupil", ["class", "pupil"]), ("guardian", ["family", "parents"])])
def test_they_read_and_write_nothing(school, who, chats):
    actor = getattr(school, who)
    for space in school.spaces.values():
        assert sorted(standing_in(actor, space).abilities) == ["read"]
    assert (can_see_post(actor, school.post), [entry.post_id for entry in latest_announcements(actor)]) == (True, [school.post.pk])
    read = visible_conversations(actor).filter(pk__in=[chat.pk for chat in school.chats.values()])
    assert sorted(read.values_list("kind", flat=True)) == chats
    for kind in chats:
        assert not can_write(actor, school.chats[kind])
        with pytest.raises(AccessRefused):
            say(actor, school.chats[kind], "Còn viết được không")
    staff = {one.person.pk for one in contacts_of(actor)} & {school.homeroom.person_id}
    assert (staff, school.pupil.person_id in people_of(school.spaces["class"])) == (set(), False)


def test_the_pupil_is_told_until_when(school):
    day = timezone.localdate() + timedelta(days=90)
    assert f"{day:%d/%m/%Y}" in posting_limit(school.pupil)
    assert "hoàn thành" in standing_in(school.guardian, school.spaces["class"]).limit


def test_classmates_who_stay_write_as_before(school):
    assert "comment" in standing_in(school.mate, school.spaces["class"]).abilities
    assert can_write(school.mate, school.chats["class"])
    assert can_write(school.other_guardian, school.chats["parents"])


def test_after_that_nothing_of_the_class_is_left_to_the_family(school):
    read_to(school, 90)
    assert standing_in(school.guardian, school.spaces["class"]) is not None
    read_to(school, 91)
    for actor in (school.pupil, school.guardian):
        assert standing_in(actor, school.spaces["class"]) is None
        assert not visible_conversations(actor).filter(kind__in=["class", "parents"]).exists()


def test_when_it_is_taken_back_they_write_as_before(school):
    rows = Enrolment.objects.filter(person_id=school.pupil.person_id)
    undo_completion(actor=make_actor("unit_admin", school.province.school), class_group=school.province.class_group, enrolments=rows)
    for who, chat in (("pupil", "pupil"), ("guardian", "family")):
        actor = actor_of(Person.objects.get(pk=getattr(school, who).person_id), "student" if who == "pupil" else "guardian")
        assert "comment" in standing_in(actor, school.spaces["class"]).abilities
        assert can_write(actor, school.chats[chat])
