"""Posts and comments as a reader sees them, a whole page in a constant number of queries."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.access.types import Actor
from core.people.models import Person
from social.files.enums import AttachmentKind
from social.files.selectors import attachments_of
from social.groups.enums import Ability, Side
from social.groups.models import Space
from social.groups.types import Standing
from social.hooks import stamp_of

from ..enums import PostState
from ..models import Comment, Entry, Post
from ..policies import NOT_SHARED, may_change, may_write, shares_to, shows_entry
from ..rules import mention_parts, shown_body
from ..types import CommentView, PersonView, PostView
from .answers import shown_together
from .cards import cards_of_posts
from .kinds import load_extras, text_of_post
from .links import previews_of_posts

COMMENTS_PAGE = 30


def person_view(person: Person, side: str, label: str = "") -> PersonView:
    """Return a writer as pages show one: teachers with the word people address them by."""
    name = person.full_name
    if side == Side.STAFF and person.sex in {"female", "male"}:
        name = (_("Cô %(name)s") if person.sex == "female" else _("Thầy %(name)s")) % {"name": name}
    return PersonView(person.uuid, name, person.initials, label, side == Side.STAFF, person.full_name)


def post_views(actor: Actor, pairs: Sequence[tuple[Post, Entry | None]], standings: Mapping[int, Standing]) -> list[PostView]:
    """Return posts for a page; `standings` by space id. Two queries, one where something is linked, those of the kinds and of the sources of cards."""
    files = attachments_of(f"post:{post.pk}" for post, _entry in pairs)
    mine, kept = _own_marks(actor, [post for post, _entry in pairs])
    places = shown_together(actor, ((post, space := entry.space if entry else post.space, standings[space.pk]) for post, entry in pairs))
    extras, cards = load_extras(actor, places), cards_of_posts(actor, (post for post, _entry in pairs))
    links = previews_of_posts((post, entry.space if entry else post.space) for post, entry in pairs)
    views = []
    for post, entry in pairs:
        space = entry.space if entry else post.space
        standing = standings[space.pk]
        held, actions = files.get(f"post:{post.pk}", []), _actions(actor, post, entry, standing)
        views.append(
            PostView(
                post=post,
                author=person_view(post.author, post.author_side, post.author_label),
                entry=entry,
                space=space,
                standing=standing,
                pictures=tuple(row for row in held if row.kind == AttachmentKind.PICTURE),
                files=tuple(row for row in held if row.kind != AttachmentKind.PICTURE),
                my_reaction=mine.get(post.pk, ""),
                reaction_count=sum(post.reaction_counts.values()),
                actions=actions,
                stamp=stamp_of(text_of_post(post), (row.uuid for row in held)) if "approve" in actions else "",
                is_kept=post.pk in kept,
                extra=extras.get(post.pk),
                cards=cards.get(post.pk, ()),
                links=links.get(post.pk, ()),
                body=shown_body(post.body, post.data.get("mentions", ())),
            )
        )
    return views


_OWN_MARKS = """SELECT post_id, kind FROM social_reaction WHERE person_id = %s AND post_id IN ({marks})
 UNION ALL SELECT post_id, '' FROM social_bookmark WHERE person_id = %s AND post_id IN ({marks})"""


def _own_marks(actor: Actor, posts: Sequence[Post]) -> tuple[dict[int, str], set[int]]:
    """Return the actor's reactions by post and the posts it keeps. One query."""
    if not posts:
        return {}, set()
    marks = ",".join(["%s"] * len(posts))
    keys = [actor.person_id, *(post.pk for post in posts)]
    with connection.cursor() as cursor:
        cursor.execute(_OWN_MARKS.format(marks=marks), keys * 2)
        rows = cursor.fetchall()
    return {pk: kind for pk, kind in rows if kind}, {pk for pk, kind in rows if not kind}


def _actions(actor: Actor, post: Post, entry: Entry | None, standing: Standing) -> frozenset[str]:
    found = set()
    is_home = entry is None or entry.space_id == post.space_id
    moderates = standing.may(Ability.MODERATE)
    if entry and standing.may(Ability.REACT):
        found.add("react")
    if entry and post.has_comments and standing.may(Ability.COMMENT):
        found.add("comment")
    both_staff = post.author_side == Side.STAFF == standing.side and post.kind not in NOT_SHARED
    if entry and (both_staff or shares_to(actor, post, entry.space, standing)):  # one's own where one writes freely
        found.add("share")
    if entry and moderates:
        found.add("pin")
    if is_home and (moderates or post.author_id == actor.person_id):
        found.add("remove")
    if moderates and is_home and post.state == PostState.HELD and post.author_id != actor.person_id:
        found.add("approve")
    is_own = post.author_id == actor.person_id and post.state not in {PostState.REMOVED, PostState.HIDDEN}
    if is_own and may_write(standing, post.kind) and may_change(standing, post.state):
        found.add("edit")
    return frozenset(found)


