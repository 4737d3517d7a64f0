"""Use-cases of requests, packages and keeping."""

from .doing import carry_out
from .packages import delete_old_packages, open_package
from .requests import acknowledge, ask, extend, refuse, remind_late, start, withdraw
from .retention import delete_expired, set_retention

__all__ = [
    "acknowledge",
    "ask",
    "carry_out",
    "delete_expired",
    "delete_old_packages",
    "extend",
    "open_package",
    "refuse",
    "remind_late",
    "set_retention",
    "start",
    "withdraw",
]
