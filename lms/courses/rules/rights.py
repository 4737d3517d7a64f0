"""Which roles may author courses."""

from core.access.enums import Right, Role
from core.access.rules import rights_of

AUTHOR_ROLES: tuple[str, ...] = tuple(role.value for role in Role if Right.COURSES_AUTHOR in rights_of(role))