def entry_for(actor: Actor, post: Post, standings: Mapping[int, Standing], space_id: int | None = None) -> Entry | None:
    """Return the entry through which the reader sees a post: that in space `space_id`, else the first in a space of its own."""
    rows = post.entries.filter(space_id__in=standings).select_related("space__unit", "space__class_group", "post").order_by("id")
    first = sorted(rows, key=lambda row: row.space_id != space_id)
    return next((row for row in first if shows_entry(actor, standings.get(row.space_id), row)), None)


def _shown_comments(actor: Actor, post: Post, standing: Standing, space: Space | None = None) -> "QuerySet[Comment]":
    """Return the comments of a space (the post's own where none is given) the reader sees: published ones, its own that are not, all that
    wait or are hidden for who moderates."""
    seen = Q(state=PostState.PUBLISHED) | Q(author_id=actor.person_id, state__in=[PostState.HELD, PostState.REJECTED, PostState.HIDDEN])
    if standing.may(Ability.MODERATE):
        seen |= Q(state__in=[PostState.HELD, PostState.HIDDEN])
    return Comment.objects.filter(seen, post=post, space=space or post.space).select_related("author")


def comments_page(
    actor: Actor, post: Post, standing: Standing, *, before: int | None = None, around: int | None = None, space: Space | None = None
) -> tuple[list[CommentView], int | None]:
    """Return a page of the newest comments, oldest first, with their answers, and the id to ask older ones by. Three queries.

    `around`: up to the thread of that comment and at least one page. `space`: where the post is read.
    """
    shown = _shown_comments(actor, post, standing, space)
    heads = shown.filter(parent=None, **({"id__lt": before} if before else {})).order_by("-id")
    rows = list(heads[: COMMENTS_PAGE + 1])
    if around and rows and around < rows[-1].pk:
        head = shown.filter(pk=around).values_list("parent_id", flat=True).first() or around
        rows = list(heads.filter(id__lte=head)[: COMMENTS_PAGE + 1])
    older = rows[COMMENTS_PAGE - 1].pk if len(rows) > COMMENTS_PAGE else None
    rows = rows[:COMMENTS_PAGE][::-1]
    answers = list(shown.filter(parent__in=rows).order_by("id")[:300])
    replies: dict[int | None, list[CommentView]] = {}
    for row in answers:
        replies.setdefault(row.parent_id, []).append(_comment_view(actor, row, standing))
    return [_comment_view(actor, row, standing, tuple(replies.get(row.pk, ()))) for row in rows], older


def comments_after(
    actor: Actor, post: Post, standing: Standing, after: int, limit: int = 100, *, space: Space | None = None
) -> list[CommentView]:
    """Return the comments and answers written after comment `after`, in their order. One query."""
    rows = _shown_comments(actor, post, standing, space).filter(id__gt=after).order_by("id")[:limit]
    return [_comment_view(actor, row, standing) for row in rows]


def one_comment(actor: Actor, post: Post, standing: Standing, pk: int, *, space: Space | None = None) -> CommentView | None:
    """Return a comment as the reader sees it; None when it sees none."""
    row = _shown_comments(actor, post, standing, space).filter(pk=pk).first()
    return _comment_view(actor, row, standing) if row else None


def _comment_view(actor: Actor, row: Comment, standing: Standing, replies: tuple[CommentView, ...] = ()) -> CommentView:
    actions, moderates, is_own = set(), standing.may(Ability.MODERATE), row.author_id == actor.person_id
    if moderates or is_own:
        actions.add("remove")
    if is_own and standing.may(Ability.COMMENT) and row.state != PostState.HIDDEN and may_change(standing, row.state):
        actions.add("edit")
    if moderates and row.state == PostState.HELD and not is_own:
        actions.add("approve")
    if row.state == PostState.PUBLISHED and standing.may(Ability.COMMENT):
        actions.add("reply")
    parts = tuple(mention_parts(row.body, row.mentions))
    stamp = stamp_of(row.body, ()) if "approve" in actions else ""
    return CommentView(row, person_view(row.author, row.author_side), frozenset(actions), parts=parts, stamp=stamp, replies=replies)
