"""The shared page for moderation: `social.hooks.Moderated`, a revision by its uuid."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from core.lib.markup import plain_text
from social.hooks import Moderated

from .. import services
from ..models import WikiRevision
from ..policies import can_hide_page, can_read_page


class ModeratedPage(Moderated):
    """`wiki`: what the page of a space said in one revision. Nothing of it waits: what screening would hold is not taken."""

    kind, label = "wiki", _("Trang chung")

    def _row(self, key: str) -> WikiRevision:
        return WikiRevision.objects.select_related("author", "space__unit").get(uuid=UUID(key))

    def may_see(self, actor: Actor, key: str) -> bool:
        try:
            row = self._row(key)
        except (ValueError, WikiRevision.DoesNotExist):
            return False
        return can_read_page(actor, row.space) and (row.hidden_at is None or can_hide_page(actor, row.space))

    def snapshot(self, key: str) -> dict[str, Any]:
        row = self._row(key)
        return {
            "text": f"{row.title}\n{plain_text(row.body)}", "author_id": row.author_id, "author_name": row.author.full_name,
            "space_id": row.space_id, "unit_id": row.space.unit_id, "at": row.created_at.isoformat(), "files": [],
        }  # fmt: skip

    def space_id(self, key: str) -> int | None:
        return self._row(key).space_id

    def url(self, key: str) -> str:
        row = self._row(key)
        return reverse("social:wiki_revision", args=[row.space.uuid, row.number])

    def hide(self, actor: Actor, key: str) -> None:
        services.set_hidden(actor=actor, revision=self._row(key), is_hidden=True)

    def restore(self, actor: Actor, key: str) -> None:
        services.set_hidden(actor=actor, revision=self._row(key), is_hidden=False)

    def approve(self, actor: Actor, key: str) -> bool:
        """Do nothing: nothing waits."""
        return False

    def reject(self, actor: Actor, key: str, reason: str) -> bool:
        """Do nothing: nothing waits."""
        return False
