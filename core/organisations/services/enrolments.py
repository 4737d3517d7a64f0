"""Learners come, change class, leave. A learner studies in one class at a time; every step is dated."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.access.enums import Role
from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish
from core.people.models import Person
from core.people.selectors import find_by_papers

from ..enums import EnrolmentState
from ..errors import EnrolmentRefused
from ..events import LearnerEnrolled, LearnerLeft
from ..models import ClassGroup, Enrolment, Membership, running
from ..policies import can_manage_people, visible_people
from ..rules import is_last_grade, may_complete_on
from ..selectors.classes import completed_lately
from .hats import close_hat, put_hat


def _studying(person: Person) -> Enrolment | None:
    """Return the learner's running place. Locks the person, so that two clerks can't enrol the same child twice."""
    Person.objects.select_for_update().get(pk=person.pk)
    open_end = Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())
    rows = Enrolment.objects.filter(open_end, person=person, state=EnrolmentState.STUDYING).select_related("class_group__unit")
    return rows.order_by("-id").first()


def _class(class_group: ClassGroup) -> ClassGroup:
    return ClassGroup.objects.select_related("unit").get(pk=class_group.pk)


def _note(actor: Actor, verb: str, row: Enrolment, **changes: object) -> None:
    unit = row.class_group.unit
    record(
        actor=actor, verb=f"organisations.enrolment.{verb}", obj=row, subject_person_id=row.person_id, unit_id=unit.pk,
        unit_path=unit.path, changes={key: [None, value] for key, value in changes.items() if value},
    )  # fmt: skip


def _put(person: Person, class_group: ClassGroup, day: date, reason: str, former: Enrolment | None = None) -> Enrolment:
    row = Enrolment.objects.create(person=person, class_group=class_group, unit=class_group.unit, valid_from=day, reason=reason)
    hat = put_hat(person.pk, class_group.unit, Role.STUDENT, valid_from=day)
    if hat.valid_to is not None:  # who had completed the last grade and studies on: the hat lasts again
        _keep_to(hat, None)
    from_id = former.class_group_id if former else None
    publish(LearnerEnrolled(enrolment_id=row.pk, person_id=person.pk, class_id=class_group.pk, from_class_id=from_id))
    return row


def _end(row: Enrolment, state: EnrolmentState, last_day: date, reason: str) -> None:
    row.state, row.valid_to, row.reason = state, last_day, reason
    row.save(update_fields=["state", "valid_to", "reason"])
    publish(LearnerLeft(enrolment_id=row.pk, person_id=row.person_id, class_id=row.class_group_id, state=state.value))


def _check_new(person: Person, class_group: ClassGroup, now: Enrolment | None) -> None:
    if person.merged_into_id is not None:
        raise EnrolmentRefused("person_merged")
    if now is not None and now.class_group_id != class_group.pk:
        raise EnrolmentRefused("already_studying" if now.unit_id == class_group.unit_id else "studying_elsewhere")


@transaction.atomic
def enrol(*, actor: Actor, person: Person, class_group: ClassGroup, on: date | None = None, reason: str = "") -> Enrolment:
    """Put a learner the actor knows into a class from `on` (default today), with the student's hat in its school.

    The same class again changes nothing. `EnrolmentRefused`: `already_studying` (another class of the school),
    `studying_elsewhere`, `person_merged`.
    """
    if not actor.is_system and not visible_people(actor).filter(pk=person.pk).exists():
        raise AccessRefused("visible_people")
    return write_enrolment(actor=actor, person=person, class_group=class_group, on=on, reason=reason)


def write_enrolment(
    *, actor: Actor, person: Person, class_group: ClassGroup, on: date | None = None, reason: str = "", verb: str = "enrolled"
) -> Enrolment:
    """Enrol somebody whom the caller has shown to be the actor's to deal with, by sight or by identity."""
    class_group = _class(class_group)
    require(can_manage_people, actor, class_group.unit)
    now = _studying(person)
    _check_new(person, class_group, now)
    if now is not None:
        return now
    row = _put(person, class_group, on or timezone.localdate(), reason)
    _note(actor, verb, row, reason=reason)
    return row


