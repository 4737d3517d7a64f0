"""Reads of the tests that activities hold, and tests as cards in posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.public import LearnerTest, TestBrief, brief_of, briefs_for, standings_for
from core.access.enums import Role
from core.access.errors import AccessRefused
from core.access.types import Actor
from core.organisations.models import ClassGroup
from core.people.selectors import followed_wards
from frontend.templatetags.vn import vn_deadline, vn_when_within
from lms.courses.models import Activity, CourseClass
from social.hooks import ShareCard

from .models import TestActivity
from .policies import edited_activities


@dataclass(frozen=True, slots=True)
class Choice:
    """What an author sees of an activity's test. `missing` are the classes of the course that the test isn't given to."""

    brief: TestBrief | None
    is_published: bool
    missing: tuple[ClassGroup, ...] = ()


def activity_for(actor: Actor, uuid: UUID) -> Activity:
    """Return an activity of kind `test` the actor may edit. `AccessRefused` when there is none."""
    activity = edited_activities(actor).select_related("course", "course__unit").filter(uuid=uuid).first()
    if activity is None:
        raise AccessRefused("quizzes.activity.edit")
    return activity


def test_of(activity: Activity, *, draft: bool) -> TestBrief | None:
    """Return the test of an activity: the author's choice, or what learners get. The caller's policy has passed."""
    row = TestActivity.objects.filter(activity=activity).first()
    uuid = row and (row.test_uuid if draft else row.published_uuid)
    return brief_of(uuid) if uuid else None


def choice_of(activity: Activity) -> Choice:
    """Return the choice of an activity with the classes it leaves out."""
    row = TestActivity.objects.filter(activity=activity).first()
    brief = brief_of(row.test_uuid) if row and row.test_uuid else None
    if row is None or brief is None:
        return Choice(None, is_published=False)
    classes = CourseClass.objects.filter(course_id=activity.course_id).exclude(class_group_id__in=brief.class_ids)
    missing = tuple(one.class_group for one in classes.select_related("class_group").order_by("class_group__name"))
    return Choice(brief, row.published_uuid == row.test_uuid, missing)


def quiz_choices(actor: Actor, text: str, limit: int) -> list[ShareCard]:
    """Return the tests the actor has given and may share, newest first, by words. Two queries."""
    return [_test_card(LearnerTest(one, "staff", one.url)) for one in briefs_for(actor, text=text, limit=limit) if not one.is_draft]


def quiz_cards(actor: Actor, uuids: Sequence[str]) -> list[ShareCard]:
    """Return the cards of the tests the actor takes, may take or looks after; a guardian's those its children take. At most two queries."""
    wards = [ward.child_id for ward in followed_wards(actor.person_id)] if actor.has_role(Role.GUARDIAN) else []
    return [_test_card(one) for one in standings_for(actor, uuids, ward_ids=wards)]


def _test_card(one: LearnerTest) -> ShareCard:
    brief = one.brief
    facts = [ngettext("%(count)s câu", "%(count)s câu", brief.item_count) % {"count": brief.item_count}] if brief.item_count else []
    facts += [_("%(minutes)s phút") % {"minutes": brief.minutes}] if brief.minutes else []
    state, tone = _test_state(one)
    return ShareCard(f"test:{brief.uuid}", brief.mode_label, brief.title, " · ".join(facts), one.result_url or one.url, "test", state, tone)


def _test_state(one: LearnerTest) -> tuple[str, str]:
    """Return how the reader stands in a test, and the tone of it."""
    brief = one.brief
    if one.standing == "done":
        return (_("Đã có kết quả") if one.is_released else _("Đã nộp bài")), "ok"
    if one.standing == "working":
        return _("Đang làm"), "amber"
    if one.standing == "soon":
        return _("Mở %(when)s") % {"when": vn_when_within(brief.opens_at)}, ""
    if one.standing == "missed":
        return _("Đã đóng"), ""
    return (vn_deadline(brief.closes_at), "amber" if one.standing == "open" else "") if brief.closes_at else (brief.state_label, "")
