"""The channels that leave the house, behind one port: e-mail, web push, messengers."""

import smtplib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation

from core.ports.carriers import CarrierError
from core.ports.ott import gateways
from core.ports.webpush import MAX_BYTES, send_push

from ..enums import Channel
from ..models import Delivery, Notification, OttLink, PushSubscription
from ..types import KINDS, Message
from .quota import NO_ROOM, has_room
from .tokens import access_token
from .unsubscribing import unsubscribe_token
from .words import language_of


class Carrier(ABC):
    """One channel. `knows_repetition`: a message sent again under the same name is not a second one for the reader."""

    key: ClassVar[str]
    knows_repetition: ClassVar[bool]

    @abstractmethod
    def name_of(self, delivery_id: int) -> str:
        """Return the name a message bears however often it is sent."""

    @abstractmethod
    def send(self, row: Delivery, message: Message, name: str) -> str:
        """Send to the row's address and return the service's id, or ""; `CarrierError` when it was not taken."""

    def note_sent(self, rows: Sequence[Delivery], at: datetime) -> None:  # noqa: B027 (most keep nothing)
        """Keep what else there is to keep of a message that went out."""

    def note_gone(self, row: Delivery) -> None:  # noqa: B027 (most have nothing to forget)
        """Forget an address that no longer exists."""


class EmailCarrier(Carrier):
    """HTML and plain text over one connection a batch, named by Message-ID, with one-click unsubscribing (RFC 8058)."""

    key: ClassVar[str] = Channel.EMAIL
    knows_repetition: ClassVar[bool] = True

    def __init__(self) -> None:
        self.connection: Any = None

    def name_of(self, delivery_id: int) -> str:
        return f"<d{delivery_id}.notification@{urlsplit(settings.BASE_URL).hostname or 'localhost'}>"

    def send(self, row: Delivery, message: Message, name: str) -> str:
        account = getattr(row.recipient, "account", None)
        if account is None or not account.email or not account.is_active:
            raise CarrierError("no address", is_final=True)
        letter = self._letter(row, message, name)
        try:
            if self.connection is None:
                self.connection = get_connection()
                self.connection.open()
            letter.connection = self.connection
            letter.send()
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            raise _smtp_problem(problem) from problem
        return name

    def _letter(self, row: Delivery, message: Message, name: str) -> EmailMultiAlternatives:
        headers = {"Message-ID": name, "Auto-Submitted": "auto-generated"}
        link = ""
        if not KINDS[row.kind].essential:
            link = f"{settings.BASE_URL}/thong-bao/thoi-nhan/{unsubscribe_token(row.recipient_id, row.kind)}/"
            headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        language = language_of(row)
        with translation.override(language):
            context = {
                "message": message,
                "person": row.recipient,
                "address": settings.BASE_URL + message.url,
                "unsubscribe": link,
                "settings_address": f"{settings.BASE_URL}/thong-bao/cai-dat/",
                "kind": KINDS[row.kind],
                "notice": row.notification,
                "base": settings.BASE_URL,
                "language": language,
            }
            template = KINDS[row.kind].letter or "notifications/mail/message"
            text, html = (render_to_string(f"{template}.{form}", context) for form in ("txt", "html"))
        title = " ".join(message.title.split())
        letter = EmailMultiAlternatives(title, text, to=[str(row.recipient.account.email)], headers=headers)
        letter.attach_alternative(html, "text/html")
        return letter

    def note_sent(self, rows: Sequence[Delivery], at: datetime) -> None:
        Notification.objects.filter(pk__in=[row.notification_id for row in rows], emailed_at=None).update(emailed_at=at)

    def close(self) -> None:
        """Hang up."""
        if self.connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.connection.close()
            self.connection = None


def _smtp_problem(problem: Exception) -> CarrierError:
    """Say what a failure over SMTP means: a 5xx answer is final, a 4xx passes, a connection that broke leaves doubt."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        codes = [answer[0] for answer in problem.recipients.values()]
        return CarrierError(str(list(problem.recipients.values())), is_final=bool(codes) and all(code >= 500 for code in codes))
    if isinstance(problem, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError):
        return CarrierError(str(problem))  # ours to mend, not the recipient's
    if isinstance(problem, smtplib.SMTPResponseException):
        return CarrierError(f"{problem.smtp_code} {problem.smtp_error!r}", is_final=problem.smtp_code >= 500)
    return CarrierError(f"{type(problem).__name__}: {problem}", is_in_doubt=not isinstance(problem, ConnectionRefusedError))


class PushCarrier(Carrier):
    """One browser. The topic names the message at the push service, the tag in the browser: a repetition replaces the first."""

    key: ClassVar[str] = Channel.PUSH
    knows_repetition: ClassVar[bool] = True

    def name_of(self, delivery_id: int) -> str:
        return sha256(f"push {delivery_id} {settings.BASE_URL}".encode()).hexdigest()[:32]

    def send(self, row: Delivery, message: Message, name: str) -> str:
        found = PushSubscription.objects.filter(pk=row.target_id, person_id=row.recipient_id).first()
        if found is None:
            raise CarrierError("this browser has left", is_final=True)
        return send_push(
            endpoint=found.endpoint,
            p256dh=found.p256dh,
            auth=found.auth,
            payload=_payload(message, name, language_of(row)),
            topic=name,
            is_urgent=row.notification.is_urgent,
        )

    def note_gone(self, row: Delivery) -> None:
        PushSubscription.objects.filter(pk=row.target_id).delete()


def _payload(message: Message, name: str, language: str) -> bytes:
    """Return the JSON the service worker reads, its body cut until it fits."""
    body = "\n".join(message.lines)
    while True:
        data = orjson.dumps({"title": message.title[:200], "body": body, "url": message.url, "tag": name, "lang": language})
        if len(data) <= MAX_BYTES or not body:
            return data
        body = body[: len(body) * 3 // 4].rstrip() + "…" if len(body) > 8 else ""


class OttCarrier(Carrier):
    """One chat of a messenger. None of them knows a key for repetitions."""

    key: ClassVar[str] = Channel.OTT
    knows_repetition: ClassVar[bool] = False

    def name_of(self, delivery_id: int) -> str:
        return f"d{delivery_id}"

    def send(self, row: Delivery, message: Message, name: str) -> str:
        link = OttLink.objects.filter(pk=row.target_id, person_id=row.recipient_id).first()
        gateway = gateways().get(link.gateway) if link else None
        if link is None or gateway is None:
            raise CarrierError("no chat", is_final=True)
        if not has_room(row):
            raise CarrierError(NO_ROOM, is_final=True)
        lines = "\n".join(message.lines)
        tail = f"\n\n{settings.BASE_URL}{message.url}"
        text = f"{message.title}\n{lines}".strip()[: gateway.max_length - len(tail)] + tail
        return gateway.send(address=link.address, text=text, message_id=name, token=lambda: access_token(gateway))

    def note_gone(self, row: Delivery) -> None:
        OttLink.objects.filter(pk=row.target_id).delete()


CARRIERS: tuple[type[Carrier], ...] = (EmailCarrier, PushCarrier, OttCarrier)


@contextmanager
def carriers() -> Iterator[dict[str, Carrier]]:
    """Give every carrier by channel for one batch; the connection of the e-mails closes at the end."""
    email = EmailCarrier()
    try:
        yield {one.key: one for one in (email, PushCarrier(), OttCarrier())}
    finally:
        email.close()
