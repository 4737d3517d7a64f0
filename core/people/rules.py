"""Rules about people: age, what a record must satisfy, code lists by any spelling, consent. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from core.lib import identifiers, vietnamese

from .types import CODE_LISTS, CodeName, Problem

# Law 91/2025/QH15 and Children Law 2016: a child is under 16; from 7 on the child's own word is needed too.
ASSENT_AGE = 7
ADULT_CONSENT_AGE = 16
MAX_GUARDIANS = 10
MAY_SEE = ("progress", "marks", "contacts")
# No 0/O, 1/I/L, U/V: read aloud and copied by hand.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
CODE_LENGTH = 8
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def age_on(born_on: date, on: date) -> int:
    """Return the age in completed years on a day; somebody born on 29 February turns older on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def voices_needed(age: int | None) -> frozenset[str]:
    """Return whose consent publishing needs: guardian below 7, child and guardian below 16, the person from 16 on.

    An unknown age counts as a child's from 7: both must agree (Law 91/2025/QH15 Art. on children's data).
    """
    if age is None:
        return frozenset({"child", "guardian"})
    if age >= ADULT_CONSENT_AGE:
        return frozenset({"self"})
    return frozenset({"guardian"}) if age < ASSENT_AGE else frozenset({"child", "guardian"})


def may_publish(age: int | None, last: Mapping[str, str | None]) -> bool:
    """Say whether the last word of every needed voice is `given`. `last` maps a voice to its last decision; silence is no."""
    return all(last.get(voice) == "given" for voice in voices_needed(age))


def normal_code(text: str) -> str:
    """Return a typed joining code as it is stored: capitals without spaces or dashes."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def spoken_code(code: str) -> str:
    """Return a joining code as slips print it: `AB7K-9QX2`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _identifier_problems(data: Mapping[str, Any]) -> Iterable[Problem]:
    personal_id, moet_id, phone, email = (data.get(key) or "" for key in ("personal_id", "moet_id", "phone", "email"))
    if personal_id:
        wrong = identifiers.personal_id_problem(personal_id, born_on=data.get("born_on"), sex=data.get("sex") or "")
        if wrong:
            yield Problem("personal_id", f"personal_id_{wrong}")
    if moet_id and not identifiers.is_moet_id(moet_id):
        yield Problem("moet_id", "moet_id_format")
    if phone and identifiers.normal_phone(phone) is None:
        yield Problem("phone", "phone_format")
    if email and not _EMAIL.match(email):
        yield Problem("email", "email_format")


def person_problems(data: Mapping[str, Any], *, codes: Mapping[str, frozenset[str]], today: date) -> list[Problem]:
    """Return everything wrong with a person's data. `codes` maps a list's key to its codes; lists left out aren't checked."""
    problems = list(_identifier_problems(data))
    if not vietnamese.tidy(data.get("given_name") or ""):
        problems.append(Problem("given_name", "required"))
    born_on = data.get("born_on")
    if born_on and not (today.year - 120 <= born_on.year and born_on <= today):
        problems.append(Problem("born_on", "born_on_range"))
    if data.get("sex") and data["sex"] not in {"male", "female"}:
        problems.append(Problem("sex", "unknown_code"))
    for name, key in CODE_LISTS.items():
        if data.get(name) and key in codes and data[name] not in codes[key]:
            problems.append(Problem(name, "unknown_code"))
    return problems


def _plain(text: str) -> str:
    return _NOT_WORD.sub("", vietnamese.fold(text))


def _exact(text: str) -> str:
    return re.sub(r"[\W_]+", "", vietnamese.tidy(text).lower())


def spellings(values: Iterable[CodeName]) -> dict[str, str]:
    """Return a look-up from spelling to code: exact spellings first, then without diacritics where that is unambiguous."""
    found: dict[str, str] = {}
    folded: dict[str, set[str]] = {}
    for value in values:
        for text in (value.code, value.name, *value.aliases):
            found.setdefault(f"={_exact(text)}", value.code)
            folded.setdefault(_plain(text), set()).add(value.code)
    found.update({text: next(iter(codes)) for text, codes in folded.items() if len(codes) == 1})
    return found


def code_of(text: str, known: Mapping[str, str]) -> str | None:
    """Return the code that `text` spells in the look-up made by `spellings`, or None."""
    return known.get(f"={_exact(text)}") or known.get(_plain(text))
