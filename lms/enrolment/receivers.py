"""What enrolment does when courses change."""

from core.events.services import subscribe
from lms.events import CoursePublished

from .services import tell_learners


@subscribe(CoursePublished, "enrolment.tell_learners")
def tell_learners_of_course(event: CoursePublished) -> None:
    """Tell the learners that the course has something new."""
    tell_learners(course_id=event.course_id, version=event.version, new_activities=len(event.new_activity_ids))
