"""Whom one may write to, by the roster of today."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from core.access.types import Actor
from core.lib.vietnamese import fold
from core.organisations.models import TeachingAssignment
from core.people.models import Guardianship, Person, running
from social.groups.enums import Side

from ..policies import colleagues_of, side_of, studying, teaching, wards
from ..rules import key_of_direct, kind_between
from ..types import Contact
from .headings import duty_label, name_of


def contacts_named(actor: Actor, text: str) -> list[Contact]:
    """Return those of `contacts_of` whose name, or whose child's, has all words of the text, without signs too; all for no text."""
    words = fold(text).split()
    return [
        one for one in contacts_of(actor) if all(word in fold(f"{one.name} {one.child.full_name if one.child else ''}") for word in words)
    ]


def contacts_of(actor: Actor) -> list[Contact]:
    """Return whom the actor may write to today, homeroom teachers first; on a shared device nobody. A constant number of queries."""
    side = side_of(actor)
    if actor.hat is None or actor.is_shared_device:
        return []
    if side == Side.STAFF:
        return [*_families_of(actor), *_colleagues_of(actor)]
    if side == Side.GUARDIAN:
        children = [row.child for row in wards(actor.person_id).select_related("child__account").order_by("child__born_on", "child_id")]
        own = [_contact(actor, child, Side.LEARNER, _("Con"), child=child) for child in children]
        return _teachers_of(actor, children) + own
    child = Person.objects.get(pk=actor.person_id)
    rows = Guardianship.objects.filter(running(), child=child).exclude(verified_at=None).select_related("guardian__account")
    return _teachers_of(actor, [child]) + [
        _contact(actor, row.guardian, Side.GUARDIAN, row.get_relation_display(), child=child) for row in rows
    ]


def _contact(actor: Actor, person: Any, side: str, label: str, *, child: Any = None, group: Any = None, unit_id: int = 0) -> Contact:
    kind, name = kind_between(side_of(actor), side), name_of(person, side)
    key = key_of_direct(kind, (actor.person_id, person.pk), child.pk if child else 0)
    return Contact(key, kind, person, name, side, label, child, group, unit_id or (group.unit_id if group else None))


def _teachers_of(actor: Actor, children: list[Any]) -> list[Contact]:
    by_id = {child.pk: child for child in children}
    places = list(studying(by_id).select_related("class_group").order_by("person__born_on", "person_id", "pk"))
    duties: dict[int, list[Any]] = {}
    for duty in (
        teaching([place.class_group_id for place in places]).select_related("person__account", "subject", "class_group").order_by("pk")
    ):
        duties.setdefault(duty.class_group_id, []).append(duty)
    found: dict[str, Contact] = {}
    for place in places:
        for duty in sorted(duties.get(place.class_group_id, []), key=lambda row: row.kind != "homeroom"):
            child, group = by_id[place.person_id], place.class_group
            contact = _contact(actor, duty.person, Side.STAFF, duty_label(duty), child=child, group=group)
            contact = replace(contact, is_homeroom=duty.kind == "homeroom")
            found.setdefault(contact.key, contact)
    return list(found.values())


def _families_of(actor: Actor) -> list[Contact]:
    mine = TeachingAssignment.objects.filter(running(), person_id=actor.person_id, class_group__unit_id=actor.unit_id)
    children = Person.objects.filter(enrolments__class_group_id__in=mine.values("class_group_id")).values("pk")
    places = {
        row.person_id: row
        for row in studying(children)
        .filter(class_group_id__in=mine.values("class_group_id"))
        .select_related("person__account", "class_group")
        .order_by("person__sort_key")
    }
    rows = Guardianship.objects.filter(running(), child_id__in=list(places)).exclude(verified_at=None).select_related("guardian__account")
    families = [
        _contact(actor, row.guardian, Side.GUARDIAN, row.get_relation_display(), child=place.person, group=place.class_group)
        for row in rows
        if (place := places[row.child_id])
    ]
    pupils = [
        _contact(actor, row.person, Side.LEARNER, row.class_group.name, child=row.person, group=row.class_group) for row in places.values()
    ]
    return families + pupils


def _colleagues_of(actor: Actor) -> list[Contact]:
    people = {row.person_id: row for row in colleagues_of(actor).select_related("person__account").order_by("sort_key")}
    return [_contact(actor, row.person, Side.STAFF, row.title or _("Đồng nghiệp"), unit_id=actor.unit_id) for row in people.values()]
