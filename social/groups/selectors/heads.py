"""What stands above each page of a space: its name, how many are in it, its tabs, why one only reads."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.types import Actor
from social.hooks import RosterSource

from ..enums import Ability, Side, SpaceKind
from ..models import Space
from ..rules import shows_works
from ..types import SpaceHead, Standing
from .members import count_people

FREE = frozenset({SpaceKind.COMMUNITY, SpaceKind.CIRCLE})


def space_head(actor: Actor, space: Space, standing: Standing, current: str = "") -> SpaceHead:
    """Return the head of a space for somebody who reads it; `current` is the open tab. At most four queries."""
    count = count_people(space)
    topics = tuple(space.settings.get("topics", ())) if space.kind in FREE else ()
    source_url = _source_url(actor, space) if space.source_key else ""
    is_muted = bool(getattr(space, "is_muted", False))
    return SpaceHead(space, standing, count, _tabs(space, standing, current), why_reading(space, standing), topics, source_url, is_muted)


def _tabs(space: Space, standing: Standing, current: str) -> tuple[dict[str, Any], ...]:
    named = [
        ("posts", _("Bài viết"), "social:space"),
        ("people", _("Thành viên"), "social:space_people"),
        ("files", _("Tệp"), "social:space_files"),
        ("events", _("Sự kiện"), "social:space_events"),
    ]
    if space.kind in FREE:
        named.append(("wiki", _("Trang chung"), "social:wiki"))
    if space.kind == SpaceKind.CLASS and not standing.is_overseer and (standing.side == Side.STAFF or shows_works(space.settings)):
        named.append(("works", _("Tác phẩm"), "social:class_works"))
    return tuple({"label": label, "url": reverse(route, args=[space.uuid]), "current": key == current} for key, label, route in named)


def why_reading(space: Space, standing: Standing) -> str:
    """Return why somebody only reads in a space, in words; "" when they may do more."""
    if standing.may(Ability.REACT):
        return ""
    if space.archived_at is not None:
        return _("Nhóm đã đóng, chỉ còn để đọc.")
    if standing.is_overseer:
        return _("Bạn xem nhóm này với trách nhiệm của lãnh đạo đơn vị, nên chỉ đọc và duyệt. Lí do xem đã được ghi lại.")
    if standing.limit:
        return standing.limit
    if space.class_group is not None and space.class_group.school_year.ends_on < timezone.localdate():
        return _("Năm học của lớp đã kết thúc. Bài cũ vẫn còn để đọc.")
    if space.unit.is_closed:
        return _("Đơn vị đã ngừng hoạt động. Bài cũ vẫn còn để đọc.")
    return _("Nhóm này hiện chỉ để đọc.")


def _source_url(actor: Actor, space: Space) -> str:
    prefix = space.source_key.partition(":")[0]
    rows = (row for source in RosterSource.all() if source.prefix == prefix for row in source.spaces_of(actor))
    return next((row.url for row in rows if row.source_key == space.source_key), "")
