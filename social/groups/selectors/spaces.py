"""Reading spaces."""

from uuid import UUID

from core.access.errors import AccessRefused
from core.access.types import Actor

from ..models import Space
from ..policies import standing_in
from ..types import Standing


def find_space(actor: Actor, uuid: UUID) -> tuple[Space, Standing]:
    """Return a space the actor may read with its standing there, or raise `AccessRefused`."""
    space = Space.objects.select_related("unit", "class_group__school_year").filter(uuid=uuid).first()
    standing = standing_in(actor, space) if space else None
    if space is None or standing is None:
        raise AccessRefused("space")
    return space, standing
