"""Taking attachments, giving them to their holders, sweeping those nobody used."""

from .taking import DAILY_LIMIT_MB, LIMIT_MB, bind, copy, describe, destroy, destroy_all, keep_blurred, release, sweep, take

__all__ = ["DAILY_LIMIT_MB", "LIMIT_MB", "bind", "copy", "describe", "destroy", "destroy_all", "keep_blurred", "release", "sweep", "take"]
