"""Guests as the doors know them: by their browser's cookie or their code; what their unit says of open tests."""

import hmac
from typing import Any

from django.conf import settings

from core.organisations.models import Unit

from ..enums import Audience, TestState
from ..models import Guest, GuestBrowser, Test
from ..rules.guests import Openness, browser_key, is_token, openness_of
from .grading import upwards


def key_of(token: str, test_uuid: Any) -> str:
    """Return the key of a browser in a test."""
    return browser_key(token, test_uuid, settings.SECRET_KEY)


def openness_in(unit: Unit) -> Openness:
    """Return what holds for open tests of a unit: its own rule, else that of the nearest unit above which has one; one query."""
    return openness_of(row.settings for row in upwards(unit))


def open_test(uuid: Any) -> Test | None:
    """Return a given test that is open without signing in; whether its unit still allows that is asked on joining."""
    rows = Test.objects.select_related("unit", "subject").filter(uuid=uuid, audience=Audience.OPEN, is_removed=False)
    return rows.exclude(state=TestState.DRAFT).first()


def test_by_link(code: str) -> Test | None:
    """Return the given test a short address leads to."""
    return Test.objects.filter(link_code=code, is_removed=False).exclude(state=TestState.DRAFT).exclude(audience=Audience.CLASSES).first()


def guest_in(token: str, test_uuid: Any) -> Guest | None:
    """Return the guest a browser is known as in a test, also a removed one; one query."""
    if not is_token(token):
        return None
    rows = GuestBrowser.objects.filter(test__uuid=test_uuid, key=key_of(token, test_uuid)).select_related("guest__candidate")
    found = rows.first()
    return found.guest if found is not None else None


def person_at(token: str, *, attempt_uuid: Any = None, file_uuid: Any = None) -> int:
    """Return the person of the guest whose attempt (or answer file) is asked for from this browser, 0 for nobody; one query."""
    if not is_token(token):
        return 0
    rows = GuestBrowser.objects.filter(guest__candidate__is_removed=False)
    if attempt_uuid is not None:
        rows = rows.filter(guest__candidate__attempts__uuid=attempt_uuid)
    else:
        rows = rows.filter(guest__candidate__attempts__files__uuid=file_uuid)
    for key, test_uuid, person_id in rows.values_list("key", "test__uuid", "guest__candidate__person_id")[:10]:
        if hmac.compare_digest(key, key_of(token, test_uuid)):
            return int(person_id)
    return 0


def own_guest(person_id: int, test: Test) -> Guest | None:
    """Return the guest a person is in a test."""
    return Guest.objects.select_related("candidate__person").filter(test=test, candidate__person_id=person_id).first()
