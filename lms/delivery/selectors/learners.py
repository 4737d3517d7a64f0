"""Where a person learns."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F

from core.organisations.enums import EnrolmentState
from core.organisations.models import Enrolment, running
from lms.courses.models import CourseClass


def classes_by_course(person_id: int, course_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the ids of the classes through which a person takes each course now, lowest first; one query."""
    enrolled = Enrolment.objects.filter(running(), person_id=person_id, state=EnrolmentState.STUDYING).values("class_group_id")
    rows = CourseClass.objects.filter(course_id__in=set(course_ids), class_group_id__in=enrolled)
    found: dict[int, list[int]] = defaultdict(list)
    for course_id, class_id in rows.order_by(F("class_group_id")).values_list("course_id", "class_group_id"):
        found[course_id].append(class_id)
    return dict(found)
