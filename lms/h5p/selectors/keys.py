"""The key that links of this component are signed with."""

from django.conf import settings


def signing_key() -> bytes:
    """Return the key, derived from the platform's secret so that links of other parts can't stand in."""
    return f"lms.h5p:{settings.SECRET_KEY}".encode()
