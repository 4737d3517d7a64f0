"""The tabs of a space beside its feed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access.policies import with_hat
from core.access.types import Actor
from core.access.views import access
from social.groups.policies import Seat
from social.groups.selectors import find_space
from social.groups.selectors.heads import space_head

from ..enums import PostKind
from ..selectors import home, tabs
from ..selectors.views import post_views
from .shared import number


@require_safe
@access(with_hat)
def space_files(request: HttpRequest, space_uuid: UUID) -> HttpResponse:
    """The files and pictures of the posts of a space."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    space, standing = find_space(actor, space_uuid)
    kind = "picture" if request.GET.get("loai") == "picture" else "file"
    lines, older = tabs.files_of(actor, Seat(space, standing), pictures=kind == "picture", before=number(request.GET.get("truoc")))
    context = {
        "head": space_head(actor, space, standing, "files"), "lines": lines, "next_key": older, "kind": kind,
        "kinds": [("file", _("Tệp")), ("picture", _("Ảnh"))],
    }  # fmt: skip
    return render(request, "social/feeds/tab_files.html", context)


@require_safe
@access(with_hat)
def space_events(request: HttpRequest, space_uuid: UUID) -> HttpResponse:
    """The events of a space, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    space, standing = find_space(actor, space_uuid)
    seat = Seat(space, standing)
    ids = tabs.entry_ids(actor, seat, before=number(request.GET.get("truoc")), limit=home.PAGE + 1, kind=PostKind.EVENT)
    rows = home.entries_by_id(ids[: home.PAGE], [seat])
    context = {
        "head": space_head(actor, space, standing, "events"),
        "posts": post_views(actor, [(row.post, row) for row in rows], {space.pk: standing}),
        "next_key": ids[home.PAGE - 1] if len(ids) > home.PAGE else None,
    }
    return render(request, "social/feeds/tab_events.html", context)
