"""What may go wrong with notifications."""

from typing import ClassVar


class BadSubscriptionError(Exception):
    """A browser named no push service we know, or keys that are none."""

    code: ClassVar[str] = "bad_subscription"


class NoGatewayError(Exception):
    """A messenger that is not switched on."""

    code: ClassVar[str] = "no_gateway"
