"""Posts that go by age."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from social.moderation.services.retention import OldThings, in_cases

from ..enums import AnswerKind
from ..models import Comment, Entry, Post


class OldPosts(OldThings):
    """Posts with their comments, answers and files. Pinned ones stay, and those that asked for answers: they are records of the school."""

    key, label, kind = "social.posts", _("Bài viết cùng bình luận và tệp"), "post"

    def rows(self, before: datetime) -> "QuerySet[Post]":
        old = Q(published_at=None) | Q(published_at__lt=before)
        pinned = Entry.objects.exclude(pinned_at=None).values("post_id")
        return Post.objects.filter(old, created_at__lt=before, asks=AnswerKind.NONE).exclude(pk__in=pinned)

    def held(self, found: dict[int, str]) -> set[int]:
        """Return those that stand in a case themselves or with a comment."""
        said = Comment.objects.filter(post_id__in=found, uuid__in=in_cases("comment"))
        return super().held(found) | set(said.values_list("post_id", flat=True))
