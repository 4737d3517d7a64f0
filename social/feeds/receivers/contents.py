"""The sheets of what is written in a space: posts with their comments, who answered announcements, who chose what."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from social.groups.models import Space
from social.hooks import ContentRow, SpaceContents

from ..models import Comment, Entry, Receipt
from ..selectors.answers_taken import receipt_pages, vote_pages
from ..selectors.contents import count_posts, post_pages


class SpacePosts(SpaceContents):
    """Posts as they stand in the space, with the comments heard there."""

    key, label, order, template = "bai-viet", _("Bài viết"), 30, "social/feeds/sheets/posts.html"

    def pages(self, reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
        """Yield posts, oldest first."""
        return post_pages(reader, space, after)

    def count(self, reader: Actor, space: Space) -> int:
        """Return how many stand there."""
        return count_posts(space)

    def spaces_with(self, person_id: int) -> set[int]:
        """Return where the person's posts stand and it has commented."""
        own = Entry.objects.filter(post__author_id=person_id).values_list("space_id", flat=True)
        return set(own) | set(Comment.objects.filter(author_id=person_id).values_list("space_id", flat=True))


class SpaceReceipts(SpaceContents):
    """Who read and answered announcements; a table as well."""

    key, label, order, template = "tra-loi", _("Ai đã đọc, trả lời gì"), 40, "social/feeds/sheets/answers.html"
    columns: ClassVar[dict[str, Any]] = {
        "title": _("Thông báo"), "name": _("Người đọc"), "side": _("Là ai"), "child": _("Cho em"), "read_at": _("Đọc lúc"),
        "answer": _("Trả lời"), "answered_at": _("Trả lời lúc"),
    }  # fmt: skip

    def pages(self, reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
        """Yield receipts by announcement."""
        return receipt_pages(reader, space, after)

    def spaces_with(self, person_id: int) -> set[int]:
        """Return where the person read or answered something."""
        return set(Receipt.objects.filter(person_id=person_id).values_list("space_id", flat=True))


class SpaceVotes(SpaceContents):
    """Who chose what in polls that are not anonymous; a table as well."""

    key, label, order, template = "binh-chon", _("Ai chọn gì"), 45, "social/feeds/sheets/votes.html"
    columns: ClassVar[dict[str, Any]] = {"title": _("Bình chọn"), "name": _("Người chọn"), "option": _("Đã chọn")}

    def pages(self, reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
        """Yield votes by poll."""
        return vote_pages(reader, space, after)

    def spaces_with(self, person_id: int) -> set[int]:
        """Return where the person voted."""
        return set(Entry.objects.filter(post__votes__person_id=person_id).values_list("space_id", flat=True))


for _sheet in (SpacePosts(), SpaceReceipts(), SpaceVotes()):
    SpaceContents.register(_sheet)
