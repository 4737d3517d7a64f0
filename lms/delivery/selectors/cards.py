"""Courses and activities as cards in posts: what one may share, and what a card says to its reader."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.enums import Role
from core.access.types import Actor
from core.lib.vietnamese import fold
from core.organisations.selectors.names import called
from core.people.models import Person
from frontend.templatetags.vn import vn_deadline
from lms.courses.enums import CourseState
from lms.courses.models import Activity, Course
from lms.courses.policies import authored_courses, learning_courses, visible_courses
from lms.hooks import ActivityType, LearnerProgress
from social.hooks import ShareCard

from ..models import ActivityProgress
from ..policies import studied_courses, visible_children
from .course import Item, outlines_of, progress_of_learner, sections_of
from .guardian import courses_of


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


def course_cards(actor: Actor, uuids: Sequence[str]) -> list[ShareCard]:
    """Return the cards of the courses the actor may open, a learner's with how far it is. At most seven queries."""
    taken = list(_with_facts(studied_courses(actor).filter(uuid__in=uuids)))
    progress = progress_of_learner(actor.person_id, [row.pk for row in taken]) if taken else {}
    found = [_course_card(row, progress.get(row.pk)) for row in taken]
    rest = visible_courses(actor).filter(uuid__in=uuids).exclude(pk__in=[row.pk for row in taken])
    return [*found, *(_course_card(row) for row in _with_facts(rest))]


def _with_facts(rows: QuerySet[Course]) -> QuerySet[Course]:
    return rows.select_related("subject", "unit", "grade")


def _course_card(row: Course, progress: LearnerProgress | None = None) -> ShareCard:
    facts = [one.label for one in (row.subject, row.grade) if one is not None] or [row.unit.label]
    state, tone = "", ""
    if progress is not None:
        is_done = progress.done >= progress.total
        state, tone = _("Xong %(done)s/%(total)s bài") % {"done": progress.done, "total": progress.total}, "ok" if is_done else ""
    return ShareCard(
        f"course:{row.uuid}", _("Khoá học"), row.title, " · ".join(facts), reverse("lms:course", args=[row.uuid]), "class", state, tone
    )


def lesson_cards(actor: Actor, uuids: Sequence[str]) -> list[ShareCard]:
    """Return the cards of the activities the actor may open: a learner's with its state, a guardian's with its child's. At most nine queries."""
    rows = list(Activity.objects.filter(uuid__in=uuids, is_removed=False).select_related("course__published_version"))
    by_course: dict[int, list[Activity]] = defaultdict(list)
    for row in rows:
        by_course[row.course_id].append(row)
    if actor.has_role(Role.GUARDIAN):
        return _child_cards(actor, by_course)
    taken = set(studied_courses(actor).filter(pk__in=by_course).values_list("pk", flat=True))
    found = _learner_cards(dict.fromkeys(taken, actor.person_id), by_course, {})
    others = [pk for pk in by_course if pk not in taken]
    led = set(visible_courses(actor).filter(pk__in=others).values_list("pk", flat=True)) if others else set()
    edited = set(authored_courses(actor).filter(pk__in=led).values_list("pk", flat=True)) if led else set()
    for pk in led:
        found += [_lesson_card(row, _staff_url(row, is_own=pk in edited), *_staff_state(row)) for row in by_course[pk]]
    return found


def _child_cards(actor: Actor, by_course: dict[int, list[Activity]]) -> list[ShareCard]:
    """Return the cards for a guardian: of each course the first child who takes it."""
    children = list(visible_children(actor).order_by("born_on", "id"))
    courses = courses_of([child.pk for child in children]) if children else {}
    first: dict[int, Person] = {}
    for child in children:
        for course in courses[child.pk]:
            first.setdefault(course.pk, child)
    first = {pk: child for pk, child in first.items() if pk in by_course}
    return _learner_cards({pk: child.pk for pk, child in first.items()}, by_course, first)


def _learner_cards(persons: dict[int, int], by_course: dict[int, list[Activity]], children: dict[int, Person]) -> list[ShareCard]:
    """Return the cards of published activities with how the person of each course stands in them. Two queries."""
    if not persons:
        return []
    outlines = outlines_of([by_course[pk][0].course for pk in persons])
    progress: dict[tuple[int, int], dict[int, ActivityProgress]] = defaultdict(dict)
    for row in ActivityProgress.objects.filter(course_id__in=persons, person_id__in=set(persons.values())):
        progress[row.course_id, row.person_id][row.activity_id] = row
    found, now = [], timezone.now()
    for pk, person_id in persons.items():
        sections = sections_of(outlines[pk], progress[pk, person_id], now)
        items = {item.activity.id: item for section in sections for item in section.items}
        for activity in by_course[pk]:
            if item := items.get(activity.pk):
                child, course = children.get(pk), activity.course
                name, keys = ("lms:child_course", [child.uuid, course.uuid]) if child else ("lms:activity", [course.uuid, activity.uuid])
                found.append(_lesson_card(activity, reverse(name, args=keys), *_item_state(item)))
    return found


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
