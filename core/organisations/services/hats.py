"""Hats are handed out and taken back: department, then commune, then school, each in its own scope."""

from datetime import date, timedelta

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

from ..errors import HatRefused
from ..events import HatEnded, HatGranted
from ..models import Membership, Unit
from ..policies import can_grant_hat, visible_people
from ..rules import role_fits
from .units import fresh


def put_hat(person_id: int, unit: Unit, role: Role, *, title: str = "", valid_from: date, valid_to: date | None = None) -> Membership:
    """Return the running or coming hat, made when there is none. The caller has checked the actor."""
    not_over = Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())
    row = Membership.objects.filter(not_over, person_id=person_id, unit=unit, role=role).order_by("id").first()
    if row is None:
        row = Membership.objects.create(person_id=person_id, unit=unit, role=role, title=title, valid_from=valid_from, valid_to=valid_to)
        publish(HatGranted(membership_id=row.pk, person_id=person_id, unit_id=unit.pk, role=role.value))
    return row


@transaction.atomic
def grant_hat(
    *,
    actor: Actor,
    person: Person,
    unit: Unit,
    role: Role,
    title: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Give a person a role in a unit, from `valid_from` (default today) to and including `valid_to` (None: open).

    Delegated: only in the actor's scope, only roles `rules.may_grant` permits, never to oneself, only to people the actor may
    see. The same running hat again changes its title and end, nothing else. `HatRefused`: `own_hat`, `role_misfit`,
    `role_by_enrolment`, `hat_dates`, `person_merged`.
    """
    if not actor.is_system and not visible_people(actor).filter(pk=person.pk).exists():
        raise AccessRefused("visible_people")
    return write_hat(actor=actor, person=person, unit=unit, role=role, title=title, valid_from=valid_from, valid_to=valid_to)


def write_hat(
    *, actor: Actor, person: Person, unit: Unit, role: Role, title: str = "", valid_from: date | None = None, valid_to: date | None = None
) -> Membership:
    """Grant a hat to somebody whom the caller has shown to be the actor's to deal with, by sight or by identity."""
    role = Role(role)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if role is Role.STUDENT:
        raise HatRefused("role_by_enrolment")
    require(can_grant_hat, actor, (unit, role))
    _check_grant(actor, person, unit, role, valid_from, valid_to)
    day = valid_from or timezone.localdate()
    row = put_hat(person.pk, unit, role, title=title, valid_from=day, valid_to=valid_to)
    if (row.title, row.valid_to) != (title, valid_to):
        row.title, row.valid_to = title, valid_to
        row.save(update_fields=["title", "valid_to"])
    changes = {"role": [None, role.value], "valid_to": [None, valid_to.isoformat() if valid_to else None]}
    record(
        actor=actor, verb="organisations.hat.granted", obj=row, subject_person_id=person.pk, unit_id=unit.pk, unit_path=unit.path,
        changes=changes,
    )  # fmt: skip
    return row


def _check_grant(actor: Actor, person: Person, unit: Unit, role: Role, valid_from: date | None, valid_to: date | None) -> None:
    if person.pk == actor.person_id and not actor.is_platform_staff:
        raise HatRefused("own_hat")
    if person.merged_into_id is not None:
        raise HatRefused("person_merged")
    if not role_fits(role, unit.kind):
        raise HatRefused("role_misfit")
    if valid_to is not None and valid_to < (valid_from or timezone.localdate()):
        raise HatRefused("hat_dates")


def close_hat(row: Membership, last_day: date) -> Membership:
    """End a hat with `last_day`, and announce it. The caller has checked the actor."""
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    publish(HatEnded(membership_id=row.pk, person_id=row.person_id, unit_id=row.unit_id, role=row.role))
    return row


@transaction.atomic
def end_hat(*, actor: Actor, membership: Membership, last_day: date | None = None) -> Membership:
    """Take a hat back; by default it is gone at once (its last day was yesterday).

    Nobody ends a hat of one's own (no unit locks itself out). `HatRefused`: `own_hat`, `role_by_enrolment`, `already_ended`.
    """
    row = Membership.objects.select_for_update(of=("self",)).select_related("unit").get(pk=membership.pk)
    role = Role(row.role)
    if role is Role.STUDENT:
        raise HatRefused("role_by_enrolment")
    require(can_grant_hat, actor, (row.unit, role))
    if row.person_id == actor.person_id and not actor.is_platform_staff:
        raise HatRefused("own_hat")
    yesterday = timezone.localdate() - timedelta(days=1)
    if row.valid_to is not None and row.valid_to <= yesterday:
        raise HatRefused("already_ended")
    close_hat(row, last_day or yesterday)
    record(
        actor=actor, verb="organisations.hat.ended", obj=row, subject_person_id=row.person_id, unit_id=row.unit_id,
        unit_path=row.unit.path, changes={"valid_to": [None, (last_day or yesterday).isoformat()]},
    )  # fmt: skip
    return row


@transaction.atomic
def receive_staff(*, actor: Actor, unit: Unit, role: Role, identifier: str, born_on: date, title: str = "") -> Membership:
    """Give a hat to somebody from elsewhere, found by Ministry code or personal id together with the birth date.

    `HatRefused`: `person_unknown`, and as `grant_hat` says.
    """
    require(can_grant_hat, actor, (fresh(unit), Role(role)))
    person = find_by_papers(identifier, born_on)
    if person is None:
        raise HatRefused("person_unknown")
    return write_hat(actor=actor, person=person, unit=unit, role=role, title=title)
