"""Writes of H5P packages: import, replace, remove; choosing them for activities; what learners did in them."""

from .activities import choose_package, copy_choice, note_uses, publish_choice
from .changes import apply_changes
from .packages import delete_files, import_package, remove_package, rename_package, replace_package, sweep

__all__ = [
    "apply_changes",
    "choose_package",
    "copy_choice",
    "delete_files",
    "import_package",
    "note_uses",
    "publish_choice",
    "remove_package",
    "rename_package",
    "replace_package",
    "sweep",
]
