"""A clock that stands still, and a way to count."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def stopped_clock(monkeypatch):
    """Stop `timezone.now` at half past one, UTC."""
    at = datetime(2026, 9, 7, 1, 30, 1, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    return at
