"""The sheet of the shared page: every revision that is shown."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from social.groups.models import Space
from social.hooks import ContentRow, SpaceContents

from ..models import WikiRevision
from ..selectors import revision_pages


class SpacePage(SpaceContents):
    """What the page of a community or circle said, the newest last."""

    key, label, order, template = "trang-chung", _("Trang chung"), 50, "wiki/sheets/page.html"

    def pages(self, reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
        """Yield revisions in the order of their numbers."""
        return revision_pages(reader, space, after)

    def spaces_with(self, person_id: int) -> set[int]:
        """Return whose page the person has written."""
        return set(WikiRevision.objects.filter(author_id=person_id).values_list("space_id", flat=True))


SpaceContents.register(SpacePage())
