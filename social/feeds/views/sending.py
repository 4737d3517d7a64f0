"""Sharing a post, and sending announcements down to schools."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access.errors import AccessRefused
from core.access.policies import require, with_hat
from core.access.types import Actor
from core.access.views import access
from social.files.models import Attachment
from social.groups.selectors import find_space
from social.groups.services import my_seats

from ..errors import PostRefused
from ..forms.sending import SendDownForm
from ..models import Entry
from ..policies import can_send_down, shares_to
from ..selectors.sending import find_sent, people_reached, schools_page, sent_by_office
from ..services.sending import send_down as send_to_schools
from ..services.sending import share_post, unshare_post
from .carrying import cards_sent, carried_context, files_sent, take_files
from .shared import client_id_of, found_post, number


@require_http_methods(["GET", "POST"])
@access(with_hat)
def share(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Choose a space to share a post to; `bo` takes it away from one again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    if request.method == "POST" and (key := number(request.POST.get("bo"))):
        entry = Entry.objects.select_related("space__unit", "space__class_group", "post").filter(pk=key, post=row).first()
        if entry is None:
            raise AccessRefused("entry")
        unshare_post(actor=actor, entry=entry)
        messages.success(request, _("Đã bỏ chia sẻ."))
        return HttpResponseRedirect(reverse("social:space", args=[entry.space.uuid]))
    if request.method == "POST":
        space, _standing = find_space(actor, _uuid(request.POST.get("space", "")))
        share_post(actor=actor, post=row, space=space)
        messages.success(request, _("Đã chia sẻ vào %(space)s.") % {"space": space.label})
        return HttpResponseRedirect(reverse("social:space", args=[space.uuid]))
    there = set(row.entries.values_list("space_id", flat=True))
    seats = [seat for seat in my_seats(actor) if seat.space.pk not in there]
    spaces = [seat.space for seat in seats if shares_to(actor, row, seat.space, seat.standing)]
    return render(request, "social/feeds/share.html", {"post": row, "spaces": spaces})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise AccessRefused("space") from None


@dataclass(slots=True)
class Parcel:
    """The files and the cards of an announcement that goes down."""

    files: tuple[Attachment, ...] = ()
    cards: tuple[str, ...] = ()


@require_http_methods(["GET", "POST"])
@access(with_hat)
def send_down(request: HttpRequest) -> HttpResponse:
    """Send an announcement to the schools below one's office; what was sent before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(can_send_down, actor)
    form, parcel = SendDownForm(request.POST or None, actor=actor), Parcel(tuple(files_sent(request)), tuple(cards_sent(request)))
    finds, file_errors = request.POST.get("act") == "tim", take_files(request, parcel) if request.method == "POST" else []
    if request.method == "POST" and not finds and form.is_valid() and not file_errors:
        given = replace(form.given(), attachments=tuple(str(row.uuid) for row in parcel.files), cards=parcel.cards)
        try:
            sent = send_to_schools(actor=actor, given=given, audience=form.audience(), client_id=client_id_of(request))
        except PostRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("Thông báo đang được gửi tới %(count)s trường.") % {"count": sent.total})
            return HttpResponseRedirect(reverse("social:sent_report", args=[sent.post.uuid]))
    context = {
        "form": form, "sent": sent_by_office(actor), "client_id": request.POST.get("client_id") or uuid4(), "file_errors": file_errors,
        **carried_context(request, parcel, finds=finds),
    }  # fmt: skip
    return render(request, "social/feeds/send_down.html", context, status=422 if request.method == "POST" and not finds else 200)


@require_safe
@access(with_hat)
def sent_report(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Which schools an announcement reached, and how many read it there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    sent = find_sent(actor, post_uuid)
    only_unread = request.GET.get("muc") == "chua-doc"
    page = schools_page(sent, only_unread=only_unread, after_id=number(request.GET.get("sau")))
    context = {"sent": sent, "post": sent.post, "page": page, "only_unread": only_unread, "people": people_reached(sent)}
    return render(request, "social/feeds/sent_report.html", context)
