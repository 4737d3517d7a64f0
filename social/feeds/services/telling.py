"""Who is told what about posts and comments."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.text import Truncator

from core.jobs.selectors import is_waiting
from core.jobs.services import enqueue
from core.lib.markup import plain_text
from core.notifications.selectors import told_with
from core.notifications.services import notify, notify_each, take_back, unreached
from core.notifications.types import Letter
from core.people.models import Guardianship, Person, running
from social.groups.enums import Side
from social.groups.models import Space
from social.groups.selectors.families import letters_to
from social.groups.selectors.people import keepers_of, people_of, sides_of
from social.moderation.models import Block

from ..enums import PostKind, PostState
from ..models import Comment, Entry, Post, Receipt
from ..selectors.kinds import words_in
from ..selectors.praise import badges
from ..selectors.views import person_view

MOST_HANDED_OVER = 50


def _short(text: str) -> str:
    return Truncator(text).chars(120)


def _words(thing: Post | Comment) -> str:
    if isinstance(thing, Comment):
        return _short(thing.body)
    return _short(thing.title or plain_text(thing.body) or " ".join(words_in(thing.kind, thing.data)))


def _name(thing: Post | Comment) -> str:
    return person_view(thing.author, thing.author_side).full_name


def comment_out(comment: Comment) -> None:
    """Tell whom a published comment names, whom it answers and whose post it is: each once, and nobody who blocked its author.

    Only who is today in the space it was written in, and whom the post is for, is told.
    """
    post, named = comment.post, [str(key) for _start, _end, key in comment.mentions]
    mentioned = list(type(comment.author).objects.filter(uuid__in=named).values_list("pk", flat=True)) if named else []
    answered = [comment.parent.author_id] if comment.parent else []
    told = {comment.author_id, *_deaf_to(comment.author_id, [*mentioned, *answered, post.author_id])}
    data = {"name": _name(comment), "text": _short(comment.body)}
    for kind, ids in (("social.mention", mentioned), ("social.reply", answered), ("social.comment", [post.author_id])):
        wanted = _reached(post, comment.space, set(ids) - told)
        told |= set(wanted)
        notify(recipient_ids=wanted, kind=kind, data=data, url=comment.url, dedupe_key=f"comment:{comment.uuid}", topic=comment.space.topic)


def taken_back(things: Sequence[Post | Comment]) -> int:
    """Take back what was told of posts and comments that are gone: their words stand in it. Whom an announcement was told to keeps its title."""
    people: set[int] = set()
    keys, named = [], set()
    for one in things:
        is_comment = isinstance(one, Comment)
        keys += [f"{'comment' if is_comment else 'post'}:{one.uuid}", f"held:{one.uuid}"]
        named |= {str(key) for _start, _end, key in (one.mentions if isinstance(one, Comment) else one.data.get("mentions", ()))}
        if isinstance(one, Comment):
            people |= {one.post.author_id, *([one.parent.author_id] if one.parent else [])}
    for space in {space.pk: space for space in (one.space for one in things)}.values():
        people.update(keepers_of(space))
    people.update(Person.objects.filter(uuid__in=named).values_list("pk", flat=True))
    return take_back(recipient_ids=people, kinds=("social.mention", "social.reply", "social.comment", "social.held"), dedupe_keys=keys)


def _reached(post: Post, space: Space, ids: set[int]) -> dict[int, Side]:
    """Return who of some people is in a space, and whom the post is for."""
    sides = sides_of(space, ids) if ids else {}
    return {pk: side for pk, side in sides.items() if not post.sides or side in post.sides or side == Side.STAFF or pk == post.author_id}


def _named(post: Post) -> set[int]:
    """Return whom a post names, but its author and who blocked it."""
    keys = [str(key) for _start, _end, key in post.data.get("mentions", ())]
    ids = set(Person.objects.filter(uuid__in=keys).values_list("pk", flat=True)) - {post.author_id} if keys else set()
    return ids - _deaf_to(post.author_id, ids) if ids else ids


def named_in(post: Post, *, is_new: bool) -> None:
    """Tell whom a published post names, each once however often it is put out: people of its space it is for, who did not block its author.

    Whom an announcement reaches reads there that it names them, and is told nothing else.
    """
    sides = _reached(post, post.space, _named(post))
    people = set(sides)
    if people and post.kind == PostKind.ANNOUNCEMENT:
        people -= _told_by_announcement(post, sides, is_new=is_new)
    notify(
        recipient_ids=people,
        kind="social.mention",
        data={"name": _name(post), "text": _words(post)},
        url=post.url,
        dedupe_key=f"post:{post.uuid}",
        topic=post.space.topic,
    )


def _told_by_announcement(post: Post, sides: Mapping[int, Side], *, is_new: bool) -> set[int]:
    """Return who of the people a post names reads so in its announcement: whom it is still to be told, or was told with their name."""
    if is_new or is_waiting(_announcing(post)):
        reached = {pk for pk, side in sides.items() if not post.sides or side in post.sides}
        return reached - unreached(kind="social.announcement", recipient_ids=reached)
    return told_with(recipient_ids=sides, kind="social.announcement", dedupe_key=f"post:{post.uuid}", key="named")


def _announcing(post: Post) -> str:
    return f"social.announcement:{post.pk}"


def _deaf_to(person_id: int, ids: Iterable[int]) -> set[int]:
    return set(Block.objects.filter(person_id__in=list(ids), blocked_id=person_id).values_list("person_id", flat=True))


def waits(thing: Post | Comment) -> None:
    """Tell who looks after the space that something waits for approval."""
    space = thing.space
    notify(
        recipient_ids=[pk for pk in keepers_of(space) if pk != thing.author_id],
        kind="social.held",
        data={"name": _name(thing), "space": space.label, "text": _words(thing)},
        url=thing.url,
        dedupe_key=f"held:{thing.uuid}",
        topic=space.topic,
    )


def handed_over(class_id: int) -> int:
    """Tell who leads a class now what waits in its space; whoever was told of a thing is not told again. Returns how many things wait."""
    things: list[Post | Comment] = []
    for rows in (Post.objects.select_related("author"), Comment.objects.select_related("author", "post__space")):
        held = rows.filter(state=PostState.HELD, space__class_group_id=class_id).select_related("space__unit", "space__class_group")
        things += held.order_by("pk")[:MOST_HANDED_OVER]
    for thing in things:
        waits(thing)
    return len(things)


def judged(thing: Post | Comment) -> None:
    """Tell the author that what waited is published, or why not."""
    is_out = thing.state == PostState.PUBLISHED
    notify(
        recipient_ids=[thing.author_id],
        kind="social.approved" if is_out else "social.rejected",
        data={"text": _words(thing), "reason": thing.reject_reason or "–"},
        url=thing.url if is_out or isinstance(thing, Comment) else reverse("social:own_posts"),
        dedupe_key=None,
    )


def praise_out(post: Post) -> None:
    """Have those a published post praises told by a job, when it is new and when it was changed; nobody is told twice."""
    if post.kind == PostKind.PRAISE:
        enqueue("social.tell_praise", {"post_id": post.pk})


def tell_praise(post_id: int) -> int:
    """Tell those a post praises and their guardians, each guardian of its own children only; returns how many letters there were.

    One that is not shown any more is not told, nor is who left the space or a side the post is not for. A guardian who does not
    belong to the space (a circle, a course) is told without the way there.
    """
    rows = Post.objects.select_related("author", "space__unit", "space__class_group")
    post = rows.filter(pk=post_id, kind=PostKind.PRAISE, state=PostState.PUBLISHED, entries__is_shown=True).first()
    badge = badges().get(post.data.get("badge", "")) if post else None
    if post is None or badge is None:
        return 0
    here = people_of(post.space)
    praised = [pk for pk in post.data.get("person_ids", ()) if here.get(pk) == Side.LEARNER and pk != post.author_id]
    shown = set(post.sides or Side.values)
    data = {"name": _name(post), "badge": badge.name, "space": post.space.label}
    pupils = [Letter(pk, data, post.url) for pk in praised if Side.LEARNER in shown]
    ties = Guardianship.objects.filter(running(), child_id__in=praised).exclude(verified_at=None).select_related("child").order_by("id")
    families = [
        Letter(
            tie.guardian_id,
            data | {"child": tie.child.full_name, "child_ids": [tie.child_id]},
            post.url if tie.guardian_id in here else "",
            f":{tie.child_id}",
        )
        for tie in ties
        if Side.GUARDIAN in shown
    ]
    key, topic = f"praise:{post.uuid}", post.space.topic
    told = notify_each(kind="social.praise", letters=pupils, dedupe_key=key, topic=topic)
    return told + notify_each(kind="social.praise.guardian", letters=families, dedupe_key=key, topic=topic)


def post_out(post: Post) -> None:
    """Have everybody an announcement is for told by a job; other posts wait in the feed."""
    if post.kind == PostKind.ANNOUNCEMENT:
        enqueue("social.tell_announcement", {"post_id": post.pk}, dedupe_key=_announcing(post))


def tell_announcement(post_id: int) -> int:
    """Tell those an announcement is for, each once though it is tried again; returns how many. One that is not shown any more is not told."""
    post = Post.objects.select_related("author", "space__unit", "space__class_group").filter(pk=post_id, state=PostState.PUBLISHED).first()
    return _tell(post, post.space) if post else 0


def asked_again(post: Post) -> None:
    """Have those who answered before the post was changed told by a job that it asks again."""
    if post.asked_again_at is not None:
        enqueue("social.tell_asked_again", {"post_id": post.pk, "stamp": post.asked_again_at.isoformat()})


def tell_asked_again(post_id: int, stamp: str) -> int:
    """Tell those whose answer does not count any more, each once for a `stamp`; returns how many. Who left the space is not told."""
    post = Post.objects.filter(pk=post_id, state=PostState.PUBLISHED).exclude(asked_again_at=None).first()
    if post is None:
        return 0
    stale, told = Receipt.objects.filter(post=post, answered_at__lt=post.asked_again_at).order_by("id"), 0
    for space in Space.objects.filter(pk__in=stale.order_by().values("space_id")).select_related("unit", "class_group"):
        people = sides_of(space, stale.filter(space=space).values_list("person_id", flat=True))
        told += notify_each(
            kind="social.answer_wanted",
            letters=letters_to(space, people, {"title": post.title, "space": space.label}, post.url_in(space)),
            dedupe_key=f"post:{post_id}:again:{stamp}",
            topic=space.topic,
        )
    return told


def tell_entry(entry_id: int) -> int:
    """Tell the people of a space an announcement was sent down to; otherwise as `tell_announcement`. Who is in two of the spaces is told once."""
    rows = Entry.objects.filter(pk=entry_id, is_shown=True, post__state=PostState.PUBLISHED)
    entry = rows.select_related("post__author", "space__unit", "space__class_group").first()
    return _tell(entry.post, entry.space) if entry else 0


def _tell(post: Post, space: Space) -> int:
    people = people_of(space, post.sides or ["staff", "learner", "guardian"])
    wanted, named = [pk for pk in people if pk != post.author_id], _named(post)
    letters = letters_to(space, wanted, {"title": post.title, "space": space.label}, post.url_in(space))
    for letter in letters:
        if letter.recipient_id in named:
            letter.data["named"] = True
    return notify_each(
        kind="social.announcement",
        letters=letters,
        dedupe_key=f"post:{post.uuid}",
        topic=space.topic,
    )
