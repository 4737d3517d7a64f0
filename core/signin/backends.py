"""Sign-in by username, phone or e-mail."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from core.lib.identifiers import normal_phone
from core.people.models import Account


class IdentifierBackend(ModelBackend):
    """Finds the account by whatever people type: username, phone number or e-mail."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Account | None:
        """Return the account when the password fits and it is not locked; takes the same time when there is none."""
        if not username or password is None:
            return None
        account = self.find(username.strip())
        if account is None:
            Account().set_password(password)
            return None
        return account if account.check_password(password) and self.user_can_authenticate(account) else None

    @staticmethod
    def find(identifier: str) -> Account | None:
        """Return the account of a typed identifier, or None."""
        accounts = Account.objects.select_related("person")
        if "@" in identifier:
            return accounts.filter(email__iexact=identifier).first()
        found = accounts.filter(username=identifier.lower()).first()
        phone = normal_phone(identifier)
        return found or (accounts.filter(phone=phone).first() if phone else None)

    def get_user(self, user_id: Any) -> Account | None:
        """Return the account with its person in one query."""
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None
