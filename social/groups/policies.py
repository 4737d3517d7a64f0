"""Who stands where in which space. The roster answers for classes, units, teams and courses: nothing of it is stored here."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.enums import Role
from core.access.rules import covers
from core.access.types import Actor
from core.lib.once import once
from core.organisations.enums import UnitKind
from core.organisations.models import ClassGroup, Enrolment, Membership, TeachingAssignment, Unit
from core.organisations.selectors.classes import reading_places
from core.organisations.selectors.hats import running_memberships
from core.people.models import Person, running
from core.people.rules import age_on, may_publish
from core.people.selectors import known_wards, word_of
from social.hooks import PostingLimit, RosterSource

from .enums import Ability, Band, MemberRole, MemberState, Side, SpaceKind
from .models import OverseerVisit, Space, SpaceMember
from .rules import abilities, band_of_age, band_of_level, leads_by_role
from .types import Standing

CHILD_AGE = 16  # Children Law 2016: below it the guardian's consent to social features is needed
VISIT_HOURS = 24  # how long a reason of a head holds
_LEARNING = frozenset({Role.STUDENT, Role.LEARNER})
_HEADS = frozenset({Role.LEADER, Role.UNIT_ADMIN})
OFFICES = frozenset({UnitKind.PROVINCE, UnitKind.DEPARTMENT, UnitKind.DISTRICT_OFFICE, UnitKind.COMMUNE})


@dataclass(frozen=True, slots=True)
class Place:
    """A place a roster gives: the key of its space (`class:<id>`, `unit:<id>`, `course:<uuid>`), and what the person is there."""

    key: str
    kind: str
    unit_id: int
    name: str
    side: Side
    band: Band = Band.ADULT
    leads: bool = False
    is_over: bool = False
    child_ids: tuple[int, ...] = ()
    class_id: int | None = None
    child_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """A space and where the actor stands in it."""

    space: Space
    standing: Standing


def uses_social(actor: Actor, obj: Any = None) -> bool:
    """Permit everybody with a running hat."""
    return actor.hat is not None


def places_of(actor: Actor) -> list[Place]:
    """Return the places rosters give the actor under its hat, asked once a page. At most three queries and those of the roster sources."""
    if actor.hat is None or actor.is_guest:
        return []
    return list(once(("places", actor.person_id, actor.hat), lambda: _places_of(actor)))


def _places_of(actor: Actor) -> list[Place]:
    if actor.has_role(Role.GUARDIAN):
        return _with_names(actor, _merged(_ward_places(actor)))
    places = _unit_places(actor)
    if actor.role in _LEARNING:
        places += _own_classes(actor)
    elif actor.has_role(Role.TEACHER):
        places += _taught_classes(actor)
    own = _band_as_learner(actor, places)
    for source in RosterSource.all():
        for row in source.spaces_of(actor):
            band = own if row.side == Side.LEARNER else Band.ADULT
            places.append(Place(row.source_key, SpaceKind.COURSE, row.unit_id, row.name, Side(row.side), band, row.leads))
    return _merged(places)


def _band_as_learner(actor: Actor, places: Iterable[Place]) -> Band:
    """Return the band a learner takes along into courses and circles: that of its class, the youngest of several."""
    if actor.role != Role.STUDENT:  # a teacher who takes a course is grown up
        return Band.ADULT
    bands = [place.band for place in places if place.kind == SpaceKind.CLASS and place.side == Side.LEARNER and not place.is_over]
    return min(bands, key=list(Band).index, default=Band.LOWER)


def _class_place(group: ClassGroup, side: Side, **fields: Any) -> Place:
    is_over = fields.pop("is_over", False) or group.school_year.ends_on < timezone.localdate()
    return Place(f"class:{group.pk}", SpaceKind.CLASS, group.unit_id, group.name, side, class_id=group.pk, is_over=is_over, **fields)


def _own_classes(actor: Actor) -> list[Place]:
    rows = Enrolment.objects.filter(reading_places(), person_id=actor.person_id, unit_id=actor.unit_id)
    today = timezone.localdate()
    return [
        _class_place(
            row.class_group,
            Side.LEARNER,
            band=band_of_level(row.class_group.grade.level, row.person.born_on, today),
            is_over=row.state == "completed",
        )
        for row in rows.select_related("person", "class_group__grade", "class_group__school_year")
    ]


def _taught_classes(actor: Actor) -> list[Place]:
    rows = TeachingAssignment.objects.filter(running(), person_id=actor.person_id, class_group__unit_id=actor.unit_id)
    return [
        _class_place(row.class_group, Side.STAFF, leads=row.kind == "homeroom") for row in rows.select_related("class_group__school_year")
    ]


def _unit_places(actor: Actor) -> list[Place]:
    """Return the unit of the hat and the parts of it the person has a place in (teams)."""
    places = []
    today = timezone.localdate()
    for row in running_memberships(actor.person_id):
        if not row.unit.path.startswith(actor.unit_path):
            continue
        is_learner = row.role in _LEARNING
        band = band_of_age(row.person.born_on, today) if row.role == Role.STUDENT else Band.ADULT
        kind = SpaceKind.TEAM if row.unit.kind == UnitKind.TEAM else SpaceKind.UNIT
        leads = row.role in _HEADS or (kind == SpaceKind.UNIT and row.role == Role.OFFICER)
        side = Side.LEARNER if is_learner else Side.STAFF
        places.append(Place(f"unit:{row.unit_id}", kind, row.unit_id, row.unit.label, side, band, leads, row.unit.is_closed))
    return places


def _ward_places(actor: Actor) -> list[Place]:
    wards = [ward.child_id for ward in known_wards(actor.person_id)]
    rows = Enrolment.objects.filter(reading_places(), person_id__in=wards)
    places = []
    for row in rows.select_related("class_group__school_year", "unit").order_by("person__born_on", "id"):
        child, is_over = (row.person_id,), row.state == "completed"
        places.append(_class_place(row.class_group, Side.GUARDIAN, child_ids=child, is_over=is_over))
        unit = Place(f"unit:{row.unit_id}", SpaceKind.UNIT, row.unit_id, row.unit.label, Side.GUARDIAN, is_over=is_over, child_ids=child)
        places.append(unit)
    return places


def _merged(places: Iterable[Place]) -> list[Place]:
    """Return one place a space: staff before learner before guardian, children together, leading if any leads."""
    found: dict[str, Place] = {}
    order = {Side.STAFF: 0, Side.LEARNER: 1, Side.GUARDIAN: 2}
    for place in places:
        known = found.get(place.key)
        if known is None:
            found[place.key] = place
            continue
        first, other = (known, place) if order[known.side] <= order[place.side] else (place, known)
        found[place.key] = Place(
            first.key, first.kind, first.unit_id, first.name, first.side, first.band, first.leads or (other.leads and other.side == first.side),
            first.is_over and other.is_over, tuple(dict.fromkeys(known.child_ids + place.child_ids)), first.class_id,
        )  # fmt: skip
    return list(found.values())


def _with_names(actor: Actor, places: list[Place]) -> list[Place]:
    """Say whose places they are to a guardian of several children, but where all of them are."""
    names = {ward.child_id: ward.child.short_name for ward in known_wards(actor.person_id)}
    if len(names) < 2:
        return places
    return [
        place if len(place.child_ids) == len(names) else replace(place, child_names=tuple(names[pk] for pk in place.child_ids))
        for place in places
    ]


def child_names(actor: Actor) -> dict[str, tuple[str, ...]]:
    """Return by the key of a space the names of the guardian's children there, where it has others elsewhere. Asks `places_of`, for those alone."""
    if not actor.has_role(Role.GUARDIAN) or len({ward.child_id for ward in known_wards(actor.person_id)}) < 2:
        return {}
    return {place.key: place.child_names for place in places_of(actor) if place.child_names}


