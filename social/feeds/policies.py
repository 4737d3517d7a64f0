"""Who may see, write and change posts and comments."""

from collections.abc import Iterable
from itertools import islice

from django.db.models import Q

from core.access.enums import Role
from core.access.rules import covers
from core.access.types import Actor
from core.organisations.enums import UnitKind
from core.organisations.models import Unit
from social.groups.enums import Ability, Side
from social.groups.models import Space
from social.groups.policies import heads_below, seats_of, standing_in
from social.groups.rules import asked_sides, needs_approval
from social.groups.types import Standing

from .enums import EntryKind, PostKind, PostState
from .models import Comment, Entry, Post, SentDown
from .types import Asked

NOT_SHARED = frozenset({PostKind.PRAISE, PostKind.HOMEWORK})
OFFICES = frozenset({UnitKind.PROVINCE, UnitKind.DEPARTMENT, UnitKind.COMMUNE})
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
    return any(shows_entry(actor, standing, entry) for entry, standing in _reached(actor, post))


def _reached(actor: Actor, post: Post) -> Iterable[tuple[Entry, Standing]]:
    """Yield the entries of a post in spaces of the actor, then those it oversees: a post may stand in a thousand spaces."""
    standings = {seat.space.pk: seat.standing for seat in seats_of(actor)}
    rows = post.entries.select_related("space__unit", "space__class_group", "post").order_by("id")
    yield from ((entry, standings[entry.space_id]) for entry in rows.filter(space_id__in=standings))
    if (below := heads_below(actor)) is not None:
        for entry in islice(rows.filter(below).exclude(space_id__in=standings), 3):
            if (standing := standing_in(actor, entry.space)) is not None:
                yield entry, standing


def shown_in(actor: Actor, post: Post, space: Space) -> Standing | None:
    """Return how the actor stands in a space a post is shown to it in; None where it is not."""
    standing = standing_in(actor, space)
    entry = post.entries.filter(space=space).select_related("post").first() if standing is not None else None
    return standing if entry is not None and shows_entry(actor, standing, entry) else None


def can_moderate(actor: Actor, space: Space) -> bool:
    """Permit who looks after the space and the heads of its unit."""
    standing = standing_in(actor, space)
    return actor.is_system or (standing is not None and standing.may(Ability.MODERATE))


def _space_of(thing: Post | Comment) -> Space:
    """Return where a thing is judged."""
    return thing.space


def can_judge(actor: Actor, thing: Post | Comment) -> bool:
    """Permit who moderates the space to approve or give back what waits; nobody judges what it wrote itself."""
    return thing.author_id != actor.person_id and can_moderate(actor, _space_of(thing))


def can_hide(actor: Actor, thing: Post | Comment) -> bool:
    """Permit who moderates the space, and the system for a decided case."""
    return can_moderate(actor, _space_of(thing))


def can_see_comment(actor: Actor, comment: Comment) -> bool:
    """Permit whom the post is shown where it was written; what is not published its author and who moderates there, what is removed nobody."""
    if comment.state == PostState.REMOVED or not can_see_post(actor, comment.post):
        return False
    if comment.author_id == actor.person_id or can_moderate(actor, comment.space):
        return True
    return comment.state == PostState.PUBLISHED and shown_in(actor, comment.post, comment.space) is not None


def may_write(standing: Standing, kind: str) -> bool:
    """Say whether a standing allows posts of a kind: announcements, praise and homework are the staff's."""
    if kind == PostKind.ANNOUNCEMENT:
        return standing.may(Ability.ANNOUNCE)
    return standing.may(Ability.POST) and (kind not in WRITTEN_BY_STAFF or standing.side == Side.STAFF)


def can_edit_post(actor: Actor, post: Post) -> bool:
    """Permit the author while still allowed to post in the space; what is out only where the space lets its side change that."""
    standing = standing_in(actor, post.space)
    is_own = post.author_id == actor.person_id and post.state not in {PostState.REMOVED, PostState.HIDDEN}
    return is_own and standing is not None and may_write(standing, post.kind) and may_change(standing, post.state)


def may_change(standing: Standing, state: str) -> bool:
    """Say whether a standing allows changing what one wrote, by its state: drafts and what was given back always."""
    return state != PostState.PUBLISHED or standing.may(Ability.EDIT)


def can_remove_post(actor: Actor, post: Post) -> bool:
    """Permit the author and who moderates."""
    return (post.author_id == actor.person_id and standing_in(actor, post.space) is not None) or can_moderate(actor, post.space)


def can_edit_comment(actor: Actor, comment: Comment) -> bool:
    """Permit the author, while it may comment there."""
    is_own = comment.author_id == actor.person_id and comment.state not in {PostState.REMOVED, PostState.HIDDEN}
    place = place_to_comment(actor, comment.post, comment.space) if is_own and comment.post.has_comments else None
    return place is not None and may_change(place[0], comment.state)


