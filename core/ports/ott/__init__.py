"""Messengers people use anyway (OTT), behind one port; each is there only where its settings are."""

from .telegram import TelegramGateway
from .types import MessengerGateway
from .viber import ViberGateway
from .zalo import ZaloGateway

_ALL: tuple[MessengerGateway, ...] = (ZaloGateway(), TelegramGateway(), ViberGateway())


def gateways() -> dict[str, MessengerGateway]:
    """Return the gateways that are switched on, by key."""
    return {one.key: one for one in _ALL if one.is_on()}


__all__ = ["MessengerGateway", "gateways"]