def keys_condition(places: Iterable[Place]) -> Q:
    """Return the condition for the spaces of places."""
    class_ids = [place.class_id for place in places if place.class_id]
    unit_ids = [place.unit_id for place in places if place.kind in {SpaceKind.UNIT, SpaceKind.TEAM}]
    sources = [place.key for place in places if place.kind == SpaceKind.COURSE]
    units = Q(unit_id__in=unit_ids, kind__in=[SpaceKind.UNIT, SpaceKind.TEAM])
    return Q(class_group_id__in=class_ids) | units | Q(source_key__in=sources)


def key_of(space: Space) -> str:
    """Return the key a place has for `space`; "" for one people join."""
    if space.class_group_id:
        return f"class:{space.class_group_id}"
    return f"unit:{space.unit_id}" if space.kind in {SpaceKind.UNIT, SpaceKind.TEAM} else space.source_key


def _voices() -> dict[str, Any]:
    return {f"social_by_{voice}": word_of("social", voice) for voice in ("child", "guardian")}


def consent_limit(actor: Actor) -> str:
    """Return why a child may only read while a consent is missing, or "". One query, for pupils."""
    if not actor.has_role(Role.STUDENT):
        return ""
    return _consent_limit(Person.objects.annotate(**_voices()).get(pk=actor.person_id))


