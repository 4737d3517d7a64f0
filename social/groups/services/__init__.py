"""Opening spaces and looking after their members."""

from .seats import my_seats

__all__ = ["my_seats"]
