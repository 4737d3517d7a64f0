"""Pupils the file no longer names."""

from datetime import timedelta

from django.utils import timezone

from core.organisations.enums import EnrolmentState
from core.organisations.models import Enrolment, Membership

from ..models import RosterEntry, RosterImport
from ..selectors import absent_enrolments


def mark_leavers(roster: RosterImport, class_keys: set[str]) -> int:
    """End the places of pupils of the file's classes whom it doesn't name, when that was ticked; returns how many."""
    if not roster.options.get("mark_leavers"):
        return 0
    seen = set(RosterEntry.objects.filter(roster=roster).exclude(person=None).values_list("person_id", flat=True))
    absent = absent_enrolments(roster, class_keys, seen)
    yesterday = timezone.localdate() - timedelta(days=1)
    people = [row.person_id for row in absent]
    Enrolment.objects.filter(pk__in=[row.pk for row in absent]).update(state=EnrolmentState.LEFT, valid_to=yesterday, reason="roster")
    Membership.objects.filter(person_id__in=people, unit_id=roster.unit_id, role="student", valid_to=None).update(valid_to=yesterday)
    roster.options = {**roster.options, "left_enrolments": [row.pk for row in absent]}
    roster.save(update_fields=["options"])
    return len(absent)
