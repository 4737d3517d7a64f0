"""Writes of blueprints and papers, one verb each."""

from ..selectors.snapshots import build_snapshot
from .arranging import (
    add_part,
    move_entry,
    move_part,
    order_entries,
    read_points,
    remove_entry,
    remove_part,
    set_points,
    update_entry,
    update_part,
)
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
from .composing import add_items, copy_paper, create_paper, remove_paper, start_paper, update_paper
from .exports import delete_export, request_export, run_export
from .replacing import replace_entry
from .snapshots import freeze_paper, make_forms, order_for
from .tables import blueprint_table

__all__ = [
    "add_items",
    "add_part",
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
    "move_part",
    "order_entries",
    "order_for",
    "parts_of_preset",
    "read_points",
    "remove_blueprint",
    "remove_entry",
    "remove_paper",
    "remove_part",
    "replace_entry",
    "request_draw",
    "request_export",
    "run_export",
    "save_blueprint",
    "set_points",
    "shortages_of",
    "start_paper",
    "update_entry",
    "update_paper",
    "update_part",
]
