"""The hats that look at every page, and what each of them looks at."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from core.models import Account, ClassGroup, Enrolment, Guardianship, Membership, Unit
from lms.courses.models import Activity, CourseClass

HATS = {
    "department officer": "bench.officer",
    "commune officer": "bench.commune",
    "principal": "bench.leader",
    "teacher": "bench.teacher",
    "student": "bench.student",
    "guardian": "bench.guardian",
    "auditor": "bench.auditor",
    "unit administrator": "bench.unit_admin",
}


@dataclass(frozen=True)
class Place:
    """What stands in the address of a page: all of the same school, the unit that of the hat."""

    unit: Unit
    group: ClassGroup
    course: CourseClass
    activity: Activity
    child: Any
    seat: Enrolment
    hat: Membership | None


def client_of(username: str) -> Client:
    """Return a test client signed in as `username`."""
    client = Client()
    client.force_login(Account.objects.get(username=username), backend="core.signin.backends.IdentifierBackend")
    return client


def place_of(username: str) -> Place:
    """Return what the hat of `username` would look at."""
    account = Account.objects.get(username=username)
    hat = Membership.objects.filter(person_id=account.person_id).select_related("unit").first()
    guarded = Guardianship.objects.get(guardian__account__username="bench.guardian")
    seat = Enrolment.objects.select_related("class_group__unit", "person").get(person_id=guarded.child_id)
    course = CourseClass.objects.select_related("course").filter(class_group=seat.class_group).order_by("id")[0]
    activity = Activity.objects.filter(course=course.course).order_by("position")[0]
    own = hat if hat and hat.role != "student" else None
    return Place(own.unit if own else seat.class_group.unit, seat.class_group, course, activity, seat.person, seat, hat)
