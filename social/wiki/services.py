"""Writing the page of a space. Two who write at once both keep their words: the second one is shown what the first one saved."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.markup import clean_html, plain_text
from core.lib.typed import html_of
from core.lib.vietnamese import tidy
from social.groups.models import Space
from social.groups.policies import standing_in
from social.moderation.services import screening

from .errors import WikiRefused
from .models import WikiRevision
from .policies import can_hide_page, can_write_page
from .selectors import find_revision, newest

LIMIT = 60_000


def save_page(*, actor: Actor, space: Space, title: str, text: str, base: int, note: str = "") -> WikiRevision:
    """Save the page as a new revision. `base` is the number of the one the writer began with (0: none yet).

    Raises `AccessRefused` and `WikiRefused`: `conflict` when somebody saved meanwhile, then nothing is written and `newest` is theirs.
    Saved without a change, it stays as it is.
    """
    require(can_write_page, actor, space)
    title, body = tidy(title)[:200], clean_html(html_of(text))
    if not title:
        raise WikiRefused("title", "title")
    if len(body) > LIMIT:
        raise WikiRefused("long", "text")
    _screen(actor, space, f"{title}\n{plain_text(body)}")
    with transaction.atomic():
        return _written(actor, space, base, title, body, tidy(note)[:200])


def _screen(actor: Actor, space: Space, words: str) -> None:
    standing = standing_in(actor, space)
    if standing is None:
        raise AccessRefused("wiki")
    if wait := screening.check_flood(person_id=actor.person_id, band=standing.band, kind="post"):
        raise WikiRefused("flood", message=wait)
    verdict = screening.screen(actor=actor, text=words, band=standing.band, side=standing.side, unit_id=space.unit_id, kind="post")
    if verdict.action != "pass":  # a page has no queue: what would wait is not taken
        raise WikiRefused("refused", "text", screening.words_of(verdict) or _("Trang có lời chưa phù hợp. Hãy sửa lại rồi lưu."))


def _written(actor: Actor, space: Space, base: int, title: str, body: str, note: str, restored: int | None = None) -> WikiRevision:
    """Write the next revision; writers of one space come one after the other."""
    Space.objects.select_for_update().get(pk=space.pk)
    last = newest(space)
    if (last.number if last else 0) != base:
        raise WikiRefused("conflict", newest=last)
    if last is not None and (last.title, last.body) == (title, body):
        return last
    numbers = WikiRevision.objects.filter(space=space).aggregate(last=Max("number"))
    row = WikiRevision.objects.create(
        space=space, number=(numbers["last"] or 0) + 1, title=title, body=body, note=note, restored=restored, author_id=actor.person_id
    )
    record(
        actor=actor, verb="social.wiki.written" if restored is None else "social.wiki.restored", obj=space, changes={"number": row.number}
    )
    return row


@transaction.atomic
def restore_page(*, actor: Actor, space: Space, number: int) -> WikiRevision:
    """Let the page say again what it said in revision `number`: a new revision, nothing is taken away."""
    require(can_write_page, actor, space)
    old, last = find_revision(space, number), newest(space)
    return _written(actor, space, last.number if last else 0, old.title, old.body, "", restored=old.number)


@transaction.atomic
def set_hidden(*, actor: Actor, revision: WikiRevision, is_hidden: bool) -> None:
    """Hide a revision, so that the page says what it said before, or show it again. What others took over from it stays theirs."""
    require(can_hide_page, actor, revision.space)
    Space.objects.select_for_update().get(pk=revision.space_id)
    row = WikiRevision.objects.select_for_update().get(pk=revision.pk)
    if is_hidden == (row.hidden_at is not None):
        return
    row.hidden_at = timezone.now() if is_hidden else None
    row.save(update_fields=["hidden_at"])
    record(
        actor=actor,
        verb="social.wiki.hidden" if is_hidden else "social.wiki.shown",
        obj=revision.space,
        unit_id=revision.space.unit_id,
        changes={"number": row.number},
    )
