"""Files and cards on the pages where one writes: what was sent before, what is taken now, what is looked for."""

from typing import Any, Protocol

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.access.types import Actor
from social.files.errors import AttachmentRefused
from social.files.models import Attachment
from social.files.selectors import own_attachments
from social.files.services import describe, take

from ..selectors.cards import card_choices, shown_cards, tidy_keys

MOST_FILES = 20


class Carries(Protocol):
    """What is being written, with its files and the keys of its cards."""

    files: tuple[Attachment, ...]
    cards: tuple[str, ...]


def files_sent(request: HttpRequest, holder: str = "") -> list[Attachment]:
    """Return the files taken before that still go with what is written: one's own, held by `holder` or by nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return own_attachments(actor, request.POST.getlist("files")[:MOST_FILES], holder)


def cards_sent(request: HttpRequest) -> list[str]:
    """Return the keys of the cards that go with what is written."""
    return tidy_keys(request.POST.getlist("cards"))


def take_files(request: HttpRequest, draft: Carries) -> list[str]:
    """Take the new files, keep those taken before, note what pictures show; returns a sentence for each file that is refused."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    refused, taken, alt = [], list(draft.files), request.POST.get("alt", "")
    for row in taken:
        if (said := request.POST.get(f"alt-{row.uuid}")) is not None and said != row.alt:
            describe(actor=actor, uuid=row.uuid, alt=said)
            row.alt = said[:300]
    uploads: list[Any] = request.FILES.getlist("pictures")
    for one in uploads[: MOST_FILES - len(taken)]:
        try:
            taken.append(take(actor=actor, upload=one, alt=alt))
        except AttachmentRefused as error:
            refused.append(str(error))
    if len(uploads) + len(draft.files) > MOST_FILES:
        refused.append(_("Một bài có nhiều nhất %(count)s ảnh và tệp.") % {"count": MOST_FILES})
    draft.files = tuple(taken)
    return refused


def carried_context(request: HttpRequest, draft: Carries, *, finds: bool) -> dict[str, Any]:
    """Return what the pieces `_card_pick.html` and `_file_pick.html` show; `finds`: with the cards the words looked for fit."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    words = request.POST.get("tim", "")
    found = [card for card in card_choices(actor, words) if card.key not in draft.cards] if finds else None
    return {"files": draft.files, "cards": shown_cards(actor, draft.cards), "found": found, "card_words": words}
