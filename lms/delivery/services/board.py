"""Leading a class: sessions, pauses, hints, seating."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.notifications.services import notify
from core.organisations.models import ClassGroup
from core.people.models import Person
from lms.courses.models import Activity, CourseClass
from lms.delivery.errors import BadSeatingError, EmptyTextError
from lms.delivery.models import ClassSession, Hint
from lms.delivery.policies import can_lead_board, can_seat_class, class_learners
from lms.delivery.selectors.learners import classes_by_course

from .live import tell_board, tell_learner
from .outcomes import announce
from .store import ms, open_rows, save_rows

LONGEST_MINUTES = 240


def start_session(*, actor: Actor, course_class: CourseClass, activity: Activity, minutes: int = 45) -> ClassSession:
    """Start the class on an activity for `minutes` (5-240), ending the session that ran; boards and readers are told."""
    require(can_lead_board, actor, course_class)
    now = timezone.now()
    with transaction.atomic():
        _end(course_class, activity)
        session = ClassSession.objects.create(
            activity=activity,
            class_group=course_class.class_group,
            started_by_id=actor.person_id,
            started_at=now,
            ends_at=now + timedelta(minutes=max(5, min(minutes, LONGEST_MINUTES))),
        )
        record(actor=actor, verb="lms.session.started", obj=session, unit_path=course_class.class_group.unit.path)
        _tell(course_class, activity, {"type": "session", "ends": int(session.ends_at.timestamp())})
    return session


def end_session(*, actor: Actor, course_class: CourseClass, activity: Activity) -> None:
    """End the running session of a class, if there is one; readers are freed."""
    require(can_lead_board, actor, course_class)
    with transaction.atomic():
        if _end(course_class, activity):
            record(actor=actor, verb="lms.session.ended", obj=activity, unit_path=course_class.class_group.unit.path)


def _end(course_class: CourseClass, activity: Activity) -> int:
    rows = ClassSession.objects.filter(activity=activity, class_group=course_class.class_group, ended_at=None)
    ended = rows.update(ended_at=timezone.now(), paused_at=None)
    if ended:
        _tell(course_class, activity, {"type": "pause", "on": False})
        _tell(course_class, activity, {"type": "session", "ends": 0})
    return ended


def pause_class(*, actor: Actor, course_class: CourseClass, activity: Activity, on: bool, block_id: str = "") -> ClassSession:
    """Pause the whole class (its readers show that everybody looks up) or let it go on; starts a session when none runs."""
    require(can_lead_board, actor, course_class)
    with transaction.atomic():
        rows = ClassSession.objects.select_for_update().filter(activity=activity, class_group=course_class.class_group, ended_at=None)
        session = rows.first() or start_session(actor=actor, course_class=course_class, activity=activity)
        session.paused_at, session.pause_block = (timezone.now(), block_id[:60]) if on else (None, "")
        session.save(update_fields=["paused_at", "pause_block"])
        verb = "lms.session.paused" if on else "lms.session.resumed"
        record(actor=actor, verb=verb, obj=session, unit_path=course_class.class_group.unit.path)
        _tell(course_class, activity, {"type": "pause", "on": on})
    return session


def _tell(course_class: CourseClass, activity: Activity, message: dict[str, object]) -> None:
    tell_board(activity.pk, course_class.class_group_id, {**message, "activity": str(activity.uuid)})


def send_hint(*, actor: Actor, course_class: CourseClass, activity: Activity, person: Person, text: str) -> Hint:
    """Send a learner of the class a hint and take their call for help as answered.

    Raises `EmptyTextError` without words. Notifies the learner (`lms.hint`) and shows it at once where the lesson is open.
    """
    require(can_lead_board, actor, course_class)
    words = text.strip()[:1000]
    if not words:
        raise EmptyTextError(_("Hãy viết gợi ý trước khi gửi."))
    with transaction.atomic():
        block_id = _clear_help(course_class, activity, person)
        hint = Hint.objects.create(
            activity=activity, person=person, author_id=actor.person_id, block_id=block_id, text=words, sent_at=timezone.now()
        )
        author = Person.objects.get(pk=actor.person_id).short_name
        url = f"/lop-hoc/{course_class.course.uuid}/{activity.uuid}/"
        notify(recipient_ids=[person.pk], kind="lms.hint", data={"name": author, "title": activity.title, "text": words[:200]}, url=url)
        tell_learner(person.pk, {"type": "hint", "activity": str(activity.uuid), "name": author, "text": words})
        record(actor=actor, verb="lms.hint.sent", obj=hint, subject_person_id=person.pk, unit_path=course_class.class_group.unit.path)
    return hint


def settle_help(*, actor: Actor, course_class: CourseClass, activity: Activity, person: Person) -> None:
    """Take a learner's call for help as answered in person."""
    require(can_lead_board, actor, course_class)
    with transaction.atomic():
        _clear_help(course_class, activity, person)
        record(
            actor=actor, verb="lms.help.settled", obj=activity, subject_person_id=person.pk, unit_path=course_class.class_group.unit.path
        )


def _clear_help(course_class: CourseClass, activity: Activity, person: Person) -> str:
    """Clear the call of a learner of this class and return the block it was about; `AccessRefused` for anybody else."""
    if not class_learners(course_class.class_group_id).filter(person_id=person.pk).exists():
        raise AccessRefused("can_lead_board")
    now = timezone.now()
    class_of = {course_class.course_id: course_class.class_group_id}
    one = open_rows(person_id=person.pk, activities=[activity], class_of=class_of, now=now)[activity.pk]
    block_id = str(one.row.help_reason.get("block_id", ""))
    if one.is_new:
        one.row.delete()
        return ""
    one.facts = replace(one.facts, help_cleared_at=max(one.facts.help_cleared_at, ms(now)))
    save_rows([one])
    announce(person_id=person.pk, told=[(one, [])], classes_of=classes_by_course(person.pk, [activity.course_id]))
    return block_id


def save_seating(*, actor: Actor, class_group: ClassGroup, columns: int, order: Sequence[int | None]) -> ClassGroup:
    """Keep the seating plan of a class: ids row by row, None for an empty chair, `columns` (2-12) seats a row.

    Raises `BadSeatingError` unless every learner of the class has exactly one chair and nobody else has one.
    """
    require(can_seat_class, actor, class_group)
    learners = set(class_learners(class_group.pk).values_list("person_id", flat=True))
    seated = [key for key in order if key is not None]
    if len(seated) != len(set(seated)) or set(seated) != learners or not 2 <= columns <= 12 or len(order) > 200:
        raise BadSeatingError(_("Mỗi em trong lớp cần đúng một chỗ. Hãy xem lại sơ đồ."))
    with transaction.atomic():
        locked = ClassGroup.objects.select_for_update().get(pk=class_group.pk)
        before = dict(locked.seating)
        locked.seating = {**before, "columns": columns, "order": list(order)}
        locked.save(update_fields=["seating"])
        record(actor=actor, verb="lms.seating.saved", obj=locked, unit_path=locked.unit.path)
    return locked
