"""Requests by person and by unit; who answers; how long things are kept."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.access.enums import Right
from core.access.errors import AccessRefused
from core.access.rules import RIGHTS
from core.access.types import Actor
from core.hooks import Expiring
from core.jobs.enums import JobState
from core.organisations.models import Membership, Unit, open_unit, running
from core.people.models import Guardianship, Person

from .enums import RequestKind
from .models import DataRequest, RetentionTerm
from .policies import can_read, visible_requests
from .types import RequestFilter, RetentionLine

HANDLERS = [role.value for role, rights in RIGHTS.items() if Right.PRIVACY_HANDLE in rights]


def is_erasing() -> bool:
    """Say whether somebody's data are being erased just now, or are about to be, by a job. One query."""
    return DataRequest.objects.filter(kind=RequestKind.ERASE, job__state__in=[JobState.QUEUED, JobState.RUNNING]).exists()


def unit_for(subject_id: int) -> Unit | None:
    """Return the unit that answers for a person: of their first place, else of their first child's, else the top of the tree."""
    places = Membership.objects.filter(running(), open_unit()).select_related("unit").order_by("id")
    place = places.filter(person_id=subject_id).first()
    if place is None:
        wards = Guardianship.objects.filter(running(), guardian_id=subject_id).exclude(verified_at=None)
        place = places.filter(person__in=wards.values("child")).first()
    return place.unit if place else Unit.objects.filter(depth=1, closed_on=None).order_by("path").first()


def handlers_of(unit: Unit) -> list[int]:
    """Return the people who answer requests of a unit: of the nearest unit at or above it that has any."""
    paths = [unit.path[:length] for length in range(len(unit.path), 0, -Unit.steplen)]
    rows = Membership.objects.filter(running(), open_unit(), unit__path__in=paths, role__in=HANDLERS)
    found = list(rows.values_list("unit__path", "person_id"))
    nearest = max((path for path, _person in found), key=len, default="")
    return sorted({person for path, person in found if path == nearest})


def requests_of(actor: Actor) -> list[DataRequest]:
    """Return the last hundred requests the actor has made, newest first."""
    rows = DataRequest.objects.filter(asked_by_id=actor.person_id).select_related("subject", "unit")
    return list(rows.order_by("-id")[:100])


def find_request(actor: Actor, uuid: UUID) -> DataRequest:
    """Return a request the actor may read; `AccessRefused` otherwise, also when there is none."""
    row = DataRequest.objects.select_related("subject", "asked_by", "unit", "handled_by", "job").filter(uuid=uuid).first()
    if row is None or not can_read(actor, row):
        raise AccessRefused("can_read")
    return row


def _late(today: date) -> Q:
    return Q(due_on__lt=today) | Q(acknowledged_at=None, acknowledge_by__lt=today)


def requests_page(actor: Actor, wanted: RequestFilter) -> list[DataRequest]:
    """Return up to `size + 1` requests of the actor's units, the most pressing first (ended ones: the latest first)."""
    rows: QuerySet[DataRequest] = visible_requests(actor).select_related("subject", "asked_by", "unit")
    if wanted.tab == "ended":
        rows = rows.exclude(state__in=DataRequest.OPEN).order_by("-due_on", "-id")
        if wanted.after:
            rows = rows.filter(Q(due_on__lt=wanted.after[0]) | Q(due_on=wanted.after[0], id__lt=wanted.after[1]))
        return list(rows[: wanted.size + 1])
    rows = rows.filter(state__in=DataRequest.OPEN).order_by("due_on", "id")
    if wanted.tab == "late":
        rows = rows.filter(_late(timezone.localdate()))
    if wanted.after:
        rows = rows.filter(Q(due_on__gt=wanted.after[0]) | Q(due_on=wanted.after[0], id__gt=wanted.after[1]))
    return list(rows[: wanted.size + 1])


def open_count(actor: Actor) -> int:
    """Return how many requests wait for the actor, counted up to 100."""
    return visible_requests(actor).filter(state__in=DataRequest.OPEN).order_by()[:100].count()


def late_requests(today: date) -> QuerySet[DataRequest]:
    """Return open requests with a term that has passed."""
    return (
        DataRequest.objects.filter(_late(today), state__in=DataRequest.OPEN).select_related("unit", "subject").order_by(F("due_on"), "id")
    )


def retention_lines() -> list[RetentionLine]:
    """Return every kind of rows that expire, with the province's days or its default."""
    said = {row.key: row for row in RetentionTerm.objects.all()}
    return [_line(one, said.get(one.key)) for one in Expiring.all()]


def _line(one: Any, row: RetentionTerm | None) -> RetentionLine:
    days = row.days if row and row.days is not None else one.days
    deleted, checked_at = (row.deleted, row.checked_at) if row else (None, None)
    return RetentionLine(one.key, str(one.label), days, one.least_days, deleted, checked_at, not one.days)


def subjects_of(actor: Actor) -> list[Person]:
    """Return whom the actor may ask about: themselves, then the children they are verified guardians of."""
    wards = Guardianship.objects.filter(running(), guardian_id=actor.person_id).exclude(verified_at=None)
    people = Person.objects.filter(Q(pk=actor.person_id) | Q(pk__in=wards.values("child")))
    return sorted(people, key=lambda one: (one.pk != actor.person_id, one.born_on or date.max, one.pk))
