"""What a statement mentions: the agents, activities, verbs and registrations it can be found by.

Source: xAPI 1.0.3 Communication 2.1.3 (`agent`, `activity`, `related_agents`, `related_activities`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from uuid import UUID

from .jsontext import canonical_text
from .validation.actors import IDENTIFIERS
from .validation.parts import CONTEXT_ACTIVITIES

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class References:
    """All that one statement can be found by.

    `actor` is the identified actor (None for an anonymous group); `agents` match the plain agent filter besides it,
    `related_agents` only the broad one. Likewise `activity`, `related_activities`. `target` is what a StatementRef names.
    Agents are the JSON objects themselves; verbs and activities too, with their display and definition.
    """

    verb: Json
    actor: Json | None
    activity: Json | None
    target: UUID | None
    registration: UUID | None
    agents: list[Json] = field(default_factory=list)
    related_agents: list[Json] = field(default_factory=list)
    related_activities: list[Json] = field(default_factory=list)
    verbs: list[Json] = field(default_factory=list)


def references_of(statement: Json) -> References:
    """Return what a settled statement can be found by."""
    actor, thing = statement["actor"], statement["object"]
    kind = thing.get("objectType", "Activity")
    sub = thing if kind == "SubStatement" else None
    about = [thing] if kind in {"Agent", "Group"} else []
    context = statement.get("context", {})
    return References(
        verb=statement["verb"],
        actor=actor if is_identified(actor) else None,
        activity=thing if kind == "Activity" else None,
        target=UUID(thing["id"]) if kind == "StatementRef" else None,
        registration=UUID(context["registration"]) if "registration" in context else None,
        agents=[*_identified(actor.get("member", [])), *_with_members(about)],
        related_agents=[*_context_agents(context), *(_sub_agents(sub) if sub else ())],
        related_activities=[*_context_activities(context), *(_sub_activities(sub) if sub else ())],
        verbs=[statement["verb"], *([sub["verb"]] if sub else [])],
    )


def is_identified(agent: Json) -> bool:
    """Say whether an agent or group has an inverse functional identifier."""
    return any(name in agent for name in IDENTIFIERS)


def agent_key(agent: Json) -> str:
    """Return one text for all agents and groups with the same identifier, e.g. `mbox:mailto:a@b.vn`.

    Mail hosts and hashes compare without regard to case; all else as it is.
    """
    name = next(name for name in IDENTIFIERS if name in agent)
    value = agent[name]
    if name == "account":
        return "account:" + canonical_text([value["homePage"], value["name"]])
    if name == "mbox":
        local, _, host = value.rpartition("@")
        return f"mbox:{local}@{host.lower()}"
    return f"{name}:{value.lower() if name == 'mbox_sha1sum' else value}"


def digest_of(text: str) -> UUID:
    """Return a 128-bit key of a text of any length, for a unique index."""
    return UUID(bytes=blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest())


def registration_key(registration: UUID) -> int:
    """Return a positive 63-bit key of a registration."""
    return int.from_bytes(blake2b(registration.bytes, digest_size=8).digest(), "big") >> 1


def _identified(agents: Iterable[Json]) -> Iterator[Json]:
    return (agent for agent in agents if is_identified(agent))


def _with_members(actors: Iterable[Json]) -> Iterator[Json]:
    for actor in actors:
        yield from _identified([actor])
        yield from _identified(actor.get("member", []))


def _context_agents(context: Json) -> Iterator[Json]:
    yield from _with_members(context[name] for name in ("instructor", "team") if name in context)
    yield from _with_members(one["agent"] for one in context.get("contextAgents", []))
    yield from _with_members(one["group"] for one in context.get("contextGroups", []))


def _context_activities(context: Json) -> Iterator[Json]:
    around = context.get("contextActivities", {})
    for name in CONTEXT_ACTIVITIES:
        given = around.get(name, [])
        yield from given if isinstance(given, list) else [given]


def _sub_agents(sub: Json) -> Iterator[Json]:
    yield from _with_members([sub["actor"]])
    if sub["object"].get("objectType") in {"Agent", "Group"}:
        yield from _with_members([sub["object"]])
    yield from _context_agents(sub.get("context", {}))


def _sub_activities(sub: Json) -> Iterator[Json]:
    if sub["object"].get("objectType", "Activity") == "Activity":
        yield sub["object"]
    yield from _context_activities(sub.get("context", {}))
