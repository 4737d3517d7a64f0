"""Reads of signing in."""

import json
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.utils import timezone

from core.lib.identifiers import normal_phone
from core.people.models import Account

from .models import OneTimePassword


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


def account_by_identifier(identifier: str) -> Account | None:
    """Return the account of a typed username, phone number or e-mail, with its person, or None."""
    typed = identifier.strip()
    accounts = Account.objects.select_related("person")
    if "@" in typed:
        return accounts.filter(email__iexact=typed).first()
    found = accounts.filter(username=typed.lower()).first()
    phone = normal_phone(typed)
    return found or (accounts.filter(phone=phone).first() if phone else None)


def one_time_password_is_over(account: Account) -> bool:
    """Say whether the account still has its printed password and that has run out."""
    if not account.must_change_password:
        return False
    return OneTimePassword.objects.filter(account=account, expires_at__lte=timezone.now()).exists()
