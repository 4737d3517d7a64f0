"""What the pages of authors show."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.organisations.models import ClassGroup
from lms.hooks import ActivityType

from ..enums import CompletionRule, CourseState
from ..models import Activity, Course, CourseTeacher, CourseVersion
from ..policies import authored_courses, can_copy_course, can_edit_course, can_view_course, copyable_courses, visible_courses
from ..rules.outlines import OutlineChanges, activity_ids, changes
from ..types import Outline, OutlineActivity
from .outlines import outline_of, working_json

LIST_LIMIT = 60


@dataclass(frozen=True)
class Item:
    """An activity on an author's page: what it is, its icon, the title it waits for, whether its content waits for publishing."""

    activity: OutlineActivity
    label: str
    icon: str
    edit_url: str
    after_title: str
    completion: str
    is_new: bool


@dataclass(frozen=True)
class Part:
    """A section on an author's page."""

    id: int
    title: str
    number: int
    items: list[Item]

    @property
    def minutes(self) -> int:
        return sum(item.activity.minutes for item in self.items)


@dataclass(frozen=True)
class EditorPage:
    """The outline editor: the course with its working outline and what publishing would change."""

    course: Course
    parts: list[Part]
    changes: OutlineChanges
    source: "SourceNews | None" = None
    classes: list[ClassGroup] = field(default_factory=list)
    kinds: list[ActivityType] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(part.items) for part in self.parts)

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.parts)

    @property
    def drafts(self) -> list[Item]:
        """Activities whose content learners have never got."""
        return [item for part in self.parts for item in part.items if not item.activity.is_published]


@dataclass(frozen=True)
class SourceNews:
    """The course this one was copied from has been published again since: its title, how often, whether it can be looked at."""

    title: str
    versions: int
    uuid: UUID
    can_look: bool


def course_to_edit(actor: Actor, uuid: UUID) -> Course:
    """Return the course if the actor may change it; `AccessRefused` otherwise, absent or not."""
    rows = authored_courses(actor).select_related("unit", "subject", "grade", "published_version", "copied_from__published_version")
    course = rows.filter(uuid=uuid).first()
    if course is None:
        raise AccessRefused("can_edit_course")
    return course


def course_to_view(actor: Actor, uuid: UUID) -> Course:
    """Return the course if the actor may read its outline; `AccessRefused` otherwise, absent or not."""
    course = visible_courses(actor).select_related("unit", "subject", "grade", "published_version").filter(uuid=uuid).first()
    if course is None:
        raise AccessRefused("can_view_course")
    return course


def activity_to_edit(actor: Actor, course_uuid: UUID, activity_uuid: UUID) -> Activity:
    """Return an activity of the working outline if the actor may change its course; `AccessRefused` otherwise."""
    course = course_to_edit(actor, course_uuid)
    activity = Activity.objects.filter(course=course, uuid=activity_uuid, is_removed=False).select_related("section").first()
    if activity is None:
        raise AccessRefused("can_edit_course")
    activity.course = course
    return activity


def editor_page(actor: Actor, course: Course) -> EditorPage:
    """Return the outline editor of `course`: a constant number of queries, whatever its size."""
    require(can_edit_course, actor, course)
    json = working_json(course)
    published = course.published_version.outline if course.published_version else []
    outline = outline_of(course, 0, json, course.activities.filter(is_removed=False), is_draft=True)
    classes = ClassGroup.objects.filter(pk__in=course.classes.values("class_group_id")).order_by("name")
    return EditorPage(
        course=course,
        parts=_parts(course, outline, set(activity_ids(published))),
        changes=changes(published, json),
        source=source_news(actor, course),
        classes=list(classes),
        kinds=kinds(),
    )


def kinds() -> list[ActivityType]:
    """Return the kinds of activities there are, in the order of the menu."""
    return sorted(ActivityType.all(), key=lambda kind: kind.order)


