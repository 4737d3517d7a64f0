"""The sheets of a space itself: what it is, and who is in it."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from social.hooks import ContentRow, SpaceContents

from ..enums import JoinRule, Side, SpaceKind
from ..forms import ABILITY_WORDS
from ..models import Space, SpaceMember
from ..policies import can_read_space
from ..selectors.contents import count_members, facts_of, member_pages


class SpaceFacts(SpaceContents):
    """What the space is and what is set for it: one row."""

    key, label, order, template = "nhom", _("Nhóm và cài đặt"), 10, "groups/sheets/facts.html"

    def pages(self, reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
        """Yield one row."""
        if after is None and can_read_space(reader, space):
            facts = facts_of(space)
            yield [ContentRow(facts, after=True, shown={"space": space, "lines": list(_lines(space, facts))})]


def _lines(space: Space, facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is set, as labels and words."""
    if space.kind in {SpaceKind.COMMUNITY, SpaceKind.CIRCLE}:
        yield gettext("Ai vào được"), str(JoinRule(space.join_rule).label)
    if facts["topics"]:
        yield gettext("Chủ đề"), ", ".join(facts["topics"])
    for side in Side:
        if off := [str(words) for ability, words in ABILITY_WORDS.items() if facts["switches"].get(side, {}).get(ability.value) is False]:
            yield gettext("%(side)s không được làm") % {"side": side.label}, ", ".join(off)
        if waits := [str(words) for ability, words in ABILITY_WORDS.items() if ability.value in facts["approve"].get(side, ())]:
            yield gettext("%(side)s chờ duyệt") % {"side": side.label}, ", ".join(waits)
    if facts["comments_closed"]:
        yield gettext("Bình luận"), gettext("tạm khoá")


class SpaceMembers(SpaceContents):
    """Who is in the space today; a table as well."""

    key, label, order, template = "thanh-vien", _("Thành viên"), 20, "groups/sheets/members.html"
    columns: ClassVar[dict[str, Any]] = {"name": _("Họ và tên"), "side": _("Là ai"), "role": _("Việc trong nhóm"), "since": _("Từ ngày")}

    def pages(self, reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
        """Yield people by side and name."""
        return member_pages(reader, space, after)

    def count(self, reader: Actor, space: Space) -> int:
        """Return how many the reader sees there."""
        return count_members(reader, space)

    def spaces_with(self, person_id: int) -> set[int]:
        """Return where the person is by itself: erasing takes it out of the list. Places of the roster are the school's, and stay."""
        return set(SpaceMember.objects.filter(person_id=person_id).values_list("space_id", flat=True))


SpaceContents.register(SpaceFacts())
SpaceContents.register(SpaceMembers())
