"""Reading spaces and their people."""

from .people import people_of, sides_of
from .spaces import find_space, overseen_space, require_reason, visits_of

__all__ = ["find_space", "overseen_space", "people_of", "require_reason", "sides_of", "visits_of"]
