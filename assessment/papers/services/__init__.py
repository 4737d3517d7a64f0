"""Writes of blueprints and papers, one verb each."""

from ..selectors.snapshots import build_snapshot
from .blueprints import (
    copy_blueprint,
    create_blueprint,
    draw_papers,
    parts_of_preset,
    remove_blueprint,
    request_draw,
    save_blueprint,
    shortages_of,
)
from .composing import (
    add_items,
    copy_paper,
    create_paper,
    move_entry,
    order_entries,
    remove_entry,
    remove_paper,
    replace_entry,
    set_part_minutes,
    set_points,
    start_paper,
    update_paper,
)
from .exports import delete_export, request_export, run_export
from .snapshots import freeze_paper, make_forms, order_for
from .tables import blueprint_table

__all__ = [
    "add_items",
    "blueprint_table",
    "build_snapshot",
    "copy_blueprint",
    "copy_paper",
    "create_blueprint",
    "create_paper",
    "delete_export",
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
    "request_draw",
    "request_export",
    "run_export",
    "save_blueprint",
    "set_part_minutes",
    "set_points",
    "shortages_of",
    "start_paper",
    "update_paper",
]
