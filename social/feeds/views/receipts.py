"""Reading and answering announcements, and who did."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.access.errors import AccessRefused
from core.access.policies import with_hat
from core.access.types import Actor
from core.access.views import access
from core.people.models import Person
from social.groups.enums import Side
from social.groups.models import Space
from social.groups.rules import asked_sides

from ..enums import AnswerKind
from ..errors import PostRefused
from ..models import Post
from ..selectors.receipts import all_rows, figures_of, place_of, receipts_page, states_of
from ..services.answers import answer_post, mark_read, remind
from ..tables import XLSX, receipts_table, status_words
from .shared import back_to, found_post, number, view_of

MOST_READ = 50


@require_POST
@access(with_hat)
def posts_read(request: HttpRequest) -> HttpResponse:
    """Note which posts were on the screen, many at once; what one may not read is passed over."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    uuids = [uuid for uuid in request.POST.getlist("post")[:MOST_READ] if _is_uuid(uuid)]
    mark_read(actor=actor, posts=Post.objects.filter(uuid__in=uuids))
    return HttpResponse(status=204)


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


@require_POST
@access(with_hat)
def answer(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Answer an announcement, for a child where one has children in the space."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    error = ""
    try:
        _is_what_was_read(request, row)
        answer_post(actor=actor, post=row, answer=request.POST.get("answer", ""), child_id=_child_id(request))
    except PostRefused as refused:
        error = str(refused)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "social/feeds/_answers.html", {"post": view_of(actor, row), "error": error}, status=422 if error else 200)
    if error:
        messages.error(request, error)
    return back_to(request, row)


def _is_what_was_read(request: HttpRequest, row: Post) -> None:
    """Refuse an answer to words that were changed since the page was read (`said`: when they had been changed last)."""
    now = row.edited_at.isoformat() if row.edited_at else ""
    if request.POST.get("said", now) != now:
        raise PostRefused("changed", _("Thông báo vừa được sửa. Hãy tải lại trang, đọc rồi trả lời."), "answer")


def _child_id(request: HttpRequest) -> int | None:
    text = request.POST.get("child", "")
    if not text:
        return None
    person = Person.objects.filter(uuid=text).first() if _is_uuid(text) else None
    if person is None:
        raise AccessRefused("answer_post")
    return person.pk


@require_safe
@access(with_hat)
def receipts(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Who read and who answered, by side and state, in pages; `?noi=` is the space of a post that stands in several."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, place = _found(request, actor, post_uuid)
    sides = asked_sides(place.kind, row.sides)
    side = next((one for one in sides if one == request.GET.get("phia")), sides[0])
    states = states_of(row, place, side)
    status = request.GET.get("muc", "")
    wanted = {pk: state for pk, state in states.items() if status in {"", state}}
    keys = {"after_id": number(request.GET.get("sau")), "before_id": number(request.GET.get("truoc"))}
    figures = figures_of([(row, place)])[row.pk, place.pk]
    counts = {one: list(states.values()).count(one) for one in ("answered", "stale", "read", "unread")}
    context = {
        "post": row, "space": place, "side": side, "page": receipts_page(row, place, side, wanted, **keys),
        "figure": replace(next(one for one in figures if one.side == side), asked=len(states)), "side_tabs": _side_tabs(place, side, figures), "counts": counts,
        "status_tabs": _status_tabs(place, side, status, counts, asks=row.asks != AnswerKind.NONE), "asks": row.asks,
        "waiting": counts["stale"] + counts["read"] + counts["unread"] if row.asks != AnswerKind.NONE else counts["unread"],
    }  # fmt: skip
    return render(request, "social/feeds/receipts.html", context)


def _found(request: HttpRequest, actor: Actor, post_uuid: UUID) -> tuple[Post, Space]:
    row = found_post(actor, post_uuid)
    asked = request.GET.get("noi") or request.POST.get("noi") or ""
    return row, place_of(actor, row, asked if _is_uuid(asked) else "")


def _link(place: Space, **fields: str) -> str:
    return "?" + urlencode({"noi": str(place.uuid), **{key: value for key, value in fields.items() if value}})


def _side_tabs(place: Space, side: Side, figures: list[Any]) -> list[dict[str, Any]]:
    if len(figures) < 2:
        return []
    return [{"url": _link(place, phia=one.side), "label": one.side.label, "current": one.side == side} for one in figures]


def _status_tabs(place: Space, side: Side, status: str, counts: dict[str, int], *, asks: bool) -> list[dict[str, Any]]:
    """Return the chips of states with their counts; where nothing is asked, read and unread."""
    keys = ["answered", *(["stale"] if counts["stale"] else []), "read", "unread"] if asks else ["read", "unread"]
    tabs = [{"url": _link(place, phia=side), "label": _("Tất cả"), "count": sum(counts.values()), "current": status not in keys}]
    for key in keys:
        label = status_words(key) if asks or key == "unread" else _("Đã đọc")
        tabs.append({"url": _link(place, phia=side, muc=key), "label": label, "count": counts[key], "current": key == status})
    return tabs


@require_POST
@access(with_hat)
def remind_rest(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Remind those who have not answered."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, place = _found(request, actor, post_uuid)
    try:
        people = remind(actor=actor, post=row, space=place)
    except PostRefused as refused:
        messages.error(request, str(refused))
    else:
        said = ngettext("Đã nhắc %(people)s người.", "Đã nhắc %(people)s người.", people) % {"people": people}
        messages.success(
            request, f"{said} {_('Mỗi người được nhắc nhiều nhất một lần một ngày.')}" if people else _("Mọi người đã trả lời.")
        )
    return HttpResponseRedirect(reverse("social:receipts", args=[row.uuid]) + _link(place, phia=request.POST.get("phia", "")))


@require_safe
@access(with_hat)
def receipts_file(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """The receipts of a space as a workbook."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, place = _found(request, actor, post_uuid)
    data = receipts_table((side, all_rows(row, place, side)) for side in asked_sides(place.kind, row.sides))
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="tra-loi.xlsx"'
    response["Cache-Control"] = "no-store"
    return response
