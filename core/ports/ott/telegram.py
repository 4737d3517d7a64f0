"""Telegram: a bot over the Bot API (core.telegram.org/bots/api: sendMessage, setWebhook, Update)."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, ClassVar
from urllib.parse import quote

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from ..carriers import CarrierError, post_json
from .types import Incoming, MessengerGateway


class TelegramGateway(MessengerGateway):
    """Free of charge; the person writes first (`/start <code>`), then the bot may write at any time."""

    key: ClassVar[str] = "telegram"
    max_length: ClassVar[int] = 4096

    def is_on(self) -> bool:
        return bool(settings.TELEGRAM_BOT_TOKEN and settings.TELEGRAM_BOT_NAME)

    def chat_url(self, code: str) -> str:
        return f"https://t.me/{quote(settings.TELEGRAM_BOT_NAME)}?start={quote(code)}"

    def send(self, *, address: str, text: str, message_id: str, token: Callable[[], str]) -> str:
        url = f"{settings.TELEGRAM_API_URL}/bot{settings.TELEGRAM_BOT_TOKEN}/sendMessage"
        body = {"chat_id": int(address), "text": text[: self.max_length], "link_preview_options": {"is_disabled": True}}
        status, answer = post_json(url, body)
        if answer.get("ok"):
            return str(answer.get("result", {}).get("message_id", ""))
        said = f"{answer.get('error_code', status)} {answer.get('description', '')}"
        if status == 429:
            raise CarrierError(said, retry_after=int(answer.get("parameters", {}).get("retry_after", 0)))
        is_gone = status == 403 or "chat not found" in said
        raise CarrierError(said, is_final=status in (400, 401, 404), is_gone=is_gone)

    @staticmethod
    def webhook_secret() -> str:
        """Return the secret given to setWebhook, which each call brings back."""
        return sha256(salted_hmac("telegram webhook", settings.TELEGRAM_BOT_TOKEN).digest()).hexdigest()

    def is_genuine(self, *, body: bytes, headers: Mapping[str, str]) -> bool:
        return constant_time_compare(headers.get("X-Telegram-Bot-Api-Secret-Token", ""), self.webhook_secret())

    def incoming(self, data: dict[str, Any]) -> Incoming | None:
        message = data.get("message")
        chat = message.get("chat") if isinstance(message, dict) else None
        if not isinstance(chat, dict) or chat.get("type") != "private" or not isinstance(chat.get("id"), int):
            return None
        return Incoming(str(chat["id"]), str(message.get("text", "")).removeprefix("/start").strip())  # type: ignore[union-attr]

    def register(self, url: str) -> bool:
        body = {"url": url, "secret_token": self.webhook_secret(), "allowed_updates": ["message"]}
        _status, answer = post_json(f"{settings.TELEGRAM_API_URL}/bot{settings.TELEGRAM_BOT_TOKEN}/setWebhook", body)
        if not answer.get("ok"):
            raise CarrierError(f"{answer.get('error_code', '')} {answer.get('description', '')}", is_final=True)
        return True
