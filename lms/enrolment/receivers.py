"""What enrolment does when courses change, and the spaces of courses."""

from collections.abc import Iterable

from django.urls import reverse

from core.access.types import Actor
from core.events.services import subscribe
from lms.events import CoursePublished
from social.hooks import RosterSource, RosterSpace

from .selectors.spaces import PREFIX, course_of_key, courses_with_seat, people_of_course
from .services import tell_learners


@subscribe(CoursePublished, "enrolment.tell_learners")
def tell_learners_of_course(event: CoursePublished) -> None:
    """Tell the learners that the course has something new."""
    tell_learners(course_id=event.course_id, version=event.version, new_activities=len(event.new_activity_ids))


class CourseSpaces(RosterSource):
    """`course:<uuid>`: the space of a course people were added to; its teachers are the staff, its owner looks after it."""

    prefix = PREFIX

    def spaces_of(self, actor: Actor) -> list[RosterSpace]:
        return [
            RosterSpace(
                f"{PREFIX}:{row.uuid}", row.title, row.unit_id, "staff" if row.teaches else "learner",  # type: ignore[attr-defined]
                leads=row.leads, url=reverse("lms:course", args=[row.uuid]),  # type: ignore[attr-defined]
            )
            for row in courses_with_seat(actor)
        ]  # fmt: skip

    def people_of(self, source_key: str) -> Iterable[tuple[int, str]]:
        course = course_of_key(source_key)
        return [(pk, "staff" if teaches else "learner") for pk, teaches in people_of_course(course)] if course else []


RosterSource.register(CourseSpaces())
