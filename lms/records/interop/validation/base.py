"""The small checks every part uses."""

from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from lms.records.errors import InvalidRequestError
from lms.records.interop import formats

Json = dict[str, Any]


def refuse(path: str, problem: str) -> NoReturn:
    """Refuse what is at `path`, saying why."""
    raise InvalidRequestError(f"{path}: {problem}")


def an_object(value: Any, path: str, allowed: Iterable[str], required: Iterable[str] = ()) -> Json:
    """Return `value` when it is an object, not empty, of `allowed` properties only, with all `required` ones, none null."""
    if not isinstance(value, dict):
        refuse(path, "must be an object")
    if not value:
        refuse(path, "must not be empty")
    for key, one in value.items():
        if key not in allowed:
            refuse(path, f"has no property {key!r}")
        if one is None:
            refuse(f"{path}.{key}", "must not be null")
    for key in required:
        if key not in value:
            refuse(path, f"needs the property {key!r}")
    return value


def a_list(value: Any, path: str) -> list[Any]:
    """Return `value` when it is an array."""
    if not isinstance(value, list):
        refuse(path, "must be an array")
    return value


def a_string(value: Any, path: str) -> str:
    """Return `value` when it is a string."""
    if not isinstance(value, str):
        refuse(path, "must be a string")
    return value


def a_boolean(value: Any, path: str) -> bool:
    """Return `value` when it is true or false."""
    if not isinstance(value, bool):
        refuse(path, "must be true or false")
    return value


def a_number(value: Any, path: str) -> float:
    """Return `value` when it is a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse(path, "must be a number")
    return value


def formatted(check: Callable[[str], bool], what: str) -> Callable[[Any, str], str]:
    """Return a check for a string of a format."""

    def checked(value: Any, path: str) -> str:
        text = a_string(value, path)
        if not check(text):
            refuse(path, f"must be {what}")
        return text

    return checked


an_iri = formatted(formats.is_iri, "an IRI with a scheme")
a_uuid = formatted(formats.is_uuid, "a UUID")
an_mbox = formatted(formats.is_mbox, "'mailto:' and a mail address")
a_sha1 = formatted(formats.is_sha1, "a SHA-1 in hexadecimal")
a_sha2 = formatted(formats.is_sha2, "a SHA-2 in hexadecimal")
a_media_type = formatted(formats.is_media_type, "a media type")
a_language_tag = formatted(formats.is_language_tag, "a language tag (RFC 5646)")
a_timestamp = formatted(lambda text: formats.parse_timestamp(text) is not None, "an ISO 8601 date and time")
a_duration = formatted(formats.is_duration, "an ISO 8601 duration")


def object_type(value: Json, path: str, expected: str) -> None:
    """Check that `objectType`, when given, is `expected`."""
    if value.get("objectType", expected) != expected:
        refuse(f"{path}.objectType", f"must be {expected!r}")


def a_language_map(value: Any, path: str) -> None:
    """Check a language map: at least one language tag, each with a string."""
    if not isinstance(value, dict):
        refuse(path, "must be an object of languages")
    if not value:
        refuse(path, "must have at least one language")
    for tag, text in value.items():
        a_language_tag(tag, f"{path}.{tag}")
        a_string(text, f"{path}.{tag}")


def extensions(value: Any, path: str) -> None:
    """Check extensions: an object, maybe empty, whose names are IRIs; the values are free."""
    if not isinstance(value, dict):
        refuse(path, "must be an object")
    for key in value:
        if not formats.is_iri(key):
            refuse(path, f"the name {key!r} must be an IRI with a scheme")