@transaction.atomic
def transfer_class(*, actor: Actor, enrolment: Enrolment, to: ClassGroup, on: date | None = None, reason: str = "") -> Enrolment:
    """Move a learner to another class of the same school and year from `on` (default today); returns the new place.

    `EnrolmentRefused`: `not_studying`, `same_class`, `class_other_unit`, `class_other_year`.
    """
    old, to, day = _lock_studying(actor, enrolment), _class(to), on or timezone.localdate()
    if old.class_group_id == to.pk:
        raise EnrolmentRefused("same_class")
    if to.unit_id != old.class_group.unit_id:
        raise EnrolmentRefused("class_other_unit")
    if to.school_year_id != old.class_group.school_year_id:
        raise EnrolmentRefused("class_other_year")
    _end(old, EnrolmentState.TRANSFERRED_CLASS, day - timedelta(days=1), reason)
    row = _put(old.person, to, day, reason, former=old)
    _note(actor, "class_changed", row, old=old.class_group.name, new=to.name, reason=reason)
    return row


def _lock_studying(actor: Actor, enrolment: Enrolment) -> Enrolment:
    row = Enrolment.objects.select_for_update(of=("self",)).select_related("class_group__unit", "person").get(pk=enrolment.pk)
    require(can_manage_people, actor, row.class_group.unit)
    if row.state != EnrolmentState.STUDYING or (row.valid_to is not None and row.valid_to < timezone.localdate()):
        raise EnrolmentRefused("not_studying")
    return row


def _let_go(actor: Actor, enrolment: Enrolment, state: EnrolmentState, verb: str, on: date | None, reason: str) -> Enrolment:
    row, day = _lock_studying(actor, enrolment), on or timezone.localdate()
    _end(row, state, day - timedelta(days=1), reason)
    for hat in Membership.objects.filter(running(), person_id=row.person_id, unit_id=row.unit_id, role=Role.STUDENT):
        close_hat(hat, day - timedelta(days=1))
    _note(actor, verb, row, reason=reason)
    return row


@transaction.atomic
def transfer_out(*, actor: Actor, enrolment: Enrolment, to_school: str, on: date | None = None) -> Enrolment:
    """Let a learner go to another school (named as the papers name it); the place and the hat end the day before `on`."""
    return _let_go(actor, enrolment, EnrolmentState.TRANSFERRED_OUT, "transferred_out", on, to_school)


@transaction.atomic
def leave(*, actor: Actor, enrolment: Enrolment, reason: str, on: date | None = None) -> Enrolment:
    """Write that a learner has left school; the place and the hat end the day before `on` (default today)."""
    return _let_go(actor, enrolment, EnrolmentState.LEFT, "left", on, reason)


@transaction.atomic
def suspend(*, actor: Actor, enrolment: Enrolment, reason: str, on: date | None = None) -> Enrolment:
    """Write that a learner pauses (bảo lưu); coming back is a new enrolment."""
    return _let_go(actor, enrolment, EnrolmentState.SUSPENDED, "suspended", on, reason)


