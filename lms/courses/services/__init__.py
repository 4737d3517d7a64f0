"""Writes of courses, one verb each."""

from .content import save_content
from .copying import copy_course
from .courses import (
    CourseFacts,
    add_teacher,
    archive_course,
    create_course,
    make_owner,
    remove_teacher,
    reopen_course,
    unpublish_course,
    update_course,
)
from .files import forget_files, store_file
from .outlines import (
    add_activity,
    add_section,
    move_activity,
    move_section,
    remove_activity,
    remove_section,
    rename_activity,
    rename_section,
)
from .previews import prepare_preview
from .publishing import discard_changes, hide_activity, publish_activity, publish_course, restore_version
from .settings import ActivitySettings, set_completion, set_release, settings_of, update_activity

__all__ = [
    "ActivitySettings",
    "CourseFacts",
    "add_activity",
    "add_section",
    "add_teacher",
    "archive_course",
    "copy_course",
    "create_course",
    "discard_changes",
    "forget_files",
    "hide_activity",
    "make_owner",
    "move_activity",
    "move_section",
    "prepare_preview",
    "publish_activity",
    "publish_course",
    "remove_activity",
    "remove_section",
    "remove_teacher",
    "rename_activity",
    "rename_section",
    "reopen_course",
    "restore_version",
    "save_content",
    "set_completion",
    "set_release",
    "settings_of",
    "store_file",
    "unpublish_course",
    "update_activity",
    "update_course",
]
