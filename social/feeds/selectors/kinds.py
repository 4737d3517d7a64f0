"""What the kinds of posts add: data for a whole page at once, the fields of their own on the writing page, and the reading of what was sent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access.types import Actor
from core.lib.markup import plain_text
from social.groups.types import Standing

from ..enums import PostKind
from ..errors import PostRefused
from ..models import Post
from ..policies import may_write
from ..types import Shown

Load = Callable[[Actor, list[Shown]], dict[int, Any]]
Clean = Callable[[Post, Mapping[str, Any]], dict[str, Any]]
Save = Callable[[Post, dict[str, Any]], None]
Words = Callable[[Mapping[str, Any]], list[str]]
Lack = Callable[[Mapping[str, Any]], PostRefused | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of post is loaded, read and written; see `register_kind`."""

    load: Load | None = None
    clean: Clean | None = None
    form: type[Any] | None = None
    template: str = ""
    save: Save | None = None
    words: Words | None = None
    lack: Lack | None = None


_KINDS: dict[str, Kind] = {}
_ALWAYS = frozenset({PostKind.POST, PostKind.ANNOUNCEMENT})


def register_kind(
    kind: str,
    load: Load | None = None,
    clean: Clean | None = None,
    form: type[Any] | None = None,
    template: str = "",
    save: Save | None = None,
    words: Words | None = None,
    lack: Lack | None = None,
) -> None:
    """Register a kind of post.

    `load` returns its data by post id in a constant number of queries; `clean` its checked `data` or raises `PostRefused` for what is wrong,
    `lack` (of checked `data`) what has still to be there before it goes out, None when nothing. `form` (a
    `forms.KindForm`) has its own fields, shown by `template` (by default one below the other) under those all posts have. `save` is
    called with the post and the form's cleaned data when the post is kept, in the same transaction; not for one that was kept before.
    `words` returns what its `data` says as lines for people, without a query.
    """
    _KINDS[kind] = Kind(load, clean, form, template, save, words, lack)


def kind_of(kind: str) -> Kind:
    """Return what is registered for a kind; one that registered nothing is a plain post."""
    return _KINDS.get(kind, Kind())


def writable_kinds(standing: Standing) -> list[PostKind]:
    """Return the kinds the writing page offers somebody with a standing: those with fields of their own, posts and announcements."""
    return [kind for kind in PostKind if may_write(standing, kind) and (kind in _ALWAYS or kind_of(kind).form is not None)]


def load_extras(actor: Actor, places: Iterable[Shown]) -> dict[int, Any]:
    """Return what the kinds load for the posts of a page, each kind asked once."""
    by_kind: dict[str, list[Shown]] = {}
    for one in places:
        by_kind.setdefault(one.post.kind, []).append(one)
    found: dict[int, Any] = {}
    for kind, rows in by_kind.items():
        if load := kind_of(kind).load:
            found.update(load(actor, rows))
    return found


def clean_data(post: Post, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the checked `data` of a post as it was before, with its space and kind; a kind without a reading keeps nothing. Raises `PostRefused`."""
    clean = kind_of(post.kind).clean
    return clean(post, data) if clean else {}


def lack_of(post: Post) -> PostRefused | None:
    """Return what a post still needs before it may go out, None when nothing: a title where its kind has one, and what its kind asks for."""
    untitled = {
        PostKind.ANNOUNCEMENT: _("Thông báo cần một tiêu đề."),
        PostKind.POLL: _("Hãy viết câu hỏi vào tiêu đề."),
        PostKind.EVENT: _("Sự kiện cần một tên."),
    }
    if not post.title and (said := untitled.get(PostKind(post.kind))):
        return PostRefused("title", said, "title")
    lack = kind_of(post.kind).lack
    return lack(post.data) if lack else None


def text_of_post(post: Post) -> str:
    """Return all a post says in words, for who judges it. No query."""
    return "\n".join(part for part in (post.title, plain_text(post.body), *words_in(post.kind, post.data)) if part)


def words_in(kind: str, data: Mapping[str, Any]) -> list[str]:
    """Return what the `data` of a post of a kind says beside title and body, a line each in the reader's language. No query."""
    words = kind_of(kind).words
    lines = words(data) if words else []
    if count := len(data.get("cards", ())):
        lines.append(ngettext("Kèm %(count)s bài học, bài kiểm tra.", "Kèm %(count)s bài học, bài kiểm tra.", count) % {"count": count})
    return lines