def _parts(course: Course, outline: Outline, published: set[int]) -> list[Part]:
    by_key = {kind.key: kind for kind in ActivityType.all()}
    titles = {activity.id: activity.title for activity in outline.activities}
    parts = []
    for section in outline.sections:
        items = []
        for one in section.activities:
            kind = by_key.get(one.kind)
            items.append(
                Item(
                    activity=one,
                    label=str(kind.label) if kind else one.kind,
                    icon=kind.icon if kind else "warn",
                    edit_url=_edit_url(kind, course, one),
                    after_title=titles.get(one.after_id or 0, ""),
                    completion=str(CompletionRule(one.completion).label),
                    is_new=one.id not in published,
                )
            )
        parts.append(Part(section.id, section.title, section.number, items))
    return parts


def _edit_url(kind: ActivityType | None, course: Course, one: OutlineActivity) -> str:
    """Ask the kind where its content is edited, without reading the row again."""
    return kind.edit_url(Activity(id=one.id, uuid=one.uuid, course=course, kind=one.kind, title=one.title)) if kind else ""


def source_news(actor: Actor, course: Course) -> SourceNews | None:
    """Return that the source of a copy was published again since the copy was made, or None."""
    source = course.copied_from
    version = source.published_version if source else None
    if source is None or version is None or version.number <= course.copied_version:
        return None
    return SourceNews(source.title, version.number - course.copied_version, source.uuid, can_copy_course(actor, source))


def versions_of(actor: Actor, course: Course) -> list[CourseVersion]:
    """Return the published versions of a course, newest first, with who published them; at most 60."""
    require(can_edit_course, actor, course)
    return list(course.versions.select_related("published_by")[:LIST_LIMIT])


def teachers_of(actor: Actor, course: Course) -> list[CourseTeacher]:
    """Return the teachers of a course, its owner first."""
    require(can_view_course, actor, course)
    rows = course.teachers.select_related("person")
    return sorted(rows, key=lambda row: (row.role != "owner", row.person.sort_key))


@dataclass(frozen=True)
class TemplateCard:
    """A template in the gallery: how many activities it shares."""

    course: Course
    activities: int
    minutes: int


def templates_for(actor: Actor) -> list[TemplateCard]:
    """Return the templates the actor may copy into its unit, at most 60, newest first: two queries."""
    rows = copyable_courses(actor).filter(is_template=True, state=CourseState.PUBLISHED)
    courses = list(rows.select_related("unit", "subject", "grade", "published_version").order_by("-id")[:LIST_LIMIT])
    ids = {pk for course in courses if course.published_version for pk in activity_ids(course.published_version.outline)}
    minutes = dict(Activity.objects.filter(pk__in=ids, is_published=True).values_list("pk", "minutes"))
    cards = []
    for course in courses:
        known = [minutes[pk] for pk in activity_ids(course.published_version.outline if course.published_version else []) if pk in minutes]
        cards.append(TemplateCard(course, len(known), sum(known)))
    return cards


def source_to_copy(actor: Actor, uuid: UUID) -> tuple[Course, Outline]:
    """Return a course the actor may copy, with the outline it may copy; `AccessRefused` otherwise."""
    course = copyable_courses(actor).select_related("unit", "subject", "grade", "published_version").filter(uuid=uuid).first()
    if course is None:
        raise AccessRefused("can_copy_course")
    if can_edit_course(actor, course):
        return course, outline_of(course, 0, working_json(course), course.activities.filter(is_removed=False), is_draft=True)
    json = course.published_version.outline if course.published_version else []
    return course, outline_of(course, 0, json, Activity.objects.filter(pk__in=activity_ids(json), is_published=True))


def draft_count(course: Course) -> int:
    """Return how many activities of the working outline have content learners have never got."""
    found: int = course.activities.filter(is_removed=False).aggregate(drafts=Count("pk", filter=Q(is_published=False)))["drafts"]
    return found
