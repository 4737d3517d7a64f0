"""Courses and activities as cards in posts: what one may share, and what a card says to its reader."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.enums import Role
from core.access.types import Actor
from core.lib.vietnamese import fold
from core.organisations.selectors.names import called
from core.people.models import Person
from core.people.selectors import followed_wards
from frontend.templatetags.vn import vn_deadline
from lms.courses.enums import CourseState
from lms.courses.models import Activity, Course
from lms.courses.policies import authored_courses, learning_courses, visible_courses
from lms.courses.rules.outlines import activity_ids
from lms.hooks import ActivityType
from social.hooks import ShareCard

from ..models import ActivityProgress
from ..policies import studied_courses
from .course import Item, SectionOfItems, outlines_of, sections_of
from .guardian import first_taker


def _shareable(actor: Actor) -> QuerySet[Course]:
    """Return the open courses the actor teaches, oversees or takes."""
    ids = authored_courses(actor).values("pk").union(learning_courses(actor).values("pk"))
    return Course.objects.filter(pk__in=ids, state=CourseState.PUBLISHED, is_template=False)


def course_choices(actor: Actor, text: str, limit: int) -> list[ShareCard]:
    """Return the courses the actor may share, newest first, by words. One query."""
    rows = _shareable(actor).filter(called(fold(text))).select_related("subject", "unit", "grade")
    return [_course_card(row) for row in rows.order_by("-pk")[:limit]]


def lesson_choices(actor: Actor, text: str, limit: int) -> list[ShareCard]:
    """Return the open activities the actor may share, newest first, by words. One query."""
    rows = Activity.objects.filter(called(fold(text)), is_published=True, is_removed=False, course__in=_shareable(actor).values("pk"))
    return [_lesson_card(row) for row in rows.select_related("course").order_by("-pk")[:limit]]


def study_cards(actor: Actor, course_uuids: Sequence[str], lesson_uuids: Sequence[str]) -> list[ShareCard]:
    """Return the cards of the courses and activities the actor may open: a learner's with its state, for a guardian activities with its
    child's. Three queries, fewer where nobody learns."""
    lessons = Q(uuid__in=lesson_uuids, is_removed=False)
    wanted = Q(uuid__in=course_uuids) | Q(pk__in=Activity.objects.filter(lessons).values("course_id"))
    children = {ward.child_id: ward.child for ward in followed_wards(actor.person_id)} if actor.has_role(Role.GUARDIAN) else {}
    courses = {row.pk: row for row in _courses_for(actor, wanted, list(children))}
    learns, asked = _Learning(actor, list(courses.values()), lessons), set(course_uuids)
    found = [_course_card(row, *learns.in_course(row)) for row in courses.values() if str(row.uuid) in asked and (row.takes or row.sees)]
    for row in learns.lessons:
        row.course = courses[row.course_id]
        if card := _lesson_card_for(actor, row, learns, children):
            found.append(card)
    return found


def _courses_for(actor: Actor, wanted: Q, children: list[int]) -> list[Any]:
    """Return courses with what the actor is to each: `takes`, `sees`, `edits`, and `child_id`, the first of `children` who takes it."""
    here = {"pk": OuterRef("pk")}
    rows = Course.objects.filter(wanted).select_related("subject", "unit", "grade", "published_version").annotate(
        takes=Exists(studied_courses(actor).filter(**here)),
        sees=Exists(visible_courses(actor).filter(**here)),
        edits=Exists(authored_courses(actor).filter(**here)),
        child_id=first_taker(children) if children else Value(None, IntegerField()),
    )  # fmt: skip
    return list(rows.order_by("pk"))


