"""What a messenger gateway is."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text somebody sent to our account at a messenger, from this chat."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """A gateway's access token with what renews it; `expires_in` seconds from now."""

    access: str
    refresh: str
    expires_in: int


class MessengerGateway(ABC):
    """One messenger: writes a text to a chat, reads what its webhook brings. Texts are plain; longer ones are cut."""

    key: ClassVar[str]
    max_length: ClassVar[int] = 2000

    @abstractmethod
    def is_on(self) -> bool:
        """Say whether its settings are there."""

    @abstractmethod
    def chat_url(self, code: str) -> str:
        """Return the address that opens our chat on the person's device; with the code where the messenger can carry it."""

    @abstractmethod
    def send(self, *, address: str, text: str, message_id: str, token: Callable[[], str]) -> str:
        """Write to a chat and return the messenger's id of the message; `CarrierError` otherwise.

        `message_id` is ours; `token` gives the access token of gateways that have one that changes.
        """

    @abstractmethod
    def is_genuine(self, *, body: bytes, headers: Mapping[str, str]) -> bool:
        """Say whether a call of the webhook comes from the messenger."""

    @abstractmethod
    def incoming(self, data: dict[str, Any]) -> Incoming | None:
        """Return the text a call of the webhook brings, or None for other events."""

    def renew(self, refresh: str) -> Tokens | None:
        """Return new tokens, or None where tokens do not change; `CarrierError` when it is refused."""
        return None

    def register(self, url: str) -> bool:
        """Tell the messenger where to call us; False where that is set by hand in its own portal. `CarrierError` when it is refused."""
        return False
