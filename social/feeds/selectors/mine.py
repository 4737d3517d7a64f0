"""What one wrote oneself, and what it said before."""

from typing import Any

from core.access.types import Actor
from social.groups.policies import visible_spaces

from ..enums import PostState
from ..models import Post, PostEdit

NOT_OUT = (PostState.REJECTED, PostState.DRAFT, PostState.SCHEDULED, PostState.HELD)


def own_posts(actor: Actor, limit: int = 100, most_out: int = 30) -> list[dict[str, Any]]:
    """Return the actor's posts by state, of the spaces it still belongs to: those not out (given back first), then the last that are. Two queries."""
    rows = Post.objects.filter(author_id=actor.person_id, space__in=visible_spaces(actor)).select_related(
        "space__unit", "space__class_group"
    )
    found = [*rows.filter(state__in=NOT_OUT).order_by("-id")[:limit], *rows.filter(state=PostState.PUBLISHED).order_by("-id")[:most_out]]
    states = (*NOT_OUT, PostState.PUBLISHED)
    groups = [{"state": state, "label": state.label, "posts": [row for row in found if row.state == state]} for state in states]
    return [group for group in groups if group["posts"]]


def edits_of(post: Post) -> list[PostEdit]:
    """Return what a post said before, newest first; not what it still said after it."""
    found, after = [], (post.title, post.body, post.data)
    for edit in PostEdit.objects.filter(post=post).order_by("-id")[:50]:
        said = (edit.title, edit.body, edit.data)
        if said != after:
            found.append(edit)
        after = said
    return found
