"""Reads of signing in."""

import json
from pathlib import Path
from typing import TypedDict

from django.conf import settings


class DemoLogin(TypedDict):
    """One log-in of the demo province."""

    username: str
    password: str
    label: str


def demo_logins() -> list[DemoLogin]:
    """Return the log-ins `manage.py demo` left in DATA_DIR/demo-logins.json; none outside of a demo."""
    path = Path(settings.DATA_DIR) / "demo-logins.json"
    if not settings.DEMO or not path.exists():
        return []
    logins: list[DemoLogin] = json.loads(path.read_text())
    return logins
