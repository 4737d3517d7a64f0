"""What who may do where. Pure.

The defaults follow Decree 147/2024 and the age tiers of the province: small children read and react, from lower secondary on they
comment and post with approval; guardians comment in their child's class; a unit's space speaks for the unit.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .enums import Ability, Band, MemberRole, Side, SpaceKind

_A = Ability
READS = frozenset({_A.READ})
REACTS = frozenset({_A.READ, _A.REACT})
COMMENTS = REACTS | {_A.COMMENT, _A.EDIT}
POSTS = COMMENTS | {_A.POST}
LEADS = POSTS | {_A.ANNOUNCE, _A.MODERATE, _A.MANAGE}

_LEARNERS: dict[Band, frozenset[Ability]] = {Band.PRIMARY: REACTS, Band.LOWER: POSTS, Band.UPPER: POSTS, Band.ADULT: POSTS}
_IN_UNIT: dict[Band, frozenset[Ability]] = {Band.PRIMARY: REACTS, Band.LOWER: REACTS, Band.UPPER: COMMENTS, Band.ADULT: COMMENTS}
SWITCHES = frozenset({_A.REACT, _A.COMMENT, _A.POST, _A.EDIT, _A.WORKS})
TOPICS, TOPIC_LETTERS = 12, 40


def default_abilities(kind: str, side: str, band: Band, *, leads: bool) -> frozenset[Ability]:
    """Return what a side may do in a kind of space before its settings: `leads` is who looks after it."""
    if leads:
        return LEADS
    if side == Side.STAFF:
        return POSTS | {_A.ANNOUNCE} if kind in {SpaceKind.CLASS, SpaceKind.COURSE} else POSTS
    if side == Side.GUARDIAN:
        return COMMENTS if kind == SpaceKind.CLASS else REACTS
    found = (_IN_UNIT if kind == SpaceKind.UNIT else _LEARNERS)[band]
    return found | {_A.WORKS} if kind == SpaceKind.CLASS else found


def abilities(
    kind: str, side: str, band: Band, settings: Mapping[str, Any], *, leads: bool = False, is_read_only: bool = False
) -> frozenset[Ability]:
    """Return what somebody may do in a space.

    `settings["switches"]` turns single abilities on or off for a side (`{"learner": {"comment": false}}`); they never give a small
    child more than reacting. `settings["comments_closed"]` leaves comments to who looks after the space. A read-only space or person reads.
    """
    if is_read_only:
        return READS | ({_A.MODERATE} if leads else frozenset())
    found = set(default_abilities(kind, side, band, leads=leads))
    chosen = settings.get("switches", {}).get(side, {}) if not leads else {}
    for ability in SWITCHES:
        wanted = chosen.get(ability.value)
        if wanted is False:
            found.discard(ability)
        elif wanted is True and band != Band.PRIMARY:
            found.add(ability)
    if settings.get("comments_closed") and not leads:
        found.discard(_A.COMMENT)
    return frozenset(found)


def shows_works(settings: Mapping[str, Any]) -> bool:
    """Say whether the learners of a class see each other's works there."""
    return settings.get("switches", {}).get(Side.LEARNER, {}).get(_A.WORKS) is not False


def allowed_at_most(kind: str, side: str) -> frozenset[Ability]:
    """Return what a side may do in a kind of space whatever its age: what settings can take away."""
    return default_abilities(kind, side, Band.ADULT, leads=False)


def needs_approval(side: str, band: Band, settings: Mapping[str, Any], what: str, *, leads: bool = False) -> bool:
    """Say whether a `post` or `comment` waits for approval: by default all of small children, posts of lower secondary pupils.

    `settings["approve"]` adds to it for a side: `{"learner": ["post", "comment"]}`; it never takes away.
    """
    if leads:
        return False
    if band == Band.PRIMARY:
        return True
    if what in settings.get("approve", {}).get(side, ()):
        return True
    return side == Side.LEARNER and band == Band.LOWER and what == "post"


def band_of_level(level: str, born_on: date | None, today: date) -> Band:
    """Return the band of a learner by the level of the class, by age where the level says nothing (continuing education)."""
    known = {"preschool": Band.PRIMARY, "primary": Band.PRIMARY, "lower_secondary": Band.LOWER, "upper_secondary": Band.UPPER}
    return known.get(level) or band_of_age(born_on, today)


def band_of_age(born_on: date | None, today: date) -> Band:
    """Return the band by age: below 11, below 15, below 18, grown up. Without a birthday the safest for a learner, lower."""
    if born_on is None:
        return Band.LOWER
    age = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    return Band.PRIMARY if age < 11 else Band.LOWER if age < 15 else Band.UPPER if age < 18 else Band.ADULT


def leads_by_role(role: str) -> bool:
    """Say whether a member of a community looks after it."""
    return role in {MemberRole.MODERATOR, MemberRole.OWNER}


def lacks_teacher(learner_units: set[int | None], staff_units: set[int | None]) -> set[int | None]:
    """Return the schools whose learners are in a circle without a teacher of theirs: there they may not stay."""
    return learner_units - staff_units


def asked_sides(kind: str, sides: Iterable[str]) -> tuple[Side, ...]:
    """Return whom an announcement in a kind of space asks: those it is for; for everybody, families and learners where there are any."""
    chosen = set(sides)
    if chosen:
        return tuple(side for side in Side if side in chosen)
    if kind in {SpaceKind.CLASS, SpaceKind.COURSE}:
        return (Side.LEARNER, Side.GUARDIAN)
    return (Side.STAFF,) if kind in {SpaceKind.TEAM, SpaceKind.COMMUNITY} else tuple(Side)


def sides_shown(kind: str, side: str) -> tuple[str, ...]:
    """Return whose names somebody sees among the people of a space; a guardian sees its own children besides.

    Staff see all. Learners see the others they sit or meet with, and in the space of a unit or team its staff only; guardians see staff.
    """
    if side == Side.STAFF:
        return (Side.STAFF, Side.LEARNER, Side.GUARDIAN)
    if side == Side.LEARNER and kind not in {SpaceKind.UNIT, SpaceKind.TEAM}:
        return (Side.STAFF, Side.LEARNER)
    return (Side.STAFF,)


def tidy_topics(text: str) -> list[str]:
    """Return the topics of a community from what was typed, one a line: trimmed, each once, at most 12 of 40 letters."""
    lines = (" ".join(line.split())[:TOPIC_LETTERS] for line in text.splitlines())
    return list({line.casefold(): line for line in reversed([line for line in lines if line])}.values())[::-1][:TOPICS]
