"""What courses add to others: kinds of activities, a place in the navigation, search results."""

from . import kinds, places, search

__all__ = ["kinds", "places", "search"]