def can_remove_comment(actor: Actor, comment: Comment) -> bool:
    """Permit the author and who moderates the space it was written in."""
    return comment.author_id == actor.person_id or can_moderate(actor, comment.space)


def place_to_comment(actor: Actor, post: Post, space: Space | None = None) -> tuple[Standing, Space] | None:
    """Return where the actor stands in the first space it comments a post from (or in `space`), and that space; None where it may not."""
    if space is not None:
        standing = shown_in(actor, post, space)
        return (standing, space) if standing is not None and standing.may(Ability.COMMENT) else None
    places = ((standing, entry.space) for entry, standing in _reached(actor, post) if shows_entry(actor, standing, entry))
    return next((one for one in places if one[0].may(Ability.COMMENT)), None)


def can_comment(actor: Actor, post: Post) -> bool:
    """Permit whom the post is shown in a space where they may comment, while its comments are open."""
    return post.has_comments and _reaches(actor, post, Ability.COMMENT)


def can_react(actor: Actor, post: Post) -> bool:
    """Permit whom the post is shown in a space where they may react."""
    return _reaches(actor, post, Ability.REACT)


def _reaches(actor: Actor, post: Post, ability: Ability) -> bool:
    return any(standing.may(ability) and shows_entry(actor, standing, entry) for entry, standing in _reached(actor, post))


def asked_of(actor: Actor, posts: Iterable[Post]) -> dict[int, list[Asked]]:
    """Return by post where and as what the actor is asked to read and answer: for each child of a guardian, else for itself.

    Only what is published, in spaces the actor has a place in, and never the author's own. One query beside those of the seats.
    """
    standings = {seat.space.pk: seat.standing for seat in seats_of(actor)}
    wanted = [post.pk for post in posts if post.state == PostState.PUBLISHED and post.author_id != actor.person_id]
    rows = Entry.objects.filter(Q(is_shown=True), post_id__in=wanted, space_id__in=standings).select_related("space").order_by("id")
    found: dict[int, list[Asked]] = {}
    for entry in rows:
        standing = standings[entry.space_id]
        if standing.side in asked_sides(entry.space.kind, entry.sides):
            children = standing.child_ids if standing.side == Side.GUARDIAN else (None,)
            known = {one.child_id for one in found.get(entry.post_id, [])}
            found.setdefault(entry.post_id, []).extend(
                Asked(entry.space_id, standing.side, child) for child in children if child not in known
            )
    return found


def can_see_receipts(actor: Actor, place: tuple[Post, Space]) -> bool:
    """Permit the author of a post, and who moderates the space it stands in, to see who read and answered it there."""
    post, space = place
    if actor.is_system:
        return True
    standing = standing_in(actor, space)
    is_own = post.author_id == actor.person_id and space.pk == post.space_id
    return standing is not None and (is_own or standing.may(Ability.MODERATE))


def shares_to(actor: Actor, post: Post, space: Space, standing: Standing) -> bool:
    """Say whether somebody with `standing` in a space may put a published post it sees there: without approval, its own; staff also staff's."""
    if not standing.may(Ability.POST) or post.state != PostState.PUBLISHED or post.kind in NOT_SHARED:
        return False
    if needs_approval(standing.side, standing.band, space.settings, "post", leads=standing.looks_after):
        return False
    return post.author_id == actor.person_id or (post.author_side == Side.STAFF and standing.side == Side.STAFF)


def can_share(actor: Actor, place: tuple[Post, Space]) -> bool:
    """Permit who sees a post to put it into a space where `shares_to` allows it."""
    post, space = place
    standing = standing_in(actor, space)
    return standing is not None and shares_to(actor, post, space, standing) and can_see_post(actor, post)


def can_unshare(actor: Actor, entry: Entry) -> bool:
    """Permit who shared a post, and who moderates the space it was shared to, to take it away there."""
    return entry.kind == EntryKind.SHARED and (entry.by_id == actor.person_id or can_moderate(actor, entry.space))


def can_send_down(actor: Actor, under: Unit | None = None) -> bool:
    """Permit officers and heads of an office to send announcements to the schools below it."""
    if not actor.has_role(Role.OFFICER, Role.LEADER, Role.UNIT_ADMIN):
        return False
    unit = Unit.objects.filter(pk=actor.unit_id).first()
    is_office = unit is not None and unit.kind in OFFICES and not unit.is_closed
    return is_office and (under is None or covers(actor.unit_path, under.path))


def can_see_sent(actor: Actor, sent: SentDown) -> bool:
    """Permit who sent, and the officers and heads of its office, to see which schools it reached."""
    return actor.is_system or (sent.post.space.unit_id == actor.unit_id and can_send_down(actor))
