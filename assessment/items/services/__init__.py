"""Writes of banks and items, one verb each."""

from .banks import (
    create_bank,
    create_folder,
    delete_folder,
    folder_named,
    grant_ability,
    move_folder,
    own_bank,
    rename_folder,
    revoke_ability,
    update_bank,
)
from .exports import export_items, items_to_export
from .files import keep_bytes, store_file
from .import_lines import change_line, decide_line
from .imports import discard_import, read_import, save_import, start_import, undo_import
from .items import count_usage, create_item, create_items, restore_version, save_content, star_item
from .meta import facts_named, missing_facts, save_meta
from .outcomes import load_outcomes
from .own_outcomes import add_outcome, close_outcome, remove_outcome, rename_outcome
from .places import copy_items, delete_items, move_items
from .reviews import (
    make_ready,
    note_sealed_look,
    retire_items,
    review_item,
    seal_items,
    send_to_review,
    withdraw_from_review,
)

__all__ = [
    "add_outcome",
    "change_line",
    "close_outcome",
    "copy_items",
    "count_usage",
    "create_bank",
    "create_folder",
    "create_item",
    "create_items",
    "decide_line",
    "delete_folder",
    "delete_items",
    "discard_import",
    "export_items",
    "facts_named",
    "folder_named",
    "grant_ability",
    "items_to_export",
    "keep_bytes",
    "load_outcomes",
    "make_ready",
    "missing_facts",
    "move_folder",
    "move_items",
    "note_sealed_look",
    "own_bank",
    "read_import",
    "remove_outcome",
    "rename_folder",
    "rename_outcome",
    "restore_version",
    "retire_items",
    "review_item",
    "revoke_ability",
    "save_content",
    "save_import",
    "save_meta",
    "seal_items",
    "send_to_review",
    "star_item",
    "start_import",
    "store_file",
    "undo_import",
    "update_bank",
    "withdraw_from_review",
]
