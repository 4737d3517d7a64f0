"""Statements as they go out: `ids` and `canonical` formats, Person objects (xAPI 1.0.3 Communication 2.1.3, 2.4)."""

from collections.abc import Callable, Mapping
from typing import Any

from .references import references_of
from .validation.activities import COMPONENT_LISTS
from .validation.actors import IDENTIFIERS

Json = dict[str, Any]
_AGENT_PLACES = ("instructor", "team")


def ids_only(statement: Json) -> Json:
    """Return the statement with no more of agents, verbs and activities than identifies them."""
    return _mapped(statement, actor=_bare_actor, verb=lambda verb: {"id": verb["id"]}, activity=lambda one: {"id": one["id"]})


def canonical(statement: Json, *, displays: Mapping[str, Json], definitions: Mapping[str, Json], languages: list[str]) -> Json:
    """Return the statement with the store's own displays and definitions, one language in each language map.

    `displays` and `definitions` map IRIs of verbs and activities; `languages` are tags, best first.
    """

    def verb(one: Json) -> Json:
        display = displays.get(one["id"]) or one.get("display")
        return {"id": one["id"], **({"display": one_language(display, languages)} if display else {})}

    def activity(one: Json) -> Json:
        definition = definitions.get(one["id"]) or one.get("definition")
        kept = {key: value for key, value in one.items() if key != "definition"}
        return {**kept, **({"definition": _one_language_definition(definition, languages)} if definition else {})}

    return _mapped(statement, actor=lambda one: one, verb=verb, activity=activity)


def mentioned(statement: Json) -> tuple[set[str], set[str]]:
    """Return the IRIs of all verbs and of all activities a statement mentions."""
    found = references_of(statement)
    activities = [*found.related_activities, *([found.activity] if found.activity else [])]
    return {verb["id"] for verb in found.verbs}, {one["id"] for one in activities}


def one_language(texts: Json, languages: list[str]) -> Json:
    """Return the entry of a language map that suits best: the exact tag, then the same language, then the first."""
    by_tag = {tag.lower(): tag for tag in texts}
    for wanted in languages:
        if wanted in by_tag:
            return {by_tag[wanted]: texts[by_tag[wanted]]}
        primary = wanted.split("-")[0]
        related = next((tag for tag in by_tag if tag.split("-")[0] == primary), None)
        if related:
            return {by_tag[related]: texts[by_tag[related]]}
    first = next(iter(texts))
    return {first: texts[first]}


def accepted_languages(header: str) -> list[str]:
    """Return the tags of an Accept-Language header in lower case, best first; `*` and what isn't wanted left out."""
    weighted: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:50]):
        tag, _, parameters = part.strip().partition(";")
        weight = 1.0
        if parameters.strip().startswith("q="):
            try:
                weight = float(parameters.strip()[2:])
            except ValueError:
                weight = 0.0
        if tag and tag != "*" and weight > 0:
            weighted.append((-weight, place, tag.strip().lower()))
    return [tag for _, _, tag in sorted(weighted)]


def person(agent: Json, names: list[str]) -> Json:
    """Return the Person object of an agent: every property an array."""
    result: Json = {"objectType": "Person"}
    known = [*names, *([agent["name"]] if "name" in agent and agent["name"] not in names else [])]
    if known:
        result["name"] = known
    for name in IDENTIFIERS:
        if name in agent:
            result[name] = [agent[name]]
    return result


def _bare_actor(actor: Json) -> Json:
    bare = {name: actor[name] for name in IDENTIFIERS if name in actor}
    is_group = actor.get("objectType") == "Group"
    if is_group and not bare:
        bare = {"member": [_bare_actor(one) for one in actor.get("member", [])]}
    return {**({"objectType": actor["objectType"]} if "objectType" in actor else {}), **bare}


def _one_language_definition(definition: Json, languages: list[str]) -> Json:
    result = dict(definition)
    for name in ("name", "description"):
        if result.get(name):
            result[name] = one_language(result[name], languages)
    for name in COMPONENT_LISTS:
        if name in result:
            result[name] = [
                {**one, "description": one_language(one["description"], languages)} if one.get("description") else one
                for one in result[name]
            ]
    return result


Change = Callable[[Json], Json]


def _mapped(statement: Json, *, actor: Change, verb: Change, activity: Change) -> Json:
    result = dict(statement)
    result["actor"] = actor(statement["actor"])
    result["verb"] = verb(statement["verb"])
    result["object"] = _mapped_object(statement["object"], actor=actor, verb=verb, activity=activity)
    if "authority" in statement:
        result["authority"] = actor(statement["authority"])
    if "context" in statement:
        result["context"] = _mapped_context(statement["context"], actor=actor, activity=activity)
    return result


def _mapped_object(thing: Json, *, actor: Change, verb: Change, activity: Change) -> Json:
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        return activity(thing)
    if kind == "SubStatement":
        return _mapped(thing, actor=actor, verb=verb, activity=activity)
    return thing if kind == "StatementRef" else actor(thing)


def _mapped_context(context: Json, *, actor: Change, activity: Change) -> Json:
    result = dict(context)
    for name in _AGENT_PLACES:
        if name in context:
            result[name] = actor(context[name])
    for name, inner in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in context:
            result[name] = [{**one, inner: actor(one[inner])} for one in context[name]]
    if "contextActivities" in context:
        result["contextActivities"] = {
            name: [activity(one) for one in (given if isinstance(given, list) else [given])]
            for name, given in context["contextActivities"].items()
        }
    return result
