"""Lists of people, and one person's record as far as the actor may see it."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef

from core.access.enums import Right, Role
from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.lib import vietnamese
from core.people.models import Guardianship, Person
from core.people.policies import is_guardian_of
from core.people.selectors import code_lists, guardianships_of, wards_of
from core.people.types import CODE_LISTS

from ..enums import EnrolmentState
from ..models import Enrolment, Membership, TeachingAssignment, Unit, running
from ..policies import can_edit_person, can_list_people, can_manage_family, taught_classes, visible_people
from ..types import Page, PeopleFilter
from .hats import role_label
from .names import Hits, hits
from .paging import page_by_name
from .places import few_units, first_people, places_in


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list, with what they are and where."""

    person: Person
    places: list[str]
    class_name: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person's record. Lists are empty where the actor may not see them; `private` says whether numbers and contacts show."""

    person: Person
    hats: list[tuple[Membership, str]]
    enrolments: list[Enrolment]
    teaching: list[TeachingAssignment]
    guardians: list[Guardianship] = field(default_factory=list)
    wards: list[Guardianship] = field(default_factory=list)
    code_names: dict[str, str] = field(default_factory=dict)
    private: bool = False
    may_edit: bool = False
    may_manage_family: bool = False


def find_person(actor: Actor, uuid: UUID) -> Person:
    """Return the person if the actor may open the record (of a merged one, the record that answers for it); else `AccessRefused`."""
    row = visible_people(actor).select_related("merged_into").filter(uuid=uuid).first()
    if row is None:
        raise AccessRefused("visible_people")
    return row.merged_into if row.merged_into is not None else row


def _found(unit: Unit, wanted: PeopleFilter) -> Hits:
    """Return whom a list of people begins with: a class's learners, the hits of a search, or who comes first by name."""
    units = few_units(unit.path)
    places = places_in(units, unit.path, wanted.role)
    with_place = Person.objects.filter(Exists(places.filter(person_id=OuterRef("pk"))), merged_into=None)
    words = vietnamese.fold(wanted.text).split()
    if wanted.class_id is not None:
        seats = Enrolment.objects.filter(running(), class_group_id=wanted.class_id, state=EnrolmentState.STUDYING)
        return hits(with_place.filter(pk__in=seats.values("person_id")), wanted.text)
    if words:
        found = hits(places, wanted.text, person="person_id")
        return Hits(found.people.filter(merged_into=None), found.is_cut)
    if units is None and not wanted.role:
        return Hits(with_place)
    return Hits(Person.objects.filter(pk__in=first_people(units, unit.path, wanted), merged_into=None))


def people_page(actor: Actor, unit: Unit, wanted: PeopleFilter) -> Page[PersonRow]:
    """Return a page of the people of a unit and below in Vietnamese order, in eight queries however many there are.

    `is_cut`: more people are called so than are listed (see `names.hits`).
    """
    require(can_list_people, actor, unit)
    found = _found(unit, wanted)
    page = page_by_name(found.people, after_id=wanted.after_id, before_id=wanted.before_id, size=wanted.size)
    return Page(_rows(page.items, unit.path), page.next_key, page.previous_key, found.is_cut)


def _rows(people: list[Person], path: str) -> list[PersonRow]:
    ids = [person.pk for person in people]
    places: dict[int, list[str]] = defaultdict(list)
    hats = Membership.objects.filter(running(), person_id__in=ids, unit__path__startswith=path).select_related("unit").order_by("id")
    for hat in hats:
        places[hat.person_id].append(f"{hat.title or role_label(hat.role)} · {hat.unit.label}")
    seats = Enrolment.objects.filter(running(), person_id__in=ids, state=EnrolmentState.STUDYING).select_related("class_group")
    classes = {seat.person_id: seat.class_group.name for seat in seats}
    return [PersonRow(person, places[person.pk], classes.get(person.pk, "")) for person in people]


def search_people(actor: Actor, folded: str, limit: int) -> list[PersonRow]:
    """Return at most `limit` people whose name has every word of `folded`, by name: those with a place below an overseer's unit,
    a teacher's pupils, a guardian's children. Narrower than `visible_people` on purpose, so that each case uses one index.
    """
    if actor.is_platform_staff or Right.PEOPLE_VIEW in actor.rights:
        places = places_in(few_units(actor.unit_path), actor.unit_path)
        found = hits(places, folded, person="person_id").people.filter(merged_into=None).order_by("sort_key", "pk")
        return _rows(list(found[:limit]), actor.unit_path)
    if actor.has_role(Role.TEACHER):
        rows = Person.objects.filter(pk__in=Enrolment.objects.filter(running(), class_group__in=taught_classes(actor)).values("person_id"))
    elif actor.has_role(Role.GUARDIAN):
        rows = Person.objects.filter(pk__in=wards_of(actor.person_id).order_by().values("child_id"))
    else:
        return []
    return _rows(list(hits(rows, folded).people.order_by("sort_key", "pk")[:limit]), actor.unit_path)


def hats_page(unit: Unit) -> list[Membership]:
    """Return the running hats of the unit itself, pupils apart, by role and name."""
    rows = Membership.objects.filter(running(), unit=unit, role__in=set(Role) - {Role.STUDENT}).select_related("person")
    order = {role.value: index for index, role in enumerate((Role.LEADER, Role.UNIT_ADMIN, Role.OFFICER, Role.AUDITOR, Role.TEACHER))}
    return sorted(rows, key=lambda row: (order.get(row.role, 9), row.person.sort_key, row.pk))


def person_record(actor: Actor, person: Person) -> PersonRecord:
    """Return a person's record, as far as the actor's hat reaches. Look through `services.look_at_person` first.

    Numbers, contacts and policy data show to oneself, one's verified guardians, and those who oversee people; a homeroom teacher
    sees the families of the class; other teachers see name, birth date and class.
    """
    may_edit, family = can_edit_person(actor, person), can_manage_family(actor, person)
    private = (
        actor.person_id == person.pk
        or actor.is_platform_staff
        or Right.PEOPLE_VIEW in actor.rights
        or family
        or is_guardian_of(actor, person)
    )
    hats = list(Membership.objects.filter(person=person).select_related("unit").order_by("-valid_from", "-id")[:30])
    seats = Enrolment.objects.filter(person=person).select_related("class_group__unit", "class_group__school_year")
    duties = TeachingAssignment.objects.filter(running(), person=person).select_related("class_group__unit", "subject")
    return PersonRecord(
        person,
        [(hat, hat.title or role_label(hat.role)) for hat in hats],
        list(seats.order_by("-valid_from", "-id")[:30]),
        list(duties.order_by("class_group__name", "id")),
        guardians=list(guardianships_of([person.pk])) if private else [],
        wards=list(wards_of(person.pk)) if private else [],
        code_names=_code_names(person) if private else {},
        private=private,
        may_edit=may_edit,
        may_manage_family=family,
    )


def _code_names(person: Person) -> dict[str, str]:
    lists = code_lists()
    return {
        name: next((value.name for value in lists[key] if value.code == getattr(person, name)), getattr(person, name))
        for name, key in CODE_LISTS.items()
        if getattr(person, name)
    }
