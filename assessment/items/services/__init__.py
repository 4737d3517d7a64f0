"""Writes of banks and items, one verb each."""

from .banks import (
    create_bank,
    create_folder,
    delete_folder,
    folder_named,
    grant_ability,
    own_bank,
    rename_folder,
    revoke_ability,
    update_bank,
)
from .files import keep_bytes, store_file
from .items import copy_items, count_usage, create_item, create_items, move_items, save_content, save_meta, star_item
from .reviews import (
    make_ready,
    missing_facts,
    note_sealed_look,
    retire_items,
    review_item,
    seal_items,
    send_to_review,
    withdraw_from_review,
)

__all__ = [
    "copy_items",
    "count_usage",
    "create_bank",
    "create_folder",
    "create_item",
    "create_items",
    "delete_folder",
    "folder_named",
    "grant_ability",
    "keep_bytes",
    "make_ready",
    "missing_facts",
    "move_items",
    "note_sealed_look",
    "own_bank",
    "rename_folder",
    "retire_items",
    "review_item",
    "revoke_ability",
    "save_content",
    "save_meta",
    "seal_items",
    "send_to_review",
    "star_item",
    "store_file",
    "update_bank",
    "withdraw_from_review",
]
