"""Taking attachments, giving them to their holders, sweeping those nobody used."""

from .banning import allow_pictures, ban_pictures, is_banned
from .taking import DAILY_LIMIT_MB, LIMIT_MB, bind, copy, describe, destroy, destroy_all, keep_blurred, release, sweep, take

__all__ = [
    "DAILY_LIMIT_MB",
    "LIMIT_MB",
    "allow_pictures",
    "ban_pictures",
    "bind",
    "copy",
    "describe",
    "destroy",
    "destroy_all",
    "is_banned",
    "keep_blurred",
    "release",
    "sweep",
    "take",
]
