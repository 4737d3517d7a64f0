"""How an outline changes: moving, comparing, inserting. An outline is the JSON of a `CourseVersion`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

OutlineJson = list[dict[str, Any]]


def as_json(sections: Iterable[tuple[int, str, Iterable[int]]]) -> OutlineJson:
    """Return sections `(id, title, activity ids)` as a version keeps them."""
    return [{"id": id_, "title": title, "activities": list(activities)} for id_, title, activities in sections]


def moved(order: Sequence[int], item: int, to_index: int) -> list[int]:
    """Return `order` with `item` (put in when it isn't there) at `to_index`, clamped to the ends."""
    rest = [other for other in order if other != item]
    index = max(0, min(to_index, len(rest)))
    return [*rest[:index], item, *rest[index:]]


def activity_ids(outline: OutlineJson) -> list[int]:
    """Return the ids of all activities in the order of study."""
    return [activity for section in outline for activity in section["activities"]]


@dataclass(frozen=True)
class OutlineChanges:
    """What publishing would change: ids of activities, titles of sections. `is_reordered`: places changed among those that stay."""

    added: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    added_sections: list[str] = field(default_factory=list)
    removed_sections: list[str] = field(default_factory=list)
    renamed_sections: list[tuple[str, str]] = field(default_factory=list)
    is_reordered: bool = False

    def __bool__(self) -> bool:
        return any((self.added, self.removed, self.added_sections, self.removed_sections, self.renamed_sections, self.is_reordered))


def changes(old: OutlineJson, new: OutlineJson) -> OutlineChanges:
    """Return what is different in `new`."""
    old_ids, new_ids = activity_ids(old), activity_ids(new)
    old_titles, new_titles = ({section["id"]: section["title"] for section in outline} for outline in (old, new))
    kept_activities, kept_sections = set(old_ids) & set(new_ids), old_titles.keys() & new_titles.keys()
    return OutlineChanges(
        added=[id_ for id_ in new_ids if id_ not in kept_activities],
        removed=[id_ for id_ in old_ids if id_ not in kept_activities],
        added_sections=[title for id_, title in new_titles.items() if id_ not in kept_sections],
        removed_sections=[title for id_, title in old_titles.items() if id_ not in kept_sections],
        renamed_sections=[(old_titles[i], new_titles[i]) for i in new_titles if i in kept_sections and old_titles[i] != new_titles[i]],
        is_reordered=_places(old, kept_sections, kept_activities) != _places(new, kept_sections, kept_activities),
    )


def _places(outline: OutlineJson, sections: Iterable[int], activities: Iterable[int]) -> list[tuple[int | None, list[int]]]:
    """Return the kept activities in order under their sections (None: a section that does not stay)."""
    kept_sections, kept = set(sections), set(activities)
    rows = [(s["id"] if s["id"] in kept_sections else None, [a for a in s["activities"] if a in kept]) for s in outline]
    return [row for row in rows if row[0] is not None or row[1]]


def with_activity(published: OutlineJson, working: OutlineJson, activity: int) -> OutlineJson:
    """Return the published outline with one more activity, where the working outline has it; nothing else changes.

    It stands after the nearest activity before it that is published in the same section, else first in that section; a
    section that is not published yet comes after the nearest published one before it.
    """
    if activity in activity_ids(published):
        return published
    home = next(section for section in working if activity in section["activities"])
    result = [{**section, "activities": list(section["activities"])} for section in published]
    target = next((section for section in result if section["id"] == home["id"]), None)
    if target is None:
        target = {"id": home["id"], "title": home["title"], "activities": []}
        before = [section["id"] for section in working[: working.index(home)]]
        places = [index for index, section in enumerate(result) if section["id"] in before]
        result.insert(places[-1] + 1 if places else 0, target)
    earlier = set(home["activities"][: home["activities"].index(activity)])
    places = [index for index, other in enumerate(target["activities"]) if other in earlier]
    target["activities"].insert(places[-1] + 1 if places else 0, activity)
    return result


def shifted(outline: OutlineJson, activity: int, step: int) -> tuple[int, int] | None:
    """Return section id and place of an activity one `step` (-1 or 1) away, over the edge of its section; None at the end of all."""
    here = next((index for index, section in enumerate(outline) if activity in section["activities"]), None)
    if here is None:
        return None
    section = outline[here]
    place = section["activities"].index(activity) + step
    if 0 <= place < len(section["activities"]):
        return section["id"], place
    if not 0 <= here + step < len(outline):
        return None
    neighbour = outline[here + step]
    return neighbour["id"], len(neighbour["activities"]) if step < 0 else 0
