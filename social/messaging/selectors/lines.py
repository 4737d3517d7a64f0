"""The messages of a conversation, as pages and devices ask for them."""

from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.access.types import Actor
from core.lib.vietnamese import word_lookups
from social.files.selectors import attachments_of

from ..enums import MessageKind, MessageState
from ..models import AbsenceRequest, Conversation, Message
from ..policies import can_recall, shown_to
from ..types import Line, Marks, News
from .absences import cards_of
from .chats import gone
from .headings import name_of

PAGE = 50


def lines_of(actor: Actor, conversation: Conversation, *, before: int | None = None, size: int = PAGE, text: str = "") -> list[Line]:
    """Return the last `size` messages in the server's order, or those before a number; with `text` those with its words. Four queries.

    Words are found with and without diacritics.
    """
    rows = _seen(actor, conversation)
    for lookups in word_lookups(text):
        heard = Q()
        for kind, word in lookups:
            heard |= Q(**{f"search_text__{kind}": word})
        rows = rows.filter(heard, state=MessageState.SENT)
    older = rows.filter(seq__lt=before) if before is not None else rows
    return _lines(actor, conversation, list(older.order_by("-seq")[:size])[::-1], marks_of(actor, conversation))


def news_of(actor: Actor, conversation: Conversation, *, after: int, size: int = PAGE) -> News:
    """Return what has changed in a conversation after a cursor: new messages, late ones, those recalled, hidden or approved.

    `conversation` was read before: every change up to its `last_change` has committed, as changes are numbered under its lock. So
    nothing falls between two questions, however many write at once; what comes twice is the same message.
    """
    found = list(_seen(actor, conversation).filter(changed__gt=after).order_by("changed")[: size + 1])
    more, found = len(found) > size, found[:size]
    marks = marks_of(actor, conversation)
    cursor = found[-1].changed if more else max([conversation.last_change, after, *(row.changed for row in found)])
    return News(_lines(actor, conversation, found, marks), cursor, more, marks)


def marks_of(actor: Actor, conversation: Conversation) -> Marks:
    """Return how far somebody else has read and got the conversation."""
    others = conversation.participants.exclude(person_id=actor.person_id).aggregate(read=Max("told_read_to"), got=Max("delivered_to"))
    return Marks(others["read"] or 0, max(others["got"] or 0, others["read"] or 0))


def _seen(actor: Actor, conversation: Conversation) -> "QuerySet[Message]":
    return Message.objects.filter(shown_to(actor), conversation=conversation).select_related("author__account", "reply_to__author__account")


def _lines(actor: Actor, conversation: Conversation, rows: list[Message], marks: Marks) -> list[Line]:
    files = attachments_of(f"message:{row.pk}" for row in rows)
    cards = _cards(actor, [row.pk for row in rows if row.kind == MessageKind.ABSENCE])
    return [_line(actor, row, tuple(files.get(f"message:{row.pk}", ())), marks, cards.get(row.pk)) for row in rows]


def _cards(actor: Actor, message_ids: list[int]) -> dict[int, Any]:
    rows = AbsenceRequest.objects.filter(message_id__in=message_ids) if message_ids else AbsenceRequest.objects.none()
    found = cards_of(actor, rows.select_related("child", "class_group", "message"))
    return {card.request.message_id: card for card in found}


def _line(actor: Actor, row: Message, files: tuple[Any, ...], marks: Marks, card: Any) -> Line:
    is_mine, missing = row.author_id == actor.person_id and row.kind != MessageKind.SYSTEM, gone(row)
    ticks = ""
    if is_mine and not missing:
        number = row.arrived
        ticks = "sent" if number is None or marks.got < number else "delivered" if marks.read < number else "read"
    return Line(
        row,
        is_mine,
        name_of(row.author, row.author_side),
        missing or row.body,
        () if missing else files,
        day_of(row.created_at),
        ticks,
        _notes(row, is_mine),
        card,
        ("", "") if missing else _quoted(actor, row.reply_to),
        may_recall=is_mine and can_recall(actor, row),
        may_report=not is_mine and row.kind != MessageKind.SYSTEM and _is_kept(row, files),
    )


def _is_kept(row: Message, files: tuple[Any, ...]) -> bool:
    """Say whether there is something to report: words that stand there, or that were taken back."""
    return row.state == MessageState.SENT or (row.state == MessageState.REMOVED and bool(row.body or files))


def _quoted(actor: Actor, row: Message | None) -> tuple[str, str]:
    """Return whose and what words a message answers; nothing of one the reader does not see."""
    if row is None or (row.arrived is None and row.author_id != actor.person_id):
        return "", ""
    return name_of(row.author, row.author_side), (gone(row) or row.body or str(row.get_kind_display()))[:120]


def _notes(row: Message, is_mine: bool) -> tuple[str, ...]:
    notes = []
    if row.state == MessageState.HELD:
        notes.append(_("Chờ duyệt"))
    if row.state == MessageState.REJECTED:
        notes.append(_("Không được duyệt: %(reason)s") % {"reason": row.note} if row.note else _("Không được duyệt"))
    if is_mine and row.state == MessageState.SENT and row.arrived is None and row.visible_at and row.visible_at > timezone.now():
        notes.append(_("Tới nơi lúc %(time)s") % {"time": clock_of(row.visible_at)})
    if row.is_urgent:
        notes.append(_("Việc gấp"))
    if row.kind == MessageKind.SYSTEM:
        notes.append(_("Trả lời tự động"))
    return tuple(notes)


def clock_of(at: datetime) -> str:
    """Return a time of today as a clock shows it, with its date on another day than tomorrow morning."""
    local = timezone.localtime(at)
    clock = str(formats.time_format(local.time()))
    return clock if (local.date() - timezone.localdate()).days <= 1 else f"{clock} {local:%d/%m}"


def day_of(at: datetime) -> str:
    """Return the day of a message in words: today, yesterday, its date."""
    day = timezone.localtime(at).date()
    days = (timezone.localdate() - day).days
    return _("Hôm nay") if days == 0 else _("Hôm qua") if days == 1 else str(formats.date_format(day, "DATE_FORMAT"))
