"""Giving courses to classes and people."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.notifications.services import notify
from core.organisations.models import ClassGroup
from core.people.models import Person
from lms.courses.enums import CourseState
from lms.courses.errors import CourseRefused
from lms.courses.models import Course, CourseClass

from .models import CourseLearner
from .policies import can_assign_class, can_enrol_learners
from .selectors import learner_ids, learners_of_class
from .types import PUBLISHED


def assign_class(*, actor: Actor, course: Course, class_group: ClassGroup) -> CourseClass:
    """Give a course to a class of its unit; its learners follow the class's running enrolments. Twice changes nothing.

    Raises `CourseRefused` `template_unassignable`, `archived`, `other_unit_class`. Learners of a published course are told.
    """
    if course.is_template:
        raise CourseRefused("template_unassignable")
    if class_group.unit_id != course.unit_id:
        raise CourseRefused("other_unit_class", **{"class": class_group.name})
    require(can_assign_class, actor, (course, class_group))
    with transaction.atomic():
        row = Course.objects.select_for_update().get(pk=course.pk)
        if row.state == CourseState.ARCHIVED:
            raise CourseRefused("archived")
        assigned, is_new = CourseClass.objects.get_or_create(
            course=row, class_group=class_group, defaults={"assigned_by_id": actor.person_id or row.created_by_id}
        )
        if is_new:
            _audit(actor, "courses.class.assigned", row, class_group=class_group.name)
            if row.state == CourseState.PUBLISHED:
                ids = learners_of_class(row, class_group).values_list("pk", flat=True)
                _tell(row, list(ids), dedupe_key=f"course:{row.pk}")
    return assigned


def unassign_class(*, actor: Actor, course: Course, class_group: ClassGroup) -> None:
    """Take a course from a class; what its learners did stays. A class that doesn't take it changes nothing."""
    require(can_assign_class, actor, (course, class_group))
    with transaction.atomic():
        gone, _rows = CourseClass.objects.filter(course=course, class_group=class_group).delete()
        if gone:
            _audit(actor, "courses.class.unassigned", course, class_group=class_group.name)


def add_learner(*, actor: Actor, course: Course, person: Person) -> CourseLearner:
    """Enrol a person in a course beside its classes (or again after they left)."""
    require(can_enrol_learners, actor, course)
    with transaction.atomic():
        row, is_new = CourseLearner.objects.update_or_create(
            course=course,
            person=person,
            defaults={"valid_to": None},
            create_defaults={"valid_from": timezone.localdate(), "added_by_id": actor.person_id or None},
        )
        record(
            actor=actor,
            verb="courses.learner.added",
            obj=course,
            subject_person_id=person.pk,
            unit_path=course.unit.path,
            unit_id=course.unit_id,
        )
        if is_new and course.state == CourseState.PUBLISHED:
            _tell(course, [person.pk], dedupe_key=f"course:{course.pk}")
    return row


def remove_learner(*, actor: Actor, course: Course, person: Person) -> None:
    """End a person's own enrolment in a course from today; what they did stays."""
    require(can_enrol_learners, actor, course)
    with transaction.atomic():
        rows = CourseLearner.objects.filter(course=course, person=person, valid_to=None)
        if rows.update(valid_to=timezone.localdate() - timedelta(days=1)):
            record(
                actor=actor,
                verb="courses.learner.removed",
                obj=course,
                subject_person_id=person.pk,
                unit_path=course.unit.path,
                unit_id=course.unit_id,
            )


def tell_learners(*, course_id: int, version: int, new_activities: int) -> int:
    """Tell the learners of a published course once that it is open, or that a version brought something new.

    Called again for the same version it tells nobody twice. Returns how many were told.
    """
    course = Course.objects.filter(pk=course_id, state=CourseState.PUBLISHED, is_template=False).first()
    if course is None or not new_activities:
        return 0
    return _tell(course, list(learner_ids(course)), dedupe_key=f"course:{course_id}" if version == 1 else f"course:{course_id}:{version}")


def _tell(course: Course, person_ids: list[int], *, dedupe_key: str) -> int:
    data = {"course": course.title}
    return notify(
        recipient_ids=person_ids, kind=PUBLISHED.key, data=data, url=reverse("lms:course", args=[course.uuid]), dedupe_key=dedupe_key
    )


def _audit(actor: Actor, verb: str, course: Course, *, class_group: str) -> None:
    record(actor=actor, verb=verb, obj=course, unit_path=course.unit.path, unit_id=course.unit_id, changes={"class": [None, class_group]})
