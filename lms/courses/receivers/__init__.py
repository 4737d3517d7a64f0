"""What courses add to others: kinds of activities, a place in the navigation, search results, words of the audit trail."""

from . import kinds, places, search, verbs

__all__ = ["kinds", "places", "search", "verbs"]
