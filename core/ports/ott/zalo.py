"""Zalo Official Account over its Open API v3 (developers.zalo.me: tin tư vấn, webhook, access token v4)."""

import hmac
import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, ClassVar
from urllib.parse import quote

from django.conf import settings

from ..carriers import CarrierError, post
from ..carriers import post_json as call
from .types import Incoming, MessengerGateway, Tokens

TOKEN_ENDED = (-216, -124)
NOT_THERE = (-213,)  # does not follow us (any more)
PASSING = (-32, -200)  # too many calls, failed on their side


class ZaloGateway(MessengerGateway):
    """Texts to followers who wrote within the last days are free (tin tư vấn); paid template messages are not used."""

    key: ClassVar[str] = "zalo"
    max_length: ClassVar[int] = 2000

    def is_on(self) -> bool:
        return bool(settings.ZALO_APP_ID and settings.ZALO_APP_SECRET and settings.ZALO_OA_ID and settings.ZALO_REFRESH_TOKEN)

    def chat_url(self, code: str) -> str:
        return f"https://zalo.me/{quote(settings.ZALO_OA_ID)}"

    def send(self, *, address: str, text: str, message_id: str, token: Callable[[], str]) -> str:
        body = {"recipient": {"user_id": address}, "message": {"text": text[: self.max_length]}}
        _status, answer = call(f"{settings.ZALO_API_URL}/v3.0/oa/message/cs", body, headers={"access_token": token()})
        code = answer.get("error")
        if code == 0:
            return str(answer.get("data", {}).get("message_id", ""))
        said = f"{code} {answer.get('message', '')}"
        raise CarrierError(said, is_final=code not in (*PASSING, *TOKEN_ENDED), is_gone=code in NOT_THERE)

    def renew(self, refresh: str) -> Tokens | None:
        form = {"refresh_token": refresh, "app_id": settings.ZALO_APP_ID, "grant_type": "refresh_token"}
        response = post(f"{settings.ZALO_OAUTH_URL}/v4/oa/access_token", data=form, headers={"secret_key": settings.ZALO_APP_SECRET})
        try:
            answer = response.json()
            return Tokens(str(answer["access_token"]), str(answer["refresh_token"]), int(answer["expires_in"]))
        except (ValueError, KeyError, TypeError) as problem:
            raise CarrierError(f"no new token: HTTP {response.status_code}") from problem

    def is_genuine(self, *, body: bytes, headers: Mapping[str, str]) -> bool:
        try:
            timestamp = str(json.loads(body)["timestamp"])
            signed = settings.ZALO_APP_ID + body.decode() + timestamp + settings.ZALO_OA_SECRET
        except (ValueError, KeyError, TypeError):  # no JSON object, or no UTF-8
            return False
        wanted = sha256(signed.encode()).hexdigest()
        given = headers.get("X-ZEvent-Signature", "").removeprefix("mac=")
        return bool(settings.ZALO_OA_SECRET) and hmac.compare_digest(given.encode(), wanted.encode())

    def incoming(self, data: dict[str, Any]) -> Incoming | None:
        sender, message = data.get("sender"), data.get("message")
        if data.get("event_name") != "user_send_text" or not isinstance(sender, dict) or not isinstance(message, dict):
            return None
        return Incoming(str(sender.get("id", "")), str(message.get("text", "")).strip())
