"""Who may see, write and change posts and comments."""

from core.access.types import Actor
from social.groups.enums import Ability, Side
from social.groups.models import Space
from social.groups.policies import standing_in
from social.groups.types import Standing

from .enums import PostKind, PostState
from .models import Comment, Entry, Post

WRITTEN_BY_STAFF = frozenset({PostKind.ANNOUNCEMENT, PostKind.PRAISE, PostKind.HOMEWORK})


def is_for(standing: Standing, sides: list[str], author_id: int, actor: Actor) -> bool:
    """Say whether something for `sides` is for the actor: staff read all, authors their own."""
    return not sides or standing.side in sides or standing.side == Side.STAFF or author_id == actor.person_id


def shows_entry(actor: Actor, standing: Standing | None, entry: Entry) -> bool:
    """Say whether an entry is shown to somebody with `standing` in its space; the same rule as `selectors.home`."""
    if standing is None or not standing.may(Ability.READ) or not entry.is_shown:
        return False
    return entry.post.state == PostState.PUBLISHED and is_for(standing, entry.sides, entry.post.author_id, actor)


def can_see_post(actor: Actor, post: Post) -> bool:
    """Permit the author while in the space, who moderates it, and whom one of the post's entries is shown."""
    if actor.is_system:
        return True
    standing = standing_in(actor, post.space)
    if standing is not None and post.author_id == actor.person_id and post.state != PostState.REMOVED:
        return True
    if standing is not None and standing.may(Ability.MODERATE):
        return post.state not in {PostState.DRAFT, PostState.SCHEDULED}
    entries = post.entries.select_related("space__unit", "space__class_group", "post")
    return any(shows_entry(actor, standing_in(actor, entry.space), entry) for entry in entries)


def can_moderate(actor: Actor, space: Space) -> bool:
    """Permit who looks after the space and the heads of its unit."""
    standing = standing_in(actor, space)
    return actor.is_system or (standing is not None and standing.may(Ability.MODERATE))


def _space_of(thing: Post | Comment) -> Space:
    return thing.post.space if isinstance(thing, Comment) else thing.space


def can_judge(actor: Actor, thing: Post | Comment) -> bool:
    """Permit who moderates the space to approve or give back what waits; nobody judges what it wrote itself."""
    return thing.author_id != actor.person_id and can_moderate(actor, _space_of(thing))


def can_hide(actor: Actor, thing: Post | Comment) -> bool:
    """Permit who moderates the space, and the system for a decided case."""
    return can_moderate(actor, _space_of(thing))


def can_see_comment(actor: Actor, comment: Comment) -> bool:
    """Permit whom the post is shown; what is not published its author and who moderates, what is removed nobody."""
    if comment.state == PostState.REMOVED or not can_see_post(actor, comment.post):
        return False
    return comment.state == PostState.PUBLISHED or comment.author_id == actor.person_id or can_moderate(actor, comment.post.space)


def may_write(standing: Standing, kind: str) -> bool:
    """Say whether a standing allows posts of a kind: announcements, praise and homework are the staff's."""
    if kind == PostKind.ANNOUNCEMENT:
        return standing.may(Ability.ANNOUNCE)
    return standing.may(Ability.POST) and (kind not in WRITTEN_BY_STAFF or standing.side == Side.STAFF)


def can_edit_post(actor: Actor, post: Post) -> bool:
    """Permit the author while still allowed to post in the space."""
    standing = standing_in(actor, post.space)
    is_own = post.author_id == actor.person_id and post.state not in {PostState.REMOVED, PostState.HIDDEN}
    return is_own and standing is not None and may_write(standing, post.kind)


def can_remove_post(actor: Actor, post: Post) -> bool:
    """Permit the author and who moderates."""
    return (post.author_id == actor.person_id and standing_in(actor, post.space) is not None) or can_moderate(actor, post.space)


def can_edit_comment(actor: Actor, comment: Comment) -> bool:
    """Permit the author, while it may comment there."""
    is_own = comment.author_id == actor.person_id and comment.state not in {PostState.REMOVED, PostState.HIDDEN}
    return is_own and can_comment(actor, comment.post)


def can_remove_comment(actor: Actor, comment: Comment) -> bool:
    """Permit the author and who moderates the post's space."""
    return comment.author_id == actor.person_id or can_moderate(actor, comment.post.space)


def can_comment(actor: Actor, post: Post) -> bool:
    """Permit whom the post is shown in a space where they may comment, while its comments are open."""
    return post.has_comments and _reaches(actor, post, Ability.COMMENT)


def can_react(actor: Actor, post: Post) -> bool:
    """Permit whom the post is shown in a space where they may react."""
    return _reaches(actor, post, Ability.REACT)


def _reaches(actor: Actor, post: Post, ability: Ability) -> bool:
    for entry in post.entries.select_related("space__unit", "space__class_group", "post"):
        standing = standing_in(actor, entry.space)
        if standing is not None and standing.may(ability) and shows_entry(actor, standing, entry):
            return True
    return False
