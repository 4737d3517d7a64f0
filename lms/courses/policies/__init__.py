"""Who may see and change courses. Each rule answers twice: for one course and for lists."""

from .courses import (
    authored_courses,
    can_author,
    can_copy_course,
    can_edit_course,
    can_learn_course,
    can_view_course,
    copyable_courses,
    learning_courses,
    overseen_courses,
    visible_courses,
)
from .files import can_add_file, can_forget_files, can_view_file, visible_files

__all__ = [
    "authored_courses",
    "can_add_file",
    "can_author",
    "can_copy_course",
    "can_edit_course",
    "can_forget_files",
    "can_learn_course",
    "can_view_course",
    "can_view_file",
    "copyable_courses",
    "learning_courses",
    "overseen_courses",
    "visible_courses",
    "visible_files",
]
