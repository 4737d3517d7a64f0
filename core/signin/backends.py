"""Sign-in by username, phone or e-mail, and the hash of one-time passwords."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from core.people.models import Account

from .rules import ungrouped
from .selectors import account_by_identifier, one_time_password_is_over


class OneTimePasswordHasher(ScryptPasswordHasher):
    """Scrypt at a tenth of the usual cost, for machine-made one-time passwords only.

    Those carry 43 random bits and run out, so that a slow hash adds nothing to them, while a school needs 2,000 at
    once. Whatever people choose themselves is hashed at full cost; a one-time password is hashed again at full cost when used.
    """

    # The column holds 128 characters and PostgreSQL's bulk update cuts longer ones off without a word: seven letters at most.
    algorithm = "scrypt1"
    work_factor = 2**13
    parallelism = 1


class IdentifierBackend(ModelBackend):
    """Finds the account by whatever people type: username, phone number or e-mail."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Account | None:
        """Return the account when the password fits and it is not locked; takes the same time when there is none."""
        if not username or password is None:
            return None
        account = account_by_identifier(username)
        if account is None:
            Account().set_password(password)
            return None
        fits = self._password_fits(account, password) and self.user_can_authenticate(account)
        return account if fits and not one_time_password_is_over(account) else None

    @staticmethod
    def _password_fits(account: Account, password: str) -> bool:
        if account.check_password(password):
            return True
        from_slip = ungrouped(password)
        return account.must_change_password and from_slip != password and account.check_password(from_slip)

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuse locked accounts."""
        return not isinstance(user, AnonymousUser) and bool(user.is_active)

    def get_user(self, user_id: Any) -> Account | None:
        """Return the account with its person in one query."""
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None