def _consent_limit(person: Any) -> str:
    age = age_on(person.born_on, timezone.localdate()) if person.born_on else None
    words = {"child": person.social_by_child, "guardian": person.social_by_guardian}
    if (age is not None and age >= CHILD_AGE) or may_publish(age, words):
        return ""
    return _("Em cần được bố mẹ hoặc người giám hộ đồng ý cho dùng bảng tin. Trong lúc chờ, em vẫn đọc được.")


def posting_limit(actor: Actor) -> str:
    """Return why the actor may only read for now, or "": a missing consent of a child, or what other parts say. One query."""
    return once(("posting limit", actor.person_id, actor.hat), lambda: _posting_limit(actor))


def _posting_limit(actor: Actor) -> str:
    hooks, is_pupil = PostingLimit.all(), actor.has_role(Role.STUDENT)
    facts = {name: fact for hook in hooks for name, fact in hook.facts().items()}
    if is_pupil:
        facts |= _voices() | _last_days(actor)
    person = Person.objects.annotate(**facts).filter(pk=actor.person_id).first()
    if person is None:
        return ""
    return (_completed_limit(person) or _consent_limit(person) if is_pupil else "") or next(
        (said for hook in hooks if (said := hook.reason(actor, person))), ""
    )


def _last_days(actor: Actor) -> dict[str, Any]:
    """Return what says whether a pupil has completed the last grade of the school: `completed_on`, and `studies_here` if it is there again."""
    places = Enrolment.objects.filter(person_id=OuterRef("pk"), unit_id=actor.unit_id)
    ended = places.filter(state="completed").order_by("-valid_to").values("valid_to")[:1]
    return {"completed_on": Subquery(ended), "studies_here": Exists(places.filter(running(), state="studying"))}


def _completed_limit(person: Any) -> str:
    if person.completed_on is None or person.studies_here:
        return ""
    day = person.completed_on + timedelta(days=settings.GRADUATE_READ_DAYS)
    return _("Em đã hoàn thành chương trình ở trường này. Em còn đọc được đến hết ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"}


