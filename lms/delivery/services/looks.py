"""Looking at other people's work: every look is written into the audit trail."""

from uuid import UUID

from core.access.types import Actor
from core.audit.services import record
from core.people.models import Person
from lms.delivery.selectors.board import Work, pupil_work
from lms.delivery.selectors.course import CoursePage
from lms.delivery.selectors.guardian import ChildCard, child_card, child_course_page


def look_at_work(*, actor: Actor, course_uuid: UUID, activity_uuid: UUID, class_uuid: UUID, person_uuid: UUID) -> Work:
    """Return a pupil's answers for those who may watch the class's board, and record that they looked."""
    work = pupil_work(actor, course_uuid, activity_uuid, class_uuid, person_uuid)
    record(
        actor=actor,
        verb="lms.work.viewed",
        obj=work.activity,
        subject_person_id=work.person.pk,
        unit_path=work.class_group.unit.path,
    )
    return work


def look_at_child(*, actor: Actor, child_uuid: UUID) -> ChildCard:
    """Return a child's week for a guardian who may see progress, and record the look."""
    card = child_card(actor, child_uuid)
    record(actor=actor, verb="lms.progress.viewed", obj=card.child, subject_person_id=card.child.pk, unit_path="")
    return card


def look_at_child_course(*, actor: Actor, child_uuid: UUID, course_uuid: UUID) -> tuple[Person, CoursePage]:
    """Return a child's course for a guardian who may see progress, and record the look."""
    child, page = child_course_page(actor, child_uuid, course_uuid)
    record(actor=actor, verb="lms.progress.viewed", obj=page.course, subject_person_id=child.pk, unit_path=page.course.unit.path)
    return child, page
