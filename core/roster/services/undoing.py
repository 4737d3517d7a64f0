"""Taking a whole import back."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.organisations.enums import EnrolmentState
from core.organisations.models import Enrolment, Membership, TeachingAssignment
from core.people.models import Guardianship, Person

from ..enums import EntryAction, RosterState
from ..models import RosterEntry, RosterImport
from ..policies import can_import_roster


def undo_import(*, actor: Actor, roster: RosterImport) -> dict[str, int]:
    """Take back what an import did, except where somebody has changed it since.

    Places it made are removed, places it closed run again, fields get their old value if they still have the imported one;
    people it created go unless something else stands on them. Returns `{undone, kept}` counts. Errors: `AccessRefused`.
    """
    require(can_import_roster, actor, roster.unit)
    counts = {"undone": 0, "kept": 0}
    with transaction.atomic():
        locked = RosterImport.objects.select_for_update().get(pk=roster.pk)
        if locked.state != RosterState.DONE:
            return counts
        for entry in RosterEntry.objects.filter(roster=locked).select_related("person").order_by("-row"):
            counts["undone" if _undo_entry(entry) else "kept"] += 1
        _reopen_enrolments(locked.options.get("left_enrolments", []))
        locked.state = RosterState.UNDONE
        locked.save(update_fields=["state"])
        record(actor=actor, verb="roster.undone", obj=locked, unit_path=locked.unit.path, changes={"counts": [None, counts]})
    return counts


def _reopen_enrolments(ids: list[int]) -> None:
    for row in Enrolment.objects.filter(pk__in=ids):
        Membership.objects.filter(person_id=row.person_id, unit_id=row.unit_id, role="student").update(valid_to=None)
    Enrolment.objects.filter(pk__in=ids).update(valid_to=None, state=EnrolmentState.STUDYING)


def _undo_entry(entry: RosterEntry) -> bool:
    made = entry.made
    Enrolment.objects.filter(pk=made.get("enrolment", 0)).delete()
    Membership.objects.filter(pk=made.get("membership", 0)).delete()
    TeachingAssignment.objects.filter(pk__in=made.get("duties", [])).delete()
    guardians = list(Guardianship.objects.filter(pk__in=made.get("guardianships", [])).values_list("guardian_id", flat=True))
    Guardianship.objects.filter(pk__in=made.get("guardianships", [])).delete()
    _reopen_enrolments([made["closed_enrolment"]] if made.get("closed_enrolment") else [])
    Membership.objects.filter(pk=made.get("closed_membership", 0)).update(valid_to=None)
    gone = [_remove_person(person_id) for person_id in guardians]
    if entry.person is None:
        return all(gone)
    if entry.action == EntryAction.CREATED:
        return _remove_person(entry.person.pk) and all(gone)
    return _restore(entry.person, entry.before, entry.after)


def _restore(person: Person, before: dict[str, Any], after: dict[str, Any]) -> bool:
    whole = True
    for key, new in after.items():
        current = getattr(person, key)
        if (current.isoformat() if hasattr(current, "isoformat") else current) == new:
            setattr(person, key, before[key])
        else:
            whole = False
    if after:
        person.save()
    return whole


def _remove_person(person_id: int) -> bool:
    try:
        with transaction.atomic():
            Person.objects.filter(pk=person_id).delete()
        return True
    except ProtectedError:
        return False