def seats_of(actor: Actor, *, places: list[Place] | None = None, only: Q | None = None, **facts: Any) -> list[Seat]:
    """Return the spaces of the actor under its hat with what it may do there (`only`: in those), in no order.

    `facts` are annotations the spaces come with, for who needs to know more of them.
    """
    known = {place.key: place for place in (places_of(actor) if places is None else places)}
    ids = Space.objects.filter(keys_condition(known.values())).values("pk")
    ids = ids.union(SpaceMember.objects.filter(_own_members(actor)).values("space_id"))
    rows = Space.objects.filter(only or Q(), pk__in=ids).select_related("unit", "class_group__school_year")
    if actor.role in _LEARNING:
        facts["has_own_staff"] = Exists(_staff_at_work().filter(space_id=OuterRef("pk"), unit_id=actor.unit_id))
    own = FilteredRelation("members", condition=_own_members(actor, "members__"))
    spaces: list[Any] = list(rows.annotate(own=own, own_side=F("own__side"), own_role=F("own__role"), **facts))
    limit = posting_limit(actor) if spaces else ""
    if actor.role in _LEARNING:  # children meet others in circles only with a teacher of their school beside them
        spaces = [space for space in spaces if space.own_side != Side.LEARNER or space.has_own_staff]
    band = _band_as_learner(actor, known.values())
    return [Seat(space, _standing(space, known.get(key_of(space)), limit, band)) for space in spaces]


def _own_members(actor: Actor, prefix: str = "") -> Q:
    """Return the condition for the rows with which the actor is in communities and circles, as what its hat is; a guardian in none."""
    sides = [""] if actor.has_role(Role.GUARDIAN) else [Side.LEARNER] if actor.role in _LEARNING else [Side.STAFF, Side.GUARDIAN]
    mine = {"person_id": actor.person_id, "state": MemberState.RUNNING, "side__in": sides}
    return Q(**{f"{prefix}{name}": value for name, value in mine.items()})


def _staff_at_work() -> QuerySet[SpaceMember]:
    """Return the members of communities and circles who work today at the school they come from."""
    working = Membership.objects.filter(running(), person_id=OuterRef("person_id"), unit_id=OuterRef("unit_id")).exclude(role__in=_LEARNING)
    return SpaceMember.objects.filter(Exists(working), side=Side.STAFF, state=MemberState.RUNNING)


def members_today(space: Space) -> QuerySet[SpaceMember]:
    """Return the members of a community or circle who count today: staff who work somewhere, learners beside a teacher of their school.

    The same rule as `seats_of`, for those who are told and named. One query where it is used.
    """
    hats = Membership.objects.filter(running(), person_id=OuterRef("person_id"))
    beside = hats.filter(role__in=_LEARNING, unit_id__in=_staff_at_work().filter(space_id=space.pk).values("unit_id"))
    rows = SpaceMember.objects.filter(space=space, state=MemberState.RUNNING)
    return rows.filter(~Q(side=Side.LEARNER) & Exists(hats.exclude(role__in=_LEARNING)) | Q(side=Side.LEARNER) & Exists(beside))


def is_member(actor: Actor, space: Space) -> bool:
    """Say whether the actor has a place in `space` under its hat."""
    return bool(seats_of(actor, only=Q(pk=space.pk)))


def schools_with_staff(space_ids: Iterable[int]) -> dict[int, set[int | None]]:
    """Return for each circle the schools that have somebody in it who works there today. One query."""
    staff = _staff_at_work().filter(space_id__in=list(space_ids))
    present: dict[int, set[int | None]] = {}
    for space_id, unit_id in staff.values_list("space_id", "unit_id"):
        present.setdefault(space_id, set()).add(unit_id)
    return present


def _standing(space: Any, place: Place | None, limit: str, learner_band: Band) -> Standing:
    if place is None:
        side = Side(space.own_side or Side.STAFF)
        band, leads, is_over, children = (
            Band.ADULT if side == Side.STAFF else learner_band,
            bool(space.own_role and leads_by_role(space.own_role)),
            False,
            (),
        )
    else:
        side, band, leads, is_over, children = place.side, place.band, place.leads, place.is_over, place.child_ids  # type: ignore[assignment]
    if side == Side.GUARDIAN and is_over and not limit:
        limit = _left_limit(space)
    is_read_only = bool(limit) or is_over or space.archived_at is not None
    allowed = abilities(space.kind, side, band, space.settings, leads=leads, is_read_only=is_read_only)
    if space.own_role == MemberRole.MODERATOR:
        allowed -= {Ability.MANAGE}
    return Standing(side, band, allowed, leads, children, limit=limit, child_names=place.child_names if place else ())


