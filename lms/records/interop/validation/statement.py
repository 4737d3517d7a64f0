"""Whole statements and sub-statements (xAPI 1.0.3 Data 2.2, 2.3.2, 2.4, 2.4.4.3)."""

from typing import Any

from lms.records.interop.formats import is_version_1, is_version_2

from .activities import check_activity, check_verb
from .actors import check_agent_or_group, check_authority, check_group
from .base import Json, a_string, a_timestamp, a_uuid, an_object, refuse
from .parts import check_attachments, check_context, check_result, check_statement_ref

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
_SUB = frozenset({"objectType", "actor", "verb", "object", "result", "context", "timestamp", "attachments"})
_STATEMENT = frozenset({"id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version", "attachments"})
_CORE = ("actor", "verb", "object")


def check_statement(value: Any, path: str = "statement", *, version_2: bool = False) -> None:
    """Check one statement as it arrives, under the rules of 1.0.3 or of 2.0.0."""
    statement = an_object(value, path, _STATEMENT, _CORE)
    if "id" in statement:
        a_uuid(statement["id"], f"{path}.id")
    for name in ("timestamp", "stored"):
        if name in statement:
            a_timestamp(statement[name], f"{path}.{name}")
    if "version" in statement:
        _check_version(statement["version"], f"{path}.version", version_2)
    if "authority" in statement:
        check_authority(statement["authority"], f"{path}.authority")
    _check_core(statement, path, version_2)
    if statement["verb"]["id"] == VOIDED and statement["object"].get("objectType") != "StatementRef":
        refuse(f"{path}.object", "a voiding statement's object must be a StatementRef")


def _check_version(value: Any, path: str, version_2: bool) -> None:
    text = a_string(value, path)
    if not (is_version_1(text) or (version_2 and is_version_2(text))):
        refuse(path, "must be 1.0 or 1.0.x" + (" or 2.0.x" if version_2 else ""))


def _check_core(statement: Json, path: str, version_2: bool) -> None:
    check_agent_or_group(statement["actor"], f"{path}.actor")
    check_verb(statement["verb"], f"{path}.verb")
    _check_object(statement["object"], f"{path}.object", version_2)
    if "result" in statement:
        check_result(statement["result"], f"{path}.result")
    if "context" in statement:
        about_activity = statement["object"].get("objectType", "Activity") == "Activity"
        check_context(statement["context"], f"{path}.context", about_activity=about_activity, is_version_2=version_2)
    if "attachments" in statement:
        check_attachments(statement["attachments"], f"{path}.attachments")


def _check_object(value: Any, path: str, version_2: bool) -> None:
    if not isinstance(value, dict):
        refuse(path, "must be an object")
    kind = value.get("objectType", "Activity")
    if kind == "Activity":
        check_activity(value, path)
    elif kind == "Agent":
        check_agent_or_group(value, path)
    elif kind == "Group":
        check_group(value, path)
    elif kind == "StatementRef":
        check_statement_ref(value, path)
    elif kind == "SubStatement":
        _check_sub_statement(value, path, version_2)
    else:
        refuse(f"{path}.objectType", "must be Activity, Agent, Group, SubStatement or StatementRef")


def _check_sub_statement(value: Json, path: str, version_2: bool) -> None:
    statement = an_object(value, path, _SUB, _CORE)
    if isinstance(statement["object"], dict) and statement["object"].get("objectType") == "SubStatement":
        refuse(f"{path}.object", "a sub-statement can't hold another")
    if "timestamp" in statement:
        a_timestamp(statement["timestamp"], f"{path}.timestamp")
    _check_core(statement, path, version_2)