@transaction.atomic
def complete(*, actor: Actor, class_group: ClassGroup, enrolments: Iterable[Enrolment], on: date | None = None) -> int:
    """Write that learners of the last grade have completed it, `on` (default today) being their last day in the class; returns how many.

    Their hat stays for `GRADUATE_READ_DAYS` more, to read by: nothing asks, tells or lets them write any more. Those who are not named, or
    whose place ended before, stay as they are, so that a second call finds nothing. `EnrolmentRefused`: `not_last_grade`, `year_running`,
    `date_future`.
    """
    group, day = ClassGroup.objects.select_related("unit", "grade", "school_year").get(pk=class_group.pk), on or timezone.localdate()
    require(can_manage_people, actor, group.unit)
    if not is_last_grade(group.unit.kind, group.grade.key):
        raise EnrolmentRefused("not_last_grade")
    if not may_complete_on(day, group.school_year.ends_on):
        raise EnrolmentRefused("year_running")
    if day > timezone.localdate():
        raise EnrolmentRefused("date_future")
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("class_group__unit").order_by("pk")
    rows = rows.filter(running(), pk__in=[row.pk for row in enrolments], class_group=group, state=EnrolmentState.STUDYING)
    reads_to, ids = day + timedelta(days=settings.GRADUATE_READ_DAYS), []
    for row in rows:
        _end(row, EnrolmentState.COMPLETED, day, "")
        _note(actor, "completed", row, on=day.isoformat())
        ids.append(row.person_id)
    for hat in Membership.objects.filter(running(), person_id__in=ids, unit=group.unit, role=Role.STUDENT):
        close_hat(hat, reads_to) if reads_to < timezone.localdate() else _keep_to(hat, reads_to)
    return len(ids)


@transaction.atomic
def undo_completion(*, actor: Actor, class_group: ClassGroup, enrolments: Iterable[Enrolment]) -> int:
    """Take back that learners completed the last grade: the same places and hats run on as if nothing had been written; returns how many.

    For `COMPLETION_UNDO_DAYS` after the last day. Who studies somewhere by now, and whose place has not ended so, stay as they are: a
    second call, and one of two at once, finds nothing. Whatever asks the roster (spaces, conversations) is open again with the next request.
    """
    group = ClassGroup.objects.select_related("unit").get(pk=class_group.pk)
    require(can_manage_people, actor, group.unit)
    places = Enrolment.objects.filter(completed_lately(), pk__in=[row.pk for row in enrolments], class_group=group)
    count = 0
    for person in Person.objects.filter(pk__in=places.values("person_id"), merged_into=None).order_by("pk"):
        if _studying(person) is not None:
            continue
        row = places.filter(person=person).select_for_update(of=("self",)).select_related("class_group__unit").order_by("-pk").first()
        if row is not None:
            _resume(actor, row)
            count += 1
    return count


def _resume(actor: Actor, row: Enrolment) -> None:
    last_day, row.state, row.valid_to = row.valid_to, EnrolmentState.STUDYING.value, None
    row.save(update_fields=["state", "valid_to"])
    _keep_to(put_hat(row.person_id, row.class_group.unit, Role.STUDENT, valid_from=timezone.localdate()), None)
    record(
        actor=actor, verb="organisations.enrolment.uncompleted", obj=row, subject_person_id=row.person_id,
        unit_id=row.class_group.unit_id, unit_path=row.class_group.unit.path,
        changes={"on": [last_day.isoformat() if last_day else None, None]},
    )  # fmt: skip
    publish(LearnerEnrolled(enrolment_id=row.pk, person_id=row.person_id, class_id=row.class_group_id, from_class_id=None))


def _keep_to(hat: Membership, last_day: date | None) -> None:
    hat.valid_to = last_day
    hat.save(update_fields=["valid_to"])


@transaction.atomic
def receive(
    *, actor: Actor, class_group: ClassGroup, identifier: str, born_on: date, from_school: str = "", on: date | None = None
) -> Enrolment:
    """Take in a learner from another school, found by Ministry code or personal id together with the birth date.

    That pair is what the transfer papers say; without it a school can't look for other schools' children.
    `EnrolmentRefused`: `not_found`, `studying_elsewhere` (the old school has to let go first), `already_studying`.
    """
    require(can_manage_people, actor, _class(class_group).unit)
    known = find_by_papers(identifier, born_on)
    if known is None:
        raise EnrolmentRefused("not_found")
    return write_enrolment(actor=actor, person=known, class_group=class_group, on=on, reason=from_school, verb="received")
