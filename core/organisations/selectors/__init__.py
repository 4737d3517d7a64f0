"""Reads about units, hats, classes and the people in them."""

from ..models import open_unit, running
from .classes import class_page, classes_of, find_class, search_classes, teaching_of
from .hats import ROLE_LABELS, actor_for, crest_of, hats_of, role_label
from .people import find_person, hats_page, people_page, person_record, search_people
from .places import few_units
from .units import children_page, current_year, find_unit, find_units, predecessors_of, unit_history, unit_on, unit_page

__all__ = [
    "ROLE_LABELS", "actor_for", "children_page", "class_page", "classes_of", "crest_of", "current_year", "few_units", "find_class", "find_person",
    "find_unit", "find_units", "hats_of", "hats_page", "open_unit", "people_page", "person_record", "predecessors_of",
    "role_label", "running", "search_classes", "search_people", "teaching_of", "unit_history", "unit_on", "unit_page",
]  # fmt: skip
