"""Reading spaces and their people."""

from .people import people_of, sides_of
from .spaces import find_space

__all__ = ["find_space", "people_of", "sides_of"]
