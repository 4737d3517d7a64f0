"""What people type: keys of banks and of questions."""

import hashlib
import re
from collections.abc import Iterable

from core.lib.vietnamese import fold

_GRADE = re.compile(r"(?<!\d)(1[0-2]|[1-9])(?!\d)")


def item_prefix(subject: str, bank_name: str) -> str:
    """Return what the keys of a bank's questions begin with: two letters of the subject and the grade its name tells, `TO9`."""
    letters = re.sub(r"[^a-z]", "", fold(subject or bank_name))[:2].upper() or "CH"
    grade = _GRADE.search(bank_name)
    return f"{letters}{grade[1]}" if grade else letters


def item_key(prefix: str, number: int) -> str:
    """Return the key of the `number`th question of a bank: `TO9-0412`."""
    return f"{prefix}-{number:04d}"


def facts_token(facts: Iterable[object]) -> str:
    """Return a short mark of what is known of a question: another one when somebody has changed it."""
    return hashlib.blake2b(repr(tuple(facts)).encode(), digest_size=8).hexdigest()
