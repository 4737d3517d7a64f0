"""Writes about units, hats, classes, enrolments, and about people in their places."""

from .classes import assign_teacher, open_class, release_teacher
from .duplicates import merge_people
from .enrolments import complete, enrol, leave, receive, suspend, transfer_class, transfer_out, undo_completion
from .guardians import add_guardian, end_guardianship, issue_guardian_codes, revoke_guardian_codes, set_guardian_sight, verify_guardian
from .hats import end_hat, grant_hat, receive_staff
from .merging import merge_units, plan_merge
from .people import add_person, create_person, look_at_person, similar_people, update_person
from .reference import load_province_tree, load_reference_data
from .units import close_unit, move_unit, open_unit_under, rename_unit, update_unit_contact

__all__ = [
    "add_guardian", "add_person", "assign_teacher", "close_unit", "complete", "create_person", "end_guardianship", "end_hat", "enrol", "grant_hat",
    "issue_guardian_codes", "leave", "load_province_tree", "load_reference_data", "look_at_person", "merge_people", "merge_units",
    "move_unit", "open_class", "open_unit_under", "plan_merge", "receive", "receive_staff", "release_teacher", "rename_unit", "revoke_guardian_codes",
    "set_guardian_sight", "similar_people", "suspend", "transfer_class", "transfer_out", "undo_completion", "update_person", "update_unit_contact",
    "verify_guardian",
]  # fmt: skip
