"""Reminding learners with one tap."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.notifications.services import notify
from core.organisations.models import running
from core.people.models import Guardianship, Person
from lms.courses.models import Activity, CourseClass
from lms.delivery.enums import ProgressState
from lms.delivery.errors import TooSoonError
from lms.delivery.models import ActivityProgress, Nudge
from lms.delivery.policies import can_lead_board, class_learners

PAUSE = timedelta(hours=1)


def nudge(
    *, actor: Actor, course_class: CourseClass, activity: Activity, person_ids: Sequence[int] | None = None, with_guardians: bool = False
) -> int:
    """Remind learners of the class of an activity; None means all who have not begun it. Returns how many were reminded.

    Who has completed it, or was reminded within the last hour, is left out; `TooSoonError` when that leaves nobody.
    Notifies (`lms.nudge`) the learners and, with `with_guardians`, the guardians who may see progress (`lms.nudge.guardian`).
    """
    require(can_lead_board, actor, course_class)
    now = timezone.now()
    learners = set(class_learners(course_class.class_group_id).values_list("person_id", flat=True))
    with transaction.atomic():
        CourseClass.objects.select_for_update().get(pk=course_class.pk)
        states = dict(ActivityProgress.objects.filter(activity=activity, person_id__in=learners).values_list("person_id", "state"))
        wanted = (learners - set(states)) if person_ids is None else learners & set(person_ids)
        recent = Nudge.objects.filter(activity=activity, person_id__in=wanted, at__gt=now - PAUSE).values_list("person_id", flat=True)
        done = {key for key, state in states.items() if state == ProgressState.COMPLETED}
        chosen = sorted(wanted - set(recent) - done)
        if not chosen:
            raise TooSoonError(_("Vừa nhắc trong vòng một giờ, hoặc các em đã học rồi."))
        Nudge.objects.bulk_create(Nudge(activity=activity, person_id=key, author_id=actor.person_id, at=now) for key in chosen)
        _notify(actor, course_class, activity, chosen, with_guardians)
        unit_path = course_class.class_group.unit.path
        record(actor=actor, verb="lms.nudge.sent", obj=activity, unit_path=unit_path, changes={"person_ids": tuple(chosen)})
    return len(chosen)


def _notify(actor: Actor, course_class: CourseClass, activity: Activity, person_ids: list[int], with_guardians: bool) -> None:
    author = Person.objects.get(pk=actor.person_id).short_name
    data = {"name": author, "title": activity.title, "course": course_class.course.title}
    notify(recipient_ids=person_ids, kind="lms.nudge", data=data, url=f"/lop-hoc/{course_class.course.uuid}/{activity.uuid}/")
    if not with_guardians:
        return
    wards = Guardianship.objects.filter(running(), child_id__in=person_ids).exclude(verified_at=None).select_related("child")
    for ward in wards:
        if "progress" in ward.may_see:
            told = {**data, "child": ward.child.short_name, "child_ids": [ward.child_id]}
            notify(recipient_ids=[ward.guardian_id], kind="lms.nudge.guardian", data=told, url=f"/con-toi/{ward.child.uuid}/")
