"""Identifiers people carry: personal id (số định danh), Ministry code, phone numbers."""

import re
from datetime import date

PERSONAL_ID = re.compile(r"^\d{12}$")
MOET_ID = re.compile(r"^\d{10}$")
_NOT_DIGIT = re.compile(r"[^\d+]")


def personal_id_problem(value: str, *, born_on: date | None, sex: str) -> str | None:
    """Return the code of what is wrong with a 12-digit personal id, or None.

    Digits 1-3 are the province or country of birth, digit 4 century and sex (20th century 0 male,
    1 female; 21st 2 and 3; and so on), digits 5-6 the year of birth (Decree 137/2015/NĐ-CP Art. 13).
    Codes: `format`, `sex`, `year`.
    """
    if not PERSONAL_ID.match(value):
        return "format"
    century_sex = int(value[3])
    if sex in {"male", "female"} and (century_sex % 2 == 1) != (sex == "female"):
        return "sex"
    if born_on and born_on.year != 1900 + 100 * (century_sex // 2) + int(value[4:6]):
        return "year"
    return None


def is_moet_id(value: str) -> bool:
    """Say whether `value` has the form of the Ministry's code of a learner or staff member (10 digits)."""
    return bool(MOET_ID.match(value))


def normal_phone(value: str) -> str | None:
    """Return a Vietnamese phone number as 0 and nine or ten digits, or None when it isn't one."""
    digits = _NOT_DIGIT.sub("", value)
    digits = re.sub(r"^(\+?84|0084)", "0", digits)
    return digits if re.fullmatch(r"0\d{9,10}", digits) else None
