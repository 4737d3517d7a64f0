"""Reads about units, hats, classes and the people in them."""

from ..models import open_unit, running
from .hats import ROLE_LABELS, actor_for, crest_of, hats_of, role_label

__all__ = ["ROLE_LABELS", "actor_for", "crest_of", "hats_of", "open_unit", "role_label", "running"]
