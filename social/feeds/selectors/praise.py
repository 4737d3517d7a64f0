"""Praise: kind words for learners, never the other way."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from core.access.types import Actor
from core.organisations.models import in_language
from core.people.models import Person
from social.groups.enums import Side
from social.groups.models import Space
from social.groups.selectors import people_of

from ..errors import PostRefused
from ..models import Post
from ..types import Shown
from .answers import answers_to

MOST_PRAISED = 60
_FILE = Path(__file__).resolve().parent.parent / "data" / "badges.json"


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge of `data/badges.json`."""

    key: str
    icon: str
    tone: str
    name: str
    name_en: str

    @property
    def label(self) -> str:
        """What people read."""
        return in_language(self.name, self.name_en)


@dataclass(frozen=True, slots=True)
class PraiseShown:
    """Who is praised for what."""

    badge: Badge
    people: Sequence[Person]


@lru_cache(maxsize=1)
def badges() -> dict[str, Badge]:
    """Return the badges by key, in their order."""
    return {row["key"]: Badge(**row) for row in json.loads(_FILE.read_text("utf-8"))}


def clean_praise(post: Post, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return `{person_ids, badge}`: learners of the space. Raises `PostRefused`."""
    people = sorted({int(pk) for pk in data.get("person_ids") or ()})
    if len(people) > MOST_PRAISED:
        raise PostRefused("person_ids", _("Một lần khen nhiều nhất %(count)s em.") % {"count": MOST_PRAISED}, "person_ids")
    if not set(people) <= set(people_of(post.space, [Side.LEARNER])):
        raise PostRefused("person_ids", _("Chỉ khen được học sinh trong nhóm này."), "person_ids")
    return {"person_ids": people, "badge": data["badge"] if data.get("badge") in badges() else ""}


def praise_lack(data: Mapping[str, Any]) -> PostRefused | None:
    """Say that nobody is praised yet, or for nothing."""
    if not data.get("badge"):
        return PostRefused("badge", _("Hãy chọn một lời khen."), "badge")
    return None if data.get("person_ids") else PostRefused("person_ids", _("Hãy chọn ít nhất một học sinh."), "person_ids")


def praise_words(data: Mapping[str, Any]) -> list[str]:
    """Return what for."""
    badge = badges().get(data.get("badge", ""))
    return [badge.label] if badge else []


def praisable(space: Space) -> list[Person]:
    """Return the learners of a space in the order of names. At most four queries."""
    return list(Person.objects.filter(pk__in=people_of(space, [Side.LEARNER])).order_by("sort_key", "id")[:500])


def praise_choices(space: Space) -> list[tuple[int, str]]:
    """Return whom one may praise as choices of a form; in a class, whose teachers know it, namesakes bear their birthday."""
    people = praisable(space)
    alike = Counter(person.full_name for person in people)

    def label(person: Person) -> str:
        if not space.class_group_id or not person.born_on or alike[person.full_name] == 1:
            return str(person.full_name)
        return f"{person.full_name} ({formats.date_format(person.born_on, 'DATE_FORMAT')})"

    return [(person.pk, label(person)) for person in people]


def load_praise(actor: Actor, places: list[Shown]) -> dict[int, PraiseShown]:
    """Return who is praised, by post id. One query, that of the page."""
    people = answers_to(actor, places).people
    known = badges()
    return {
        one.post.pk: PraiseShown(known[badge], [people[pk] for pk in one.post.data.get("person_ids", ()) if pk in people])
        for one in places
        if (badge := one.post.data.get("badge")) in known
    }
