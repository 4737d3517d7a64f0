"""The people of a space as a reader may see them: one side at a time, by name, a page after the other."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core.access.enums import Role
from core.access.types import Actor
from core.lib.vietnamese import fold
from core.organisations.enums import AssignmentKind
from core.organisations.models import Enrolment, Membership, TeachingAssignment
from core.organisations.selectors import ROLE_LABELS
from core.people.models import Guardianship, Person, running
from core.ports.counting import CountOf

from ..enums import MemberRole, MemberState, Side, SpaceKind
from ..models import Space, SpaceMember
from ..rules import sides_shown
from ..types import MemberLine, MemberPage, Standing
from .people import people_of

PAGE = 40
LEARNING = (Role.STUDENT, Role.LEARNER)
Details = dict[int, list[str]]


def address(person: Person, side: str) -> str:
    """Return a name as people say it: teachers with the word one addresses them by."""
    if side != Side.STAFF or person.sex not in {"female", "male"}:
        return person.full_name
    return (_("Cô %(name)s") if person.sex == "female" else _("Thầy %(name)s")) % {"name": person.full_name}


def people_query(space: Space, side: str) -> QuerySet[Person]:
    """Return the people of one side of a space today."""
    here = Q(person_id=OuterRef("pk"))
    if space.source_key:
        found = [pk for pk, one in people_of(space).items() if one == side]
        return Person.objects.filter(pk__in=found)
    if side == Side.GUARDIAN:
        children = _learner_ids(space)
        if children is None:
            return Person.objects.none()
        return Person.objects.filter(
            Exists(Guardianship.objects.filter(running(), guardian_id=OuterRef("pk"), child_id__in=children).exclude(verified_at=None))
        )
    if space.class_group_id:
        rows: QuerySet[Any] = (
            TeachingAssignment.objects.filter(running(), here, class_group_id=space.class_group_id)
            if side == Side.STAFF
            else Enrolment.objects.filter(running(), here, class_group_id=space.class_group_id, state="studying")
        )
    elif space.kind in {SpaceKind.UNIT, SpaceKind.TEAM}:
        members = Membership.objects.filter(running(), here, unit_id=space.unit_id)
        rows = members.exclude(role__in=LEARNING) if side == Side.STAFF else members.filter(role__in=LEARNING)
    else:
        rows = SpaceMember.objects.filter(here, space=space, state=MemberState.RUNNING, side=side)
    return Person.objects.filter(Exists(rows))


def _learner_ids(space: Space) -> QuerySet[Any] | None:
    """Return the learners whose guardians belong to a space; None where guardians don't."""
    if space.class_group_id:
        return Enrolment.objects.filter(running(), class_group_id=space.class_group_id, state="studying").values("person_id")
    if space.kind in {SpaceKind.UNIT, SpaceKind.TEAM}:
        return Enrolment.objects.filter(running(), unit_id=space.unit_id, state="studying").values("person_id")
    return None


def count_people(space: Space) -> int:
    """Return how many staff and learners are in a space. One query, two where another domain knows them."""
    if space.source_key:
        return sum(1 for side in people_of(space).values() if side != Side.GUARDIAN)
    staff, learners = (CountOf(people_query(space, side)) for side in (Side.STAFF, Side.LEARNER))
    return int(Space.objects.filter(pk=space.pk).values_list(staff + learners, flat=True).get())


def people_shown(space: Space, standing: Standing, side: str) -> QuerySet[Person]:
    """Return the people of a side the reader sees: a guardian its own children, and no other learner."""
    if side in sides_shown(space.kind, standing.side):
        return people_query(space, side)
    own = standing.child_ids if side == Side.LEARNER else ()
    return people_query(space, side).filter(pk__in=own)


