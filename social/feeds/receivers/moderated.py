"""Posts and comments for moderation: `social.hooks.Moderated`, by their uuids."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from core.people.models import Person
from social.files.models import Attachment
from social.files.selectors import attachments_of
from social.groups.models import Space
from social.hooks import HeldScope, HeldThing, Moderated

from .. import services
from ..enums import PostState
from ..models import Comment, Post
from ..policies import can_see_comment, can_see_post
from ..selectors.kinds import text_of_post

Row = TypeVar("Row", Post, Comment)


def _in_scope(scope: HeldScope, space: str) -> Q:
    """Return the condition that a thing stands in the scope; `space` is the path to its space."""
    found = Q(**{f"{space}_id__in": scope.space_ids}) | Q(**{f"{space}__class_group_id__in": scope.class_ids})
    return found | Q(**{f"{space}__unit__path__startswith": scope.unit_path}) if scope.unit_path else found


def _evidence(thing: Post | Comment, text: str, space: Space, files: list[Attachment]) -> dict[str, Any]:
    author: Person = thing.author
    return {
        "text": text, "author_id": author.pk, "author_name": author.full_name, "author_side": thing.author_side, "space_id": space.pk,
        "unit_id": space.unit_id, "at": thing.created_at.isoformat(),
        "files": [{"uuid": str(row.uuid), "name": row.name, "kind": row.kind} for row in files],
    }  # fmt: skip


class ModeratedPost(Moderated):
    """`post`: a post of a space."""

    kind, label = "post", _("Bài viết")

    def _rows(self) -> "QuerySet[Post]":
        return Post.objects.select_related("author", "space__unit", "space__class_group")

    def _row(self, key: str) -> Post:
        return self._rows().get(uuid=UUID(key))

    def may_see(self, actor: Actor, key: str) -> bool:
        row = _found(self._row, key)
        return row is not None and can_see_post(actor, row)

    def snapshot(self, key: str) -> dict[str, Any]:
        row = self._row(key)
        holder = f"post:{row.pk}"
        return _evidence(row, text_of_post(row), row.space, attachments_of([holder]).get(holder, []))

    def space_id(self, key: str) -> int | None:
        return self._row(key).space_id

    def url(self, key: str) -> str:
        return reverse("social:post", args=[key])

    def hide(self, actor: Actor, key: str) -> None:
        services.hide_post(actor=actor, post=self._row(key))

    def restore(self, actor: Actor, key: str) -> None:
        services.restore_post(actor=actor, post=self._row(key))

    def approve(self, actor: Actor, key: str) -> bool:
        return services.approve_post(actor=actor, post=self._row(key))

    def reject(self, actor: Actor, key: str, reason: str) -> bool:
        return services.reject_post(actor=actor, post=self._row(key), reason=reason)

    def held(self, scope: HeldScope, limit: int) -> list[HeldThing]:
        rows = self._rows().filter(_in_scope(scope, "space"), state=PostState.HELD).exclude(author_id=scope.person_id)
        return [_held(row, text_of_post(row), row.space, f"post:{row.pk}") for row in rows.order_by("id")[:limit]]


class ModeratedComment(Moderated):
    """`comment`: a comment to a post."""

    kind, label = "comment", _("Bình luận")

    def _rows(self) -> "QuerySet[Comment]":
        return Comment.objects.select_related("author", "post", "space__unit", "space__class_group")

    def _row(self, key: str) -> Comment:
        return self._rows().get(uuid=UUID(key))

    def may_see(self, actor: Actor, key: str) -> bool:
        row = _found(self._row, key)
        return row is not None and can_see_comment(actor, row)

    def snapshot(self, key: str) -> dict[str, Any]:
        row = self._row(key)
        return _evidence(row, row.body, row.space, [])

    def space_id(self, key: str) -> int | None:
        return self._row(key).space_id

    def url(self, key: str) -> str:
        return self._row(key).url

    def hide(self, actor: Actor, key: str) -> None:
        services.hide_comment(actor=actor, comment=self._row(key))

    def restore(self, actor: Actor, key: str) -> None:
        services.restore_comment(actor=actor, comment=self._row(key))

    def approve(self, actor: Actor, key: str) -> bool:
        return services.approve_comment(actor=actor, comment=self._row(key))

    def reject(self, actor: Actor, key: str, reason: str) -> bool:
        return services.reject_comment(actor=actor, comment=self._row(key), reason=reason)

    def held(self, scope: HeldScope, limit: int) -> list[HeldThing]:
        rows = self._rows().filter(_in_scope(scope, "space"), state=PostState.HELD).exclude(author_id=scope.person_id)
        return [_held(row, row.body, row.space, f"comment:{row.pk}") for row in rows.order_by("id")[:limit]]


def _held(row: Post | Comment, text: str, space: Space, holder: str) -> HeldThing:
    author, at = row.author, row.created_at
    return HeldThing(str(row.uuid), text, author.pk, author.full_name, row.author_side, space.label, at, holder=holder, url=row.url)


def _found(get: Callable[[str], Row], key: str) -> Row | None:
    """Return a row by a key from outside; None for one that is no uuid or that nothing has."""
    try:
        return get(key)
    except (ValueError, Post.DoesNotExist, Comment.DoesNotExist):
        return None
