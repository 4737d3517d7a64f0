"""Viber: a bot over its REST API (developers.viber.com/docs/api/rest-bot-api: send_message, webhooks)."""

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, ClassVar
from urllib.parse import quote

from django.conf import settings

from ..carriers import CarrierError, post_json
from .types import Incoming, MessengerGateway

NOT_THERE = (5, 6)  # receiverNotRegistered, receiverNotSubscribed
TOO_MANY = 12
PASSING = (0, TOO_MANY, 14)  # 14: generalError without fault of ours


class ViberGateway(MessengerGateway):
    """A bot; the person writes the code first, which subscribes."""

    key: ClassVar[str] = "viber"
    max_length: ClassVar[int] = 7000

    def is_on(self) -> bool:
        return bool(settings.VIBER_AUTH_TOKEN and settings.VIBER_BOT_NAME)

    def chat_url(self, code: str) -> str:
        return f"viber://pa?chatURI={quote(settings.VIBER_BOT_NAME)}&text={quote(code)}"

    def send(self, *, address: str, text: str, message_id: str, token: Callable[[], str]) -> str:
        body = {
            "receiver": address,
            "min_api_version": 1,
            "sender": {"name": settings.VIBER_BOT_NAME[:28]},
            "tracking_data": message_id,
            "type": "text",
            "text": text[: self.max_length],
        }
        _status, answer = post_json(
            f"{settings.VIBER_API_URL}/pa/send_message", body, headers={"X-Viber-Auth-Token": settings.VIBER_AUTH_TOKEN}
        )
        code = answer.get("status")
        if code == 0:
            return str(answer.get("message_token", ""))
        said = f"{code} {answer.get('status_message', '')}"
        raise CarrierError(said, is_final=code not in PASSING, is_gone=code in NOT_THERE)

    def is_genuine(self, *, body: bytes, headers: Mapping[str, str]) -> bool:
        wanted = hmac.new(settings.VIBER_AUTH_TOKEN.encode(), body, sha256).hexdigest()
        return hmac.compare_digest(headers.get("X-Viber-Content-Signature", "").encode(), wanted.encode())

    def incoming(self, data: dict[str, Any]) -> Incoming | None:
        sender, message = data.get("sender"), data.get("message")
        if data.get("event") != "message" or not isinstance(sender, dict) or not isinstance(message, dict) or message.get("type") != "text":
            return None
        return Incoming(str(sender.get("id", "")), str(message.get("text", "")).strip())

    def register(self, url: str) -> bool:
        headers = {"X-Viber-Auth-Token": settings.VIBER_AUTH_TOKEN}
        _status, answer = post_json(f"{settings.VIBER_API_URL}/pa/set_webhook", {"url": url, "event_types": []}, headers=headers)
        if answer.get("status") != 0:
            raise CarrierError(f"{answer.get('status')} {answer.get('status_message', '')}", is_final=True)
        return True
