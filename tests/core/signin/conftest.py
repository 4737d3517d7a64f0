"""A browser for each actor, and the caches of limits emptied."""

import pytest
from django.core.cache import cache
from django.test import Client

from core.models import Account
from core.organisations.middleware import HAT_SESSION_KEY


@pytest.fixture(autouse=True)
def _no_old_limits():
    cache.clear()


@pytest.fixture
def browser_of():
    """Return `sign_in(actor) -> Client` under the actor's hat."""

    def sign_in(actor):
        client = Client()
        client.force_login(Account.objects.get(pk=actor.account_id), backend="core.signin.backends.IdentifierBackend")
        session = client.session
        if actor.hat:
            session[HAT_SESSION_KEY] = actor.hat.key
        session.save()
        return client

    return sign_in


@pytest.fixture
def log_in():
    """Return `log_in(client, name, password, **fields) -> response` through the sign-in page."""

    def post(client, login, password="mat-khau-thu", **fields):
        return client.post("/tai-khoan/login/", {"login": login, "password": password, **fields})

    return post