class _Learning:
    """The activities that are shared, and how the actor, or the first of its children, stands in the courses of a page. Two queries."""

    def __init__(self, actor: Actor, courses: Sequence[Any], lessons: Q) -> None:
        guards = actor.has_role(Role.GUARDIAN)
        self.persons = {row.pk: {actor.person_id} if row.takes else set() for row in courses}
        for row in courses if guards else ():
            self.persons[row.pk] |= {row.child_id} - {None}
        taken = [row for row in courses if self.persons[row.pk]]
        outlined = [key for row in taken if row.published_version for key in activity_ids(row.published_version.outline)]
        rows = Activity.objects.filter(Q(pk__in=outlined) | lessons)
        activities = list(rows.annotate(is_shared=Case(When(lessons, then=True), default=False)))
        self.lessons = [row for row in activities if row.is_shared]
        self._outlines = outlines_of(taken, activities)
        self._progress: dict[tuple[int, int], dict[int, ActivityProgress]] = defaultdict(dict)
        people = {pk for persons in self.persons.values() for pk in persons}
        for row in ActivityProgress.objects.filter(course_id__in=self._outlines, person_id__in=people) if taken else ():
            self._progress[row.course_id, row.person_id][row.activity_id] = row
        self._now, self._me = timezone.now(), actor.person_id
        self._sections: dict[tuple[int, int], list[SectionOfItems]] = {}

    def sections(self, course_id: int, person_id: int) -> list[SectionOfItems]:
        """Return the sections of a course as that person has them."""
        key = (course_id, person_id)
        if key not in self._sections:
            self._sections[key] = sections_of(self._outlines[course_id], self._progress[key], self._now)
        return self._sections[key]

    def item(self, activity: Activity, person_id: int) -> Item | None:
        """Return how that person stands in an activity; None where its course shows none."""
        items = (item for section in self.sections(activity.course_id, person_id) for item in section.items)
        return next((item for item in items if item.activity.id == activity.pk), None)

    def in_course(self, course: Any) -> tuple[str, str]:
        """Return how far the actor itself is in a course it takes, and the tone of it."""
        sections = self.sections(course.pk, self._me) if course.takes else []
        done, total = sum(section.done for section in sections), sum(section.total for section in sections)
        return (_("Xong %(done)s/%(total)s bài") % {"done": done, "total": total}, "ok" if done >= total else "") if total else ("", "")


def _lesson_card_for(actor: Actor, row: Activity, learns: _Learning, children: dict[int, Person]) -> ShareCard | None:
    """Return the card of an activity: of who takes its course (for a guardian, its child), else of who teaches or oversees it."""
    course: Any = row.course
    if actor.has_role(Role.GUARDIAN):
        item = learns.item(row, course.child_id) if course.child_id else None
        url = reverse("lms:child_course", args=[children[course.child_id].uuid, course.uuid]) if item else ""
        return _lesson_card(row, url, *_item_state(item)) if item else None
    if course.takes:
        item = learns.item(row, actor.person_id)
        return _lesson_card(row, reverse("lms:activity", args=[course.uuid, row.uuid]), *_item_state(item)) if item else None
    return _lesson_card(row, _staff_url(row, is_own=course.edits), *_staff_state(row)) if course.sees else None


def _course_card(row: Course, state: str = "", tone: str = "") -> ShareCard:
    facts = [one.label for one in (row.subject, row.grade) if one is not None] or [row.unit.label]
    return ShareCard(
        f"course:{row.uuid}", _("Khoá học"), row.title, " · ".join(facts), reverse("lms:course", args=[row.uuid]), "class", state, tone
    )


def _item_state(item: Item) -> tuple[str, str]:
    """Return what an activity is for its learner, and the tone of it."""
    if item.state == "done":
        return _("Đã học xong"), "ok"
    if item.is_late or item.activity.due_at is not None:
        return vn_deadline(item.activity.due_at), "amber"
    if item.state == "doing":
        return _("Đang học, %(percent)s%%") % {"percent": item.percent}, ""
    return (_("Chưa đến lúc học"), "") if item.state == "locked" else ("", "")


def _staff_url(row: Activity, *, is_own: bool) -> str:
    """Return where who teaches the course sees an activity as learners do; others who may see the course get its outline."""
    return reverse("lms:activity_preview", args=[row.course.uuid, row.uuid]) if is_own else reverse("lms:course", args=[row.course.uuid])


def _staff_state(row: Activity) -> tuple[str, str]:
    return (vn_deadline(row.due_at), "") if row.is_published else (_("Học sinh chưa thấy"), "amber")


def _lesson_card(row: Activity, url: str = "", state: str = "", tone: str = "") -> ShareCard:
    kind = next((one for one in ActivityType.all() if one.key == row.kind), None)
    label, icon = (str(kind.label), kind.icon) if kind else (_("Hoạt động"), "class")
    return ShareCard(f"lesson:{row.uuid}", label, row.title, row.course.title, url, icon, state, tone)
