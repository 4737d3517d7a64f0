"""Writes of blueprints and papers, one verb each."""

from .blueprints import copy_blueprint, create_blueprint, draw_papers, parts_of_preset, remove_blueprint, save_blueprint, shortages_of
from .composing import (
    add_items,
    copy_paper,
    create_paper,
    move_entry,
    order_entries,
    remove_entry,
    remove_paper,
    replace_entry,
    set_points,
    update_paper,
)
from .snapshots import build_snapshot, freeze_paper, make_forms, order_for

__all__ = [
    "add_items",
    "build_snapshot",
    "copy_blueprint",
    "copy_paper",
    "create_blueprint",
    "create_paper",
    "draw_papers",
    "freeze_paper",
    "make_forms",
    "move_entry",
    "order_entries",
    "order_for",
    "parts_of_preset",
    "remove_blueprint",
    "remove_entry",
    "remove_paper",
    "replace_entry",
    "save_blueprint",
    "set_points",
    "shortages_of",
    "update_paper",
]
