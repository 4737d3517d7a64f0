"""Actor and hat, as every service receives them."""

from dataclasses import dataclass, field

from .enums import Right, Role
from .rules import covers, rights_of


@dataclass(frozen=True, slots=True)
class Hat:
    """A role in a unit, as the hat switch shows it.

    `key` is `m<membership id>` or `g` (guardian of one's children). `unit_path` is the unit's place in
    the tree, "" for a guardian.
    """

    key: str
    role: Role
    unit_id: int = 0
    unit_path: str = ""
    unit_name: str = ""
    crest: str = ""
    label: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person under one hat, a guest, the system, or nobody (a visitor). An id of 0 means none and matches no row.

    A guest is somebody without an account whom a page knows by a cookie of its own (an open test): no hat, no right, not signed in.
    """

    account_id: int = 0
    person_id: int = 0
    hat: Hat | None = None
    system_name: str = ""
    is_platform_staff: bool = False
    is_shared_device: bool = False
    rights: frozenset[Right] = field(default_factory=frozenset)
    is_guest: bool = False

    @classmethod
    def system(cls, name: str) -> "Actor":
        """Return the actor for automation called `name`, e.g. `nightly-close`. It passes every policy."""
        return cls(system_name=name)

    @classmethod
    def visitor(cls) -> "Actor":
        """Return the actor of somebody who has not signed in."""
        return cls()

    @classmethod
    def guest(cls, person_id: int) -> "Actor":
        """Return the actor of a guest: only what a policy grants guests by name is open to it."""
        return cls(person_id=person_id, is_guest=True)

    @classmethod
    def of(
        cls, *, account_id: int, person_id: int, hat: Hat | None, is_platform_staff: bool = False, is_shared_device: bool = False
    ) -> "Actor":
        """Return the actor of a signed-in person under `hat` (None: no valid hat, no rights)."""
        rights = rights_of(hat.role) if hat else frozenset()
        return cls(account_id, person_id, hat, "", is_platform_staff, is_shared_device, rights)

    @property
    def is_system(self) -> bool:
        return bool(self.system_name)

    @property
    def is_signed_in(self) -> bool:
        return self.person_id != 0 and not self.is_guest

    @property
    def role(self) -> Role | None:
        return self.hat.role if self.hat else None

    @property
    def unit_id(self) -> int:
        return self.hat.unit_id if self.hat else 0

    @property
    def unit_path(self) -> str:
        return self.hat.unit_path if self.hat else ""

    @property
    def name(self) -> str:
        """A short name for logs: `system:<name>` or `person:<id>`."""
        return f"system:{self.system_name}" if self.is_system else f"person:{self.person_id}"

    def has_role(self, *roles: Role) -> bool:
        """Say whether the current hat is one of `roles`."""
        return self.role in roles

    def may(self, right: Right, unit_path: str) -> bool:
        """Say whether the actor holds `right` over the unit at `unit_path`."""
        return self.is_system or (right in self.rights and covers(self.unit_path, unit_path))
