"""Agents, groups and authorities (xAPI 1.0.3 Data 2.4.2, 2.4.9)."""

from typing import Any

from .base import Json, a_list, a_sha1, a_string, an_iri, an_mbox, an_object, object_type, refuse

IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
_AGENT = frozenset({"objectType", "name", *IDENTIFIERS})
_GROUP = frozenset({*_AGENT, "member"})


def check_agent_or_group(value: Any, path: str) -> None:
    """Check an agent, or a group when `objectType` says so."""
    if isinstance(value, dict) and value.get("objectType") == "Group":
        check_group(value, path)
    else:
        check_agent(value, path)


def check_agent(value: Any, path: str) -> None:
    """Check an agent: exactly one inverse functional identifier."""
    agent = an_object(value, path, _AGENT)
    object_type(agent, path, "Agent")
    _name(agent, path)
    if _identifier(agent, path) is None:
        refuse(path, f"needs one of {', '.join(IDENTIFIERS)}")


def check_group(value: Any, path: str) -> None:
    """Check a group: identified by at most one identifier, or else anonymous with members."""
    group = an_object(value, path, _GROUP, ("objectType",))
    if group["objectType"] != "Group":
        refuse(f"{path}.objectType", "must be 'Group'")
    _name(group, path)
    members = a_list(group["member"], f"{path}.member") if "member" in group else []
    for number, member in enumerate(members):
        check_agent(member, f"{path}.member[{number}]")
    if _identifier(group, path) is None and not members:
        refuse(path, "an anonymous group needs members")


def check_authority(value: Any, path: str) -> None:
    """Check an authority: an agent, or the anonymous group of two agents that OAuth makes."""
    if not (isinstance(value, dict) and value.get("objectType") == "Group"):
        check_agent(value, path)
        return
    check_group(value, path)
    if any(name in value for name in IDENTIFIERS):
        refuse(path, "a group that is an authority must be anonymous")
    if len(value["member"]) != 2:
        refuse(f"{path}.member", "must be exactly two agents")


def _name(agent: Json, path: str) -> None:
    if "name" in agent:
        a_string(agent["name"], f"{path}.name")


def _identifier(agent: Json, path: str) -> str | None:
    given = [name for name in IDENTIFIERS if name in agent]
    if len(given) > 1:
        refuse(path, f"must have only one of {', '.join(given)}")
    for name in given:
        where = f"{path}.{name}"
        if name == "account":
            account = an_object(agent[name], where, {"homePage", "name"}, ("homePage", "name"))
            an_iri(account["homePage"], f"{where}.homePage")
            a_string(account["name"], f"{where}.name")
        else:
            {"mbox": an_mbox, "mbox_sha1sum": a_sha1, "openid": an_iri}[name](agent[name], where)
    return given[0] if given else None
