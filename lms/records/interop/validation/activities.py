"""Verbs and activities with their interactions (xAPI 1.0.3 Data 2.4.3, 2.4.4.1)."""

from collections.abc import Callable
from typing import Any

from .base import a_language_map, a_list, a_string, an_iri, an_object, extensions, object_type, refuse

COMPONENT_LISTS = ("choices", "scale", "source", "target", "steps")
INTERACTIONS: dict[str, tuple[str, ...]] = {
    "true-false": (),
    "choice": ("choices",),
    "fill-in": (),
    "long-fill-in": (),
    "matching": ("source", "target"),
    "performance": ("steps",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "numeric": (),
    "other": (),
}
_PARTS: dict[str, Callable[[Any, str], Any]] = {
    "name": a_language_map,
    "description": a_language_map,
    "type": an_iri,
    "moreInfo": an_iri,
    "extensions": extensions,
}
_DEFINITION = frozenset({*_PARTS, "interactionType", "correctResponsesPattern", *COMPONENT_LISTS})


def check_verb(value: Any, path: str) -> None:
    """Check a verb: an IRI and, maybe, how to say it."""
    verb = an_object(value, path, {"id", "display"}, ("id",))
    an_iri(verb["id"], f"{path}.id")
    if "display" in verb:
        a_language_map(verb["display"], f"{path}.display")


def check_activity(value: Any, path: str) -> None:
    """Check an activity with its definition."""
    activity = an_object(value, path, {"objectType", "id", "definition"}, ("id",))
    object_type(activity, path, "Activity")
    an_iri(activity["id"], f"{path}.id")
    if "definition" in activity:
        _check_definition(activity["definition"], f"{path}.definition")


def _check_definition(value: Any, path: str) -> None:
    definition = an_object(value, path, _DEFINITION)
    for name, check in _PARTS.items():
        if name in definition:
            check(definition[name], f"{path}.{name}")
    given = [name for name in ("correctResponsesPattern", *COMPONENT_LISTS) if name in definition]
    if "interactionType" not in definition:
        if given:
            refuse(path, f"{given[0]!r} needs 'interactionType'")
        return
    kind = a_string(definition["interactionType"], f"{path}.interactionType")
    if kind not in INTERACTIONS:
        refuse(f"{path}.interactionType", f"must be one of {', '.join(INTERACTIONS)}")
    for name in given:
        where = f"{path}.{name}"
        if name == "correctResponsesPattern":
            for number, pattern in enumerate(a_list(definition[name], where)):
                a_string(pattern, f"{where}[{number}]")
        elif name not in INTERACTIONS[kind]:
            refuse(where, f"does not belong to an interaction of type {kind!r}")
        else:
            _check_components(definition[name], where)


def _check_components(value: Any, path: str) -> None:
    seen: set[str] = set()
    for number, one in enumerate(a_list(value, path)):
        where = f"{path}[{number}]"
        component = an_object(one, where, {"id", "description"}, ("id",))
        if a_string(component["id"], f"{where}.id") in seen:
            refuse(f"{where}.id", "occurs twice")
        seen.add(component["id"])
        if "description" in component:
            a_language_map(component["description"], f"{where}.description")
