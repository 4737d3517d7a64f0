"""Cleaning one row of a roster: cells in, a `PersonLine` and problems out. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from core.lib.identifiers import is_moet_id, normal_phone, personal_id_problem
from core.lib.vietnamese import fold, split_name, tidy, title_case_name
from core.people.rules import code_of

from .types import GuardianLine, PersonLine, Problem

SEXES = {"nam": "male", "nu": "female"}
ROLES = {
    "cbql": "leader",
    "can bo quan ly": "leader",
    "hieu truong": "leader",
    "pho hieu truong": "leader",
    "gv": "teacher",
    "giao vien": "teacher",
    "nv": "staff",
    "nhan vien": "staff",
}
LEFT_STATES = {
    "chuyen di": "transferred_out",
    "da chuyen truong": "transferred_out",
    "thoi hoc": "left",
    "bo hoc": "left",
    "bao luu": "suspended",
}
HERE_STATES = {"", "dang hoc", "chuyen den", "dang lam viec", "hoc"}
LEFT_STAFF_STATES = {"nghi huu": "left", "chuyen cong tac": "left", "thoi viec": "left", "da nghi": "left"}
CODE_COLUMNS = ("ethnic_group", "nationality", "religion", "policy_group", "disability")
TEXT_COLUMNS = ("birth_place", "home_town", "address", "province", "commune", "team", "qualification")
# The most letters a column keeps (`Person`, `Membership`, `ClassGroup`); longer cells are refused, never cut.
LENGTHS = {
    "full_name": 200,
    "family_name": 60,
    "middle_name": 80,
    "given_name": 60,
    "email": 254,
    "title": 100,
    "class_key": 30,
    "birth_place": 200,
    "home_town": 200,
    "address": 300,
    "province": 200,
    "commune": 200,
    "team": 200,
    "qualification": 200,
    "subject": 200,
}
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_DAY = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})")
_EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Catalogue:
    """What cells are checked against: code lists as `core.people.rules.spellings`, subjects as folded name to key, and today."""

    codes: Mapping[str, Mapping[str, str]]
    subjects: Mapping[str, str]
    today: date


@dataclass
class Cells:
    """One row under its mapping, collecting problems by column heading."""

    row: int
    values: Mapping[str, Any]
    titles: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def text(self, key: str) -> str:
        """Return the cell as tidy text; numbers lose a trailing `.0`."""
        value = self.values.get(key)
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return tidy(str(value))

    def short(self, key: str) -> str:
        """Return the cell as `text` does; one longer than its column keeps makes the row unusable."""
        text = self.text(key)
        if len(text) > LENGTHS[key]:
            self.refuse(key, "long", str(LENGTHS[key]))
        return text

    def refuse_long_name(self, key: str, name: str) -> None:
        """Refuse a name that is longer than its column keeps, as a whole or in a part (family, middle, given)."""
        parts = zip(("full_name", "family_name", "middle_name", "given_name"), (name, *split_name(name)), strict=True)
        too_long = [part for part, text in parts if len(text) > LENGTHS[part]]
        if too_long:
            self.refuse(key, "long", str(LENGTHS[too_long[-1]]))

    def refuse(self, key: str, code: str, value: str = "") -> None:
        """Note what makes the row unusable."""
        self.problems.append(Problem(self.row, self.titles.get(key, ""), code, value[:80]))

    def warn(self, key: str, code: str, value: str = "") -> None:
        """Note what was mended or left out."""
        self.problems.append(Problem(self.row, self.titles.get(key, ""), code, value[:80], is_warning=True))


def parse_day(value: Any) -> date | None:
    """Return a date from a cell: a real date, dd/mm/yyyy, ISO, or Excel's day number; None when it is none of them."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and 1 < value < 80_000:
        return _EXCEL_EPOCH + timedelta(days=int(value))
    text = tidy(str(value))
    try:
        if found := _DAY.match(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.match(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return None


def _name(cells: Cells) -> str:
    name = cells.text("name") or tidy(f"{cells.text('family_middle')} {cells.text('given')}")
    if not name:
        cells.refuse("name", "required")
    elif any(char.isdigit() for char in name) or not split_name(name).family:
        cells.refuse("name", "name", name)
    cells.refuse_long_name("name", name)
    return title_case_name(name)


def _born_on(cells: Cells, today: date, youngest: int, oldest: int) -> date | None:
    raw = cells.values.get("born_on")
    if cells.text("born_on") == "":
        cells.refuse("born_on", "required")
        return None
    day = parse_day(raw)
    if day is None:
        cells.refuse("born_on", "date", cells.text("born_on"))
    elif not today.year - oldest <= day.year <= today.year - youngest:
        cells.refuse("born_on", "date.range", f"{day:%d/%m/%Y}")
    return day


def _sex(cells: Cells) -> str:
    text = cells.text("sex")
    sex = SEXES.get(fold(text), "")
    if not sex:
        cells.refuse("sex", "sex" if text else "required", text)
    return sex


def _personal_id(cells: Cells, born_on: date | None, sex: str) -> str:
    number = cells.text("personal_id").replace(" ", "")
    if not number:
        return ""
    if len(number) == 11 and number.isdigit() and personal_id_problem("0" + number, born_on=born_on, sex=sex) is None:
        number = "0" + number
        cells.warn("personal_id", "personal_id.zero", number)
    problem = personal_id_problem(number, born_on=born_on, sex=sex)
    if problem:
        cells.refuse("personal_id", f"personal_id.{problem}", number)
    return number


def _moet_id(cells: Cells) -> str:
    number = cells.text("moet_id")
    if number and not is_moet_id(number):
        cells.refuse("moet_id", "moet_id", number)
    return number


def _phone(cells: Cells, key: str) -> str:
    text = cells.text(key)
    if text and len(text) == 9 and text.isdigit():
        text = "0" + text
    phone = normal_phone(text) if text else ""
    if phone is None:
        cells.warn(key, "phone", text)
    return phone or ""


def _email(cells: Cells) -> str:
    text = cells.short("email").lower()
    if text and not EMAIL.match(text):
        cells.warn("email", "email", text)
        return ""
    return text


def _codes(cells: Cells, catalogue: Catalogue) -> dict[str, str]:
    found = {}
    for key in CODE_COLUMNS:
        text = cells.text(key)
        if text:
            code = code_of(text, catalogue.codes.get(key, {}))
            if code is None:
                cells.refuse(key, "code", text)
            else:
                found[key] = code
    return found


def _year(cells: Cells, key: str, today: date) -> int | None:
    text = cells.text(key)
    if not text:
        return None
    day = parse_day(cells.values.get(key)) if not text.isdigit() else None
    year = day.year if day else (int(text) if text.isdigit() else 0)
    if not today.year - 110 < year < today.year - 10:
        cells.warn(key, "year", text)
        return None
    return year


def _guardians(cells: Cells, today: date) -> tuple[GuardianLine, ...]:
    lines = []
    for prefix in ("father", "mother", "guardian"):
        name = cells.text(f"{prefix}_name")
        if name:
            cells.refuse_long_name(f"{prefix}_name", name)
            lines.append(
                GuardianLine(prefix, title_case_name(name), _year(cells, f"{prefix}_year", today), _phone(cells, f"{prefix}_phone"))
            )
    return tuple(lines)


def _state(cells: Cells, states: Mapping[str, str]) -> str:
    text = fold(cells.text("state"))
    if text in HERE_STATES:
        return ""
    if text not in states:
        cells.refuse("state", "state", cells.text("state"))
        return ""
    return states[text]


def clean_student(cells: Cells, catalogue: Catalogue) -> PersonLine:
    """Return the pupil of a row; what is wrong stands in `cells.problems`."""
    name, born_on, sex = _name(cells), _born_on(cells, catalogue.today, 0, 80), _sex(cells)
    class_key = cells.short("class_key").upper()
    if not class_key:
        cells.refuse("class_key", "required")
    return PersonLine(
        row=cells.row,
        name=name,
        born_on=born_on,
        sex=sex,
        personal_id=_personal_id(cells, born_on, sex),
        moet_id=_moet_id(cells),
        class_key=class_key,
        left=_state(cells, LEFT_STATES),
        phone=_phone(cells, "phone"),
        email=_email(cells),
        codes=_codes(cells, catalogue),
        texts={key: cells.short(key) for key in TEXT_COLUMNS if cells.text(key)},
        guardians=_guardians(cells, catalogue.today),
    )


def _teaches(cells: Cells, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    subject = cells.text("subject")
    code = catalogue.subjects.get(fold(subject), "")
    if subject and not code:
        cells.warn("subject", "subject", subject)
    classes = [name.strip().upper() for name in re.split(r"[,;]", cells.text("teaches")) if name.strip()]
    return tuple((code, name) for name in classes) if code else ()


def clean_staff(cells: Cells, catalogue: Catalogue) -> PersonLine:
    """Return the member of staff of a row; what is wrong stands in `cells.problems`."""
    name, born_on, sex = _name(cells), _born_on(cells, catalogue.today, 17, 80), _sex(cells)
    role = ROLES.get(fold(cells.text("role")), "")
    if not role:
        cells.refuse("role", "role" if cells.text("role") else "required", cells.text("role"))
    texts = {key: cells.short(key) for key in TEXT_COLUMNS if cells.text(key)}
    if cells.text("subject"):
        texts["subject"] = cells.short("subject")
    return PersonLine(
        row=cells.row,
        name=name,
        born_on=born_on,
        sex=sex,
        personal_id=_personal_id(cells, born_on, sex),
        moet_id=_moet_id(cells),
        role=role or "teacher",
        title=cells.short("title"),
        left=_state(cells, LEFT_STAFF_STATES),
        phone=_phone(cells, "phone"),
        email=_email(cells),
        codes=_codes(cells, catalogue),
        texts=texts,
        homeroom_of=cells.text("homeroom_of").upper(),
        teaches=_teaches(cells, catalogue),
    )


CLEANERS: dict[str, Callable[[Cells, Catalogue], PersonLine]] = {"students": clean_student, "staff": clean_staff}


def find_repeats(lines: list[PersonLine], titles: Mapping[str, str]) -> list[Problem]:
    """Return a problem for every line that repeats an earlier one of the file."""
    problems = []
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        person = f"{fold(line.name)}|{line.born_on}|{line.class_key}"
        for kind, value in (
            ("personal_id", line.personal_id),
            ("moet_id", line.moet_id),
            ("person", person if not line.personal_id else ""),
        ):
            if not value:
                continue
            first = seen.setdefault((kind, value), line.row)
            if first != line.row:
                problems.append(Problem(line.row, titles.get(kind, ""), f"twice.{kind}", str(first) if kind == "person" else value))
    return problems


def grade_of_class(class_key: str) -> str | None:
    """Return the grade key a class name begins with: `9A2` is `9`, `10 Toán` is `10`; None when it has none."""
    found = re.match(r"^(1[0-2]|[1-9])(?!\d)", class_key)
    return found[1] if found else None
