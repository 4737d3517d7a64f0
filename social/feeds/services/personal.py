"""What feeds keep about a person, for requests about data."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.hooks import PersonalData, PersonalFile, PersonalTable
from social.files.models import Attachment
from social.files.services import destroy

from ..enums import PostKind, PostState
from ..models import Attendance, Bookmark, Comment, Entry, Post, PostEdit, Reaction, Receipt, Vote
from . import event_notices
from .telling import taken_back


class FeedData(PersonalData):
    """One's posts, comments and reactions, and the files one gave; what was said for a unit is the unit's."""

    key = "bang-tin"
    label = _("Bài viết và bình luận")

    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield posts, comments, reactions, answers and what one kept."""
        columns = {"space": _("Nhóm"), "title": _("Tiêu đề"), "body": _("Nội dung"), "state": _("Tình trạng"), "created_at": _("Lúc")}
        posts = Post.objects.filter(author_id=person_id).select_related("space").order_by("id")
        rows = (
            {
                "space": post.space.label,
                "title": post.title,
                "body": post.body,
                "state": post.get_state_display(),
                "created_at": post.created_at,
            }
            for post in posts.iterator(chunk_size=500)
        )
        yield PersonalTable("posts", _("Bài viết"), columns, rows)
        columns = {"body": _("Nội dung"), "state": _("Tình trạng"), "created_at": _("Lúc")}
        comments = Comment.objects.filter(author_id=person_id).order_by("id")
        rows = (
            {"body": one.body, "state": one.get_state_display(), "created_at": one.created_at} for one in comments.iterator(chunk_size=500)
        )
        yield PersonalTable("comments", _("Bình luận"), columns, rows)
        columns = {"kind": _("Loại"), "at": _("Lúc")}
        reactions = Reaction.objects.filter(person_id=person_id).order_by("id")
        rows = ({"kind": one.get_kind_display(), "at": one.at} for one in reactions.iterator(chunk_size=500))
        yield PersonalTable("reactions", _("Cảm xúc"), columns, rows)
        yield from _answers(person_id)
        columns = {"title": _("Tiêu đề"), "at": _("Lúc")}
        kept = Bookmark.objects.filter(person_id=person_id).select_related("post").order_by("id")
        yield PersonalTable(
            "bookmarks", _("Bài đã lưu"), columns, ({"title": one.post.title or one.post.get_kind_display(), "at": one.at} for one in kept)
        )

    def files(self, person_id: int) -> Iterable[PersonalFile]:
        """Yield every picture, voice note and file the person gave, to posts and to conversations."""
        for row in Attachment.objects.filter(owner_id=person_id).order_by("id"):
            yield PersonalFile(f"{row.uuid.hex[:8]}-{row.name}", partial(_read, row))

    @transaction.atomic
    def erase(self, person_id: int) -> int:
        """Empty one's posts and comments, with earlier versions and files; their rows stay without words, taken out of every feed.

        What a job or a teacher is just putting out is waited for, so that its words are taken back from inboxes as well.
        """
        # in this order, as who judges a comment does
        list(Comment.objects.select_for_update(no_key=True).filter(author_id=person_id).order_by("pk").values_list("pk"))
        list(Post.objects.select_for_update(no_key=True).filter(author_id=person_id).order_by("pk").values_list("pk"))
        own = Post.objects.filter(author_id=person_id, speaks_for_unit=False)
        ids = list(own.values_list("pk", flat=True))  # those taken away before as well: their pictures and earlier versions are still there
        comments = Comment.objects.filter(author_id=person_id).exclude(state=PostState.REMOVED, body="", mentions=[])
        for event in own.filter(kind=PostKind.EVENT).exclude(state__in=[PostState.REMOVED, PostState.HIDDEN, PostState.REJECTED]):
            event_notices.hidden(event)
        _take_back(own.select_related("space"), comments.select_related("post", "space", "parent"))
        Entry.objects.filter(post__in=ids).update(is_shown=False, pinned_at=None)
        PostEdit.objects.filter(post__in=ids).delete()
        count = own.exclude(state=PostState.REMOVED, body="", title="", data={}).update(
            state=PostState.REMOVED, title="", body="", search_text="", data={}
        )
        spoken = set(comments.values_list("post_id", flat=True))
        count += comments.update(state=PostState.REMOVED, body="", mentions=[])
        shown = Comment.objects.filter(post=OuterRef("pk"), state=PostState.PUBLISHED).order_by().values("post")
        total = Coalesce(Subquery(shown.annotate(count=Count("pk")).values("count")), 0)
        Post.objects.filter(pk__in=spoken).update(comment_count=total)
        heard = Comment.objects.filter(post=OuterRef("post"), space=OuterRef("space"), state=PostState.PUBLISHED).order_by().values("post")
        Entry.objects.filter(post__in=spoken).update(comment_count=Coalesce(Subquery(heard.annotate(count=Count("pk")).values("count")), 0))
        reacted = set(Reaction.objects.filter(person_id=person_id).exclude(post=None).values_list("post_id", flat=True))
        for model in (Reaction, Vote, Attendance, Bookmark):  # receipts stay: they are the school's record of who consented
            count += model._default_manager.filter(person_id=person_id).delete()[0]
        _count_reactions(reacted)
        Bookmark.objects.filter(person_id=person_id).delete()
        return count + destroy(owner_id=person_id, holders=["", *(f"post:{pk}" for pk in ids)])


def _take_back(*things: QuerySet[Any]) -> None:
    """Take back what others were told of what is erased: its words stand in their inboxes."""
    for rows in things:
        every = list(rows)
        for start in range(0, len(every), 500):
            taken_back(every[start : start + 500])


def _count_reactions(post_ids: Iterable[int]) -> None:
    for post in Post.objects.select_for_update(no_key=True).filter(pk__in=post_ids).order_by("pk"):
        rows = Reaction.objects.filter(post=post).order_by().values_list("kind").annotate(count=Count("pk"))
        Post.objects.filter(pk=post.pk).update(reaction_counts=dict(rows))


def _answers(person_id: int) -> Iterable[PersonalTable]:
    """Yield what the person answered to announcements, and chose in polls and for events."""
    columns = {"title": _("Tiêu đề"), "answer": _("Trả lời"), "at": _("Lúc")}
    receipts = Receipt.objects.filter(person_id=person_id).select_related("post").order_by("id").iterator(chunk_size=500)
    rows = ({"title": one.post.title, "answer": one.answer, "at": one.answered_at or one.read_at} for one in receipts)
    yield PersonalTable("answers", _("Thông báo đã trả lời"), columns, rows)
    votes = Vote.objects.filter(person_id=person_id).select_related("post").order_by("id")
    coming = Attendance.objects.filter(person_id=person_id).select_related("post").order_by("id")
    chosen = [{"title": one.post.title, "answer": _option(one), "at": one.at} for one in votes]
    chosen += [{"title": one.post.title, "answer": one.get_answer_display(), "at": one.at} for one in coming]
    yield PersonalTable("choices", _("Bình chọn, sự kiện"), columns, chosen)


def _option(vote: Vote) -> str:
    options = vote.post.data.get("options", [])
    return str(options[vote.option]) if vote.option < len(options) else ""


def _read(row: Attachment) -> bytes:
    with row.file.open() as opened:
        return bytes(opened.read())
