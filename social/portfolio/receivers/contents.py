"""The sheet of works a class shows."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from social.groups.models import Space
from social.hooks import ContentRow, SpaceContents

from ..models import Work
from ..selectors import shown_pages


class ClassWorks(SpaceContents):
    """Works pupils show their class, to its teachers; heads do not see them."""

    key, label, order, template = "tac-pham", _("Tác phẩm của học sinh"), 60, "portfolio/sheets/works.html"

    def pages(self, reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
        """Yield works, oldest first."""
        return shown_pages(reader, space, after)

    def spaces_with(self, person_id: int) -> set[int]:
        """Return where works of the person stand."""
        return set(Work.objects.filter(child_id=person_id).values_list("space_id", flat=True))


SpaceContents.register(ClassWorks())