def member_page(actor: Actor, space: Space, standing: Standing, *, side: str = "", text: str = "", after: str = "") -> MemberPage:
    """Return a page of people by name, of one side, by words (diacritics or not), after the person `after` (a uuid). At most eight queries."""
    labels = dict(Side.choices)
    counts = ((value, str(labels[value]), people_shown(space, standing, value).count()) for value in Side)
    sides = tuple(row for row in counts if row[2])
    chosen = side if side in {row[0] for row in sides} else (sides[0][0] if sides else Side.STAFF)
    rows = people_shown(space, standing, chosen).order_by("sort_key", "id")
    for word in fold(text).split():
        rows = rows.filter(search_text__contains=word)
    if (last := _person(after)) is not None:
        rows = rows.filter(Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, pk__gt=last.pk))
    people = list(rows[: PAGE + 1])
    more = str(people[PAGE - 1].uuid) if len(people) > PAGE else ""
    details = details_of(space, chosen, [one.pk for one in people])
    lines = tuple(
        MemberLine(one.uuid, address(one, chosen), one.initials, " · ".join(dict.fromkeys(details.get(one.pk, ()))))
        for one in people[:PAGE]
    )
    return MemberPage(chosen, lines, sides, more)


def _person(text: str) -> Person | None:
    try:
        return Person.objects.filter(uuid=UUID(text)).first()
    except ValueError:
        return None


def details_of(space: Space, side: str, ids: list[int]) -> Details:
    """Return what people are in a space, in words. One query."""
    found: Details = {}
    for pk, word in _words(space, side, ids):
        found.setdefault(pk, []).append(str(word))
    return found


def _words(space: Space, side: str, ids: list[int]) -> Iterable[tuple[int, Any]]:
    if side == Side.GUARDIAN:
        return _of_guardians(space, ids)
    if space.kind in {SpaceKind.COMMUNITY, SpaceKind.CIRCLE}:
        return _of_members(space, ids)
    if space.class_group_id:
        return _of_teachers(space, ids) if side == Side.STAFF else ()
    if space.source_key:
        return ()
    return _of_hats(space, ids) if side == Side.STAFF else _of_pupils(space, ids)


def duty_in(space: Space, person_id: int) -> str:
    """Return what a teacher is in the class of a space ("Chủ nhiệm 9A1", "Toán, Tin học"); "" elsewhere. One query, none elsewhere."""
    if not space.class_group_id or space.class_group is None:
        return ""
    rows = TeachingAssignment.objects.filter(running(), class_group_id=space.class_group_id, person_id=person_id).select_related("subject")
    duties = list(rows.order_by("id"))
    if any(row.kind == AssignmentKind.HOMEROOM for row in duties):
        return _("Chủ nhiệm %(class)s") % {"class": space.class_group.name}
    return ", ".join(dict.fromkeys(str(row.subject.label) for row in duties if row.subject))


def _of_guardians(space: Space, ids: list[int]) -> Iterable[tuple[int, Any]]:
    children = _learner_ids(space)
    if children is not None:
        ties = Guardianship.objects.filter(running(), guardian_id__in=ids, child_id__in=children).exclude(verified_at=None)
        for guardian_id, name in ties.order_by("child__sort_key").values_list("guardian_id", "child__full_name"):
            yield guardian_id, _("Phụ huynh em %(name)s") % {"name": name}


def _of_members(space: Space, ids: list[int]) -> Iterable[tuple[int, Any]]:
    for member in SpaceMember.objects.filter(space=space, person_id__in=ids).select_related("unit"):
        if member.unit is not None:
            yield member.person_id, member.unit.label
        if member.role != MemberRole.MEMBER:
            yield member.person_id, member.get_role_display()


def _of_teachers(space: Space, ids: list[int]) -> Iterable[tuple[int, Any]]:
    rows = TeachingAssignment.objects.filter(running(), class_group_id=space.class_group_id, person_id__in=ids)
    for row in rows.select_related("subject").order_by("kind", "id"):
        yield row.person_id, _("Chủ nhiệm") if row.kind == AssignmentKind.HOMEROOM else row.subject or row.get_kind_display()


def _of_hats(space: Space, ids: list[int]) -> Iterable[tuple[int, Any]]:
    hats = Membership.objects.filter(running(), unit_id=space.unit_id, person_id__in=ids).exclude(role__in=LEARNING)
    for person_id, role in hats.order_by("id").values_list("person_id", "role"):
        yield person_id, _(ROLE_LABELS[Role(role)])


def _of_pupils(space: Space, ids: list[int]) -> Iterable[tuple[int, Any]]:
    places = Enrolment.objects.filter(running(), unit_id=space.unit_id, state="studying", person_id__in=ids)
    yield from places.values_list("person_id", "class_group__name")