def _left_limit(space: Space) -> str:
    """Return why a guardian only reads where the year of the class still runs: its child has completed the last grade."""
    if space.class_group is not None and space.class_group.school_year.ends_on < timezone.localdate():
        return ""
    return _("Con bạn đã hoàn thành chương trình ở trường này. Bài cũ còn để đọc thêm một thời gian.")


def oversees(actor: Actor, space: Space) -> bool:
    """Say whether the actor heads the unit `space` belongs to (or stands above in the same school): reads on a reason, and moderates.

    Offices above a school do not look into its spaces: they see cases.
    """
    if actor.role not in _HEADS or not covers(actor.unit_path, space.unit.path):
        return False
    return actor.unit_id == space.unit_id or not Unit.objects.filter(pk=actor.unit_id, kind__in=OFFICES).exists()


def needs_reason(actor: Actor, space: Space) -> bool:
    """Say whether the actor looks into `space` only as a head of its unit and has not said why within the last day. One more query, for heads."""
    if actor.role not in _HEADS or not oversees(actor, space) or seats_of(actor, only=Q(pk=space.pk)):
        return False
    since = timezone.now() - timedelta(hours=VISIT_HOURS)
    return not OverseerVisit.objects.filter(space=space, person_id=actor.person_id, at__gt=since).exists()


def heads_below(actor: Actor) -> Q | None:
    """Return the condition for what hangs on a space the actor oversees (`space__unit`); None for who heads nothing."""
    return Q(space__unit__path__startswith=actor.unit_path) if actor.role in _HEADS else None


def standing_in(actor: Actor, space: Space) -> Standing | None:
    """Return where the actor stands in `space`; None when it has no business there. Heads of the unit oversee: they read and moderate."""
    seats = seats_of(actor, only=Q(pk=space.pk))
    if seats:
        return seats[0].standing
    if oversees(actor, space):
        return Standing(Side.STAFF, abilities=frozenset({Ability.READ, Ability.MODERATE}), looks_after=True, is_overseer=True)
    return None


def can(actor: Actor, space: Space, ability: Ability) -> bool:
    """Say whether the actor may do `ability` in `space`; the system may."""
    if actor.is_system:
        return True
    standing = standing_in(actor, space)
    return standing is not None and standing.may(ability)


def can_read_space(actor: Actor, space: Space) -> bool:
    """Say whether the actor may read `space`; the same rule as `visible_spaces` and, for heads, `oversees`."""
    return can(actor, space, Ability.READ)


def visible_spaces(actor: Actor) -> QuerySet[Space]:
    """Return the spaces the actor belongs to."""
    return Space.objects.filter(pk__in=[seat.space.pk for seat in seats_of(actor)])


def can_join(actor: Actor, space: Space) -> bool:
    """Say whether the actor may join `space` or ask to: grown-ups of the sector, communities and circles only."""
    return space.kind in {SpaceKind.COMMUNITY, SpaceKind.CIRCLE} and can_found_community(actor)


def can_leave(actor: Actor, space: Space) -> bool:
    """Say whether the actor is in the community or circle by itself under its hat: staff and pupils alike may go."""
    return SpaceMember.objects.filter(_own_members(actor), space=space).exists()


def can_found_community(actor: Actor, obj: object = None) -> bool:
    """Say whether the actor may found a community: teachers, leaders and officers, never learners or guardians."""
    return actor.has_role(Role.TEACHER, Role.LEADER, Role.UNIT_ADMIN, Role.OFFICER, Role.STAFF)
