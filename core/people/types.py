"""Shapes people's data travels in."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, NamedTuple

# Which official list a code of a person comes from.
CODE_LISTS: dict[str, str] = {
    "ethnic_group": "ethnic_groups",
    "nationality": "nationalities",
    "religion": "religions",
    "policy_group": "policy_groups",
    "disability": "disabilities",
    "poverty": "poverty",
}


class Problem(NamedTuple):
    """Something wrong with one field: `code` names it, `errors.MESSAGES` says it to people."""

    field: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """What may be written about a person. "" and None mean unknown; codes are of the lists in `CODE_LISTS`."""

    given_name: str
    family_name: str = ""
    middle_name: str = ""
    born_on: date | None = None
    sex: str = ""
    personal_id: str | None = None
    moet_id: str | None = None
    ethnic_group: str = ""
    nationality: str = ""
    religion: str = ""
    policy_group: str = ""
    disability: str = ""
    poverty: str = ""
    phone: str = ""
    email: str = ""
    birth_place: str = ""
    home_town: str = ""
    address: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def as_fields(self) -> dict[str, Any]:
        """Return the fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class CodeName:
    """One value of a code list, as forms and imports need it."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """Where the ledger stands for one purpose: the last word of each voice (None: never asked), and what follows."""

    purpose: str
    label: str
    child: str | None
    guardian: str | None
    own: str | None
    is_permitted: bool
