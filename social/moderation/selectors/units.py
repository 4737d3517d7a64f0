"""What units set about safety, and who answers for them."""

from collections.abc import Collection
from functools import lru_cache

from django.core.cache import cache

from core.access.enums import Role
from core.organisations.models import Enrolment, Membership, TeachingAssignment, Unit
from core.people.models import running

from ..enums import JUDGES
from ..models import UnitSafety
from ..rules import Lexicon, built_in

HOSTS, HOSTS_SECONDS = "social.hosts", 300
_LEARNING = (Role.STUDENT, Role.LEARNER)


def paths_above(path: str) -> list[str]:
    """Return the paths of a unit and all above it, from the top down."""
    return [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]


@lru_cache(maxsize=64)
def _lexicon(changes: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]) -> Lexicon:
    lexicon = built_in()
    for added, lifted in changes:
        lexicon = lexicon.changed(added, lifted)
    return lexicon


def lexicon_of(unit_id: int | None) -> tuple[Lexicon, frozenset[str]]:
    """Return the words looked for in a unit and the hosts allowed there: built in, then what each unit from the top down adds and lifts.

    At most two queries.
    """
    path = Unit.objects.filter(pk=unit_id).values_list("path", flat=True).first() if unit_id else None
    if path is None:
        return built_in(), frozenset()
    rows = UnitSafety.objects.filter(unit__path__in=paths_above(path)).order_by("unit__path")
    found = list(rows.values_list("words_added", "words_lifted", "hosts"))
    changes = tuple((tuple(added), tuple(lifted)) for added, lifted, _hosts in found if added or lifted)
    return _lexicon(changes), frozenset(host for row in found for host in row[2])


def hosts_at(path: str) -> frozenset[str]:
    """Return the hosts allowed in links at a unit: its own and those of the units above it. No query for five minutes, and until one is changed."""
    found: dict[str, list[str]] | None = cache.get(HOSTS)
    if found is None:
        found = dict(UnitSafety.objects.exclude(hosts=[]).values_list("unit__path", "hosts"))
        cache.set(HOSTS, found, HOSTS_SECONDS)
    return frozenset(host for above in paths_above(path) for host in found.get(above, ()))


def responsible(path: str, *, not_these: Collection[int] = ()) -> tuple[Unit, list[int]] | None:
    """Return the nearest unit, from `path` upwards, with somebody who judges, and those people; None when there is nobody at all.

    `not_these` judge nothing here (their own case, what they decided). One query.
    """
    rows = Membership.objects.filter(running(), unit__path__in=paths_above(path), role__in=JUDGES).exclude(person_id__in=list(not_these))
    found: dict[str, tuple[Unit, set[int]]] = {}
    for row in rows.select_related("unit"):
        found.setdefault(row.unit.path, (row.unit, set()))[1].add(row.person_id)
    if not found:
        return None
    unit, people = found[max(found, key=len)]
    return unit, sorted(people)


def judges_of(unit_id: int, *, not_these: Collection[int] = ()) -> list[int]:
    """Return who judges in a unit itself."""
    rows = Membership.objects.filter(running(), unit_id=unit_id, role__in=JUDGES).exclude(person_id__in=list(not_these))
    return sorted(set(rows.values_list("person_id", flat=True)))


def is_judge_at(person_id: int, path: str) -> bool:
    """Say whether a person is one of those who judge in the unit at `path`."""
    return Membership.objects.filter(running(), person_id=person_id, unit__path=path, role__in=JUDGES).exists()


def homeroom_of(child_id: int) -> set[int]:
    """Return the homeroom teachers of a pupil today."""
    classes = Enrolment.objects.filter(running(), person_id=child_id, state="studying").values("class_group_id")
    rows = TeachingAssignment.objects.filter(running(), class_group_id__in=classes, kind="homeroom")
    return set(rows.values_list("person_id", flat=True))


def duty_of(unit_id: int) -> set[int]:
    """Return who is on the duty list of a unit and still works there."""
    chosen = UnitSafety.objects.filter(unit_id=unit_id).values("duty")
    rows = Membership.objects.filter(running(), unit_id=unit_id, person_id__in=chosen).exclude(role__in=_LEARNING)
    return set(rows.values_list("person_id", flat=True))


def alerted_for(child_id: int, unit: Unit) -> set[int]:
    """Return who hears of a child's cry for help: the duty list, else the homeroom teacher and the heads, else who answers above."""
    if duty := duty_of(unit.pk):
        return duty
    found = homeroom_of(child_id) | set(judges_of(unit.pk))
    if found:
        return found
    above = responsible(unit.path)
    return set(above[1]) if above else set()


def staff_of(unit: Unit) -> list[Membership]:
    """Return the places of those who work in a unit, by name, each person once."""
    rows = Membership.objects.filter(running(), unit=unit).exclude(role__in=_LEARNING).select_related("person")
    found: dict[int, Membership] = {}
    for row in rows.order_by("sort_key", "person_id"):
        found.setdefault(row.person_id, row)
    return list(found.values())


def safety_of(unit_id: int) -> UnitSafety:
    """Return what a unit has set; an empty, unsaved row when it has set nothing."""
    return UnitSafety.objects.filter(unit_id=unit_id).first() or UnitSafety(unit_id=unit_id)


def inherited_words(unit: Unit) -> list[tuple[str, list[str]]]:
    """Return the words units above have added, with their names, from the top down."""
    rows = UnitSafety.objects.filter(unit__path__in=paths_above(unit.path)[:-1]).select_related("unit").order_by("unit__path")
    return [(row.unit.label, row.words_added) for row in rows if row.words_added]
