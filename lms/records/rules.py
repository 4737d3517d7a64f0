"""Limits of the store and small decisions that need no database."""

from typing import Any

PAGE_LIMIT = 200
BATCH_LIMIT = 1000
JSON_LIMIT_BYTES = 8 * 1024 * 1024
BODY_LIMIT_BYTES = 64 * 1024 * 1024
DOCUMENT_LIMIT_BYTES = 8 * 1024 * 1024
ATTACHMENTS_PER_PAGE_BYTES = 32 * 1024 * 1024
REQUESTS_PER_MINUTE = 30_000
FAILED_SIGN_INS_PER_MINUTE = 600
NAMES_KEPT = 5

_MAPS = ("name", "description", "extensions")


def merged_definition(known: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Return a definition of an activity with what a statement says of it: languages and extensions add up, the rest is replaced."""
    result = {**known, **told}
    for name in _MAPS:
        if name in known and name in told:
            result[name] = {**known[name], **told[name]}
    return result


def merged_names(known: list[str], told: str) -> list[str]:
    """Return the names of an agent with one more, the latest last, at most `NAMES_KEPT`."""
    return [*(name for name in known if name != told), told][-NAMES_KEPT:]
