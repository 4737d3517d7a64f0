"""The posts of a space, for who takes the whole space out: as they stand there today, a page in a constant number of queries."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.access.types import Actor
from core.lib.markup import plain_text
from core.people.models import Person
from social.files.enums import AttachmentKind
from social.files.selectors import content_file
from social.groups.models import Space
from social.groups.policies import standing_in
from social.groups.types import Standing
from social.hooks import ContentFile, ContentRow
from social.moderation.selectors.tags import blurred_among

from ..enums import EntryKind, PostKind, PostState
from ..models import Comment, Entry, Post, PostEdit
from ..policies import shows_entry
from ..types import PostView
from .kinds import words_in
from .views import post_views

PAGE, MOST_COMMENTS = 200, 2000  # a page ends earlier when that many comments hang on it
Files = dict[int, tuple[ContentFile, ...]]


def person_data(person: Person) -> dict[str, str]:
    """Return how a person is named in data that are taken out: nothing but the name, and what tells two of one name apart."""
    return {"uuid": str(person.uuid), "name": person.full_name}


def iso(at: datetime | None) -> str | None:
    """Return a moment in ISO 8601, None for none."""
    return at.isoformat() if at else None


def post_pages(reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
    """Yield the posts shown in a space, oldest first, with their comments there; `after` is the entry a page ended with."""
    standing, last = standing_in(reader, space), int(after or 0)
    while standing is not None and (entries := _entries(space, last)):
        last = entries[-1].pk
        yield _rows(reader, space, standing, [one for one in entries if shows_entry(reader, standing, one)])


def count_posts(space: Space) -> int:
    """Return how many posts stand in a space. One query."""
    return Entry.objects.filter(space=space, is_shown=True).count()


def _entries(space: Space, after: int) -> list[Entry]:
    rows = Entry.objects.filter(space=space, is_shown=True, post__state=PostState.PUBLISHED, pk__gt=after)
    named = ("post__author", "post__space__unit", "post__space__class_group", "by")
    found: list[Entry] = []
    comments = 0
    for entry in rows.select_related(*named).order_by("pk")[:PAGE]:
        entry.space = space
        found.append(entry)
        comments += entry.comment_count
        if comments > MOST_COMMENTS:
            break
    return found


def _rows(reader: Actor, space: Space, standing: Standing, entries: Sequence[Entry]) -> list[ContentRow]:
    """Return a page. About twelve queries, whatever stands on it."""
    views = post_views(reader, [(entry.post, entry) for entry in entries], {space.pk: standing})
    ids = [entry.post_id for entry in entries]
    comments, edits = _comments(space, ids), _edits(entry.post for entry in entries)
    files = _files(reader, views)
    return [_row(view, comments.get(view.post.pk, ()), edits.get(view.post.pk, ()), files) for view in views]


def _comments(space: Space, post_ids: list[int]) -> dict[int, list[tuple[Comment, list[Comment]]]]:
    """Return the published comments of posts that are heard in a space, as threads; answers to what is not shown are not either."""
    rows = Comment.objects.filter(post_id__in=post_ids, space=space, state=PostState.PUBLISHED).select_related("author").order_by("pk")
    threads: dict[int, tuple[Comment, list[Comment]]] = {}
    found: dict[int, list[tuple[Comment, list[Comment]]]] = {}
    for row in rows:
        if row.parent_id is None:
            threads[row.pk] = (row, [])
            found.setdefault(row.post_id, []).append(threads[row.pk])
        elif row.parent_id in threads:
            threads[row.parent_id][1].append(row)
    return found


def _edits(posts: Iterable[Post]) -> dict[int, list[PostEdit]]:
    """Return what posts said before, oldest first; not what they still said after it."""
    after = {post.pk: (post.title, post.body, post.data) for post in posts if post.edited_at}
    found: dict[int, list[PostEdit]] = {}
    for edit in PostEdit.objects.filter(post_id__in=list(after)).order_by("-pk") if after else ():
        said = (edit.title, edit.body, edit.data)
        if said != after[edit.post_id]:
            found.setdefault(edit.post_id, []).insert(0, edit)
        after[edit.post_id] = said
    return found


def _files(reader: Actor, views: Iterable[PostView]) -> Files:
    """Return the files of posts as the reader gets them: blurred where a page shows them blurred."""
    held = {view.post.pk: (*view.pictures, *view.files) for view in views}
    blurred = blurred_among(reader, [row.pk for rows in held.values() for row in rows if row.kind == AttachmentKind.PICTURE])
    return {pk: tuple(content_file(row, is_blurred=row.pk in blurred) for row in rows) for pk, rows in held.items()}


def _row(view: PostView, threads: Sequence[tuple[Comment, list[Comment]]], edits: Sequence[PostEdit], files: Files) -> ContentRow:
    post, entry = view.post, view.entry
    came = {"kind": entry.kind, "at": iso(entry.created_at)}
    if entry.kind == EntryKind.SHARED and entry.by is not None:
        came["by"] = entry.by.full_name
    if entry.kind != EntryKind.HOME:
        came["from"] = post.space.label
    data = {
        "uuid": str(post.uuid), "kind": post.kind, "title": post.title, "body_html": post.body, "text": plain_text(post.body), "topic": post.topic,
        "author": {**person_data(post.author), "side": post.author_side, "label": post.author_label},
        "speaks_for_unit": post.speaks_for_unit, "for_sides": list(post.sides), "came": came, "is_pinned": entry.pinned_at is not None,
        "published_at": iso(post.published_at), "edited_at": iso(post.edited_at), "details": details_of(view),
        "reactions": {kind: number for kind, number in post.reaction_counts.items() if number},
        "cards": [{"key": one.key, "title": one.card.title if one.card else ""} for one in view.cards],
        "comments": [_comment(one, answers) for one, answers in threads],
        "edits": [{"until": iso(one.at), "title": one.title, "body_html": one.body, "lines": words_in(post.kind, one.data)} for one in edits],
    }  # fmt: skip
    shown = {
        "view": view,
        "threads": threads,
        "edits": [(one, words_in(post.kind, one.data)) for one in edits],
        "from": came.get("from", ""),
    }
    return ContentRow(data, after=entry.pk, shown=shown, files=files.get(post.pk, ()))


def _comment(row: Comment, answers: Iterable[Comment] = ()) -> dict[str, Any]:
    found = {
        "uuid": str(row.uuid), "author": {**person_data(row.author), "side": row.author_side}, "text": row.body, "at": iso(row.created_at),
        "edited_at": iso(row.edited_at), "reactions": {kind: number for kind, number in row.reaction_counts.items() if number},
    }  # fmt: skip
    return found if row.parent_id else {**found, "answers": [_comment(one) for one in answers]}


def details_of(view: PostView) -> dict[str, Any]:
    """Return what the kind of a post adds, JSON-ready, with what people answered as numbers; who chose what stands in sheets of its own."""
    post, extra = view.post, view.extra
    if post.kind == PostKind.ANNOUNCEMENT:
        figures = [
            {"side": one.side.value, "asked": one.asked, "read": one.read, "answered": one.answered, "refused": one.refused}
            for one in (extra.figures if extra else ())
        ]
        return {"lines": post.data.get("lines", []), "asks": post.asks, "answer_by": iso(post.answer_by), "figures": figures}
    if extra is None:
        return {}
    if post.kind == PostKind.POLL:
        options = [{"text": one.text, "count": one.count} for one in extra.options]
        said = {"is_multiple": extra.is_multiple, "is_anonymous": extra.is_anonymous, "ends_at": iso(extra.ends_at)}
        return {"options": options, "voters": extra.voters, **said}
    if post.kind == PostKind.EVENT:
        coming = {one.key: one.count for one in extra.answers}
        return {"starts_at": iso(extra.starts_at), "ends_at": iso(extra.ends_at), "place": extra.place, "coming": coming}
    if post.kind == PostKind.PRAISE:
        return {"badge": extra.badge.key, "words": extra.badge.label, "people": [person_data(one) for one in extra.people]}
    if post.kind == PostKind.HOMEWORK:
        return {
            "lines": [
                {"subject": one.subject.label if one.subject else _("Chung"), "text": one.text, "due_on": one.due_on.isoformat() if one.due_on else None}
                for one in extra
            ]
        }  # fmt: skip
    return {}
