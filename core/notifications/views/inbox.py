"""The inbox; browsers that show notifications; the link of an e-mail."""

import json
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core.access.policies import anyone, signed_in
from core.access.views import access

from ..errors import BadSubscriptionError
from ..models import Notification
from ..selectors import digest_of, inbox_page, own_notification, unread_count
from ..services import mark_read, subscribe_browser, unsubscribe, unsubscribe_browser
from ..services.unsubscribing import kind_of_token
from ..types import DIGEST_KIND

PAGE = 30


@dataclass(frozen=True, slots=True)
class Page:
    """Where older notifications go on."""

    next_key: str
    previous_key: str = ""


def key_of(request: HttpRequest) -> int | None:
    """Return where a page begins, None for the first."""
    value = request.GET.get("sau", "")
    return int(value) if value.isdigit() and len(value) < 19 else None


def _days(rows: list[Notification]) -> list[tuple[date, list[Notification]]]:
    days: dict[date, list[Notification]] = {}
    for row in rows:
        days.setdefault(timezone.localdate(row.created_at), []).append(row)
    return list(days.items())


@require_safe
@access(signed_in)
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """What the person should know, by day, newest first."""
    actor, before = request.actor, key_of(request)  # type: ignore[attr-defined]
    rows = inbox_page(actor, before_id=before, size=PAGE)
    page = Page(str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")
    context = {"days": _days(rows[:PAGE]), "page": page, "later": before is not None, "count": unread_count(actor)}
    return render(request, "notifications/inbox.html", context)


@require_safe
@access(signed_in)
def open_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one read and go where it leads."""
    row = own_notification(request.actor, pk)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    mark_read(actor=request.actor, notification_ids=[pk])  # type: ignore[attr-defined]
    if row.kind == DIGEST_KIND:
        return HttpResponseRedirect(reverse("core:digest", args=[pk]))
    is_ours = row.url.startswith("/") and not row.url.startswith(("//", "/\\"))
    return HttpResponseRedirect(row.url if is_ours else reverse("core:inbox"))


@require_safe
@access(signed_in)
@never_cache
def digest(request: HttpRequest, pk: int) -> HttpResponse:
    """One digest, child by child; what it said of a child who is no longer in one's care is not shown any more."""
    found = digest_of(request.actor, pk)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    mark_read(actor=request.actor, notification_ids=[pk])  # type: ignore[attr-defined]
    return render(request, "notifications/digest.html", {"notice": found[0], "children": found[1]})


@require_POST
@access(signed_in)
def read_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one read; the row comes back to a script, the page to a plain form."""
    row = own_notification(request.actor, pk)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    mark_read(actor=request.actor, notification_ids=[pk])  # type: ignore[attr-defined]
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("core:inbox"))
    row.refresh_from_db()
    return render(request, "notifications/row.html", {"row": row})


@require_POST
@access(signed_in)
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read."""
    mark_read(actor=request.actor)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("core:inbox"))


@access(anyone)
@never_cache
@csrf_exempt
def stop_email(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an e-mail: a page that asks by GET, so that programmes that look links up change nothing; by POST it is done.

    Mail programmes post without a cookie (RFC 8058); the signed link is the proof.
    """
    found = kind_of_token(token)
    if found is None:
        return render(request, "notifications/stop_email.html", {"state": "damaged"}, status=404)
    state = "ask"
    if request.method == "POST":
        is_on = "lai" in request.POST
        unsubscribe(token=token, is_on=is_on)
        state = "on" if is_on else "off"
    return render(request, "notifications/stop_email.html", {"state": state, "kind": found[1]})


def _subscription(request: HttpRequest) -> tuple[str, str, str]:
    """Return endpoint, p256dh and auth of a PushSubscription as browsers write it; empty texts for what is not there."""
    try:
        data = json.loads(request.body)
    except ValueError:
        data = None
    data = data if isinstance(data, dict) else {}
    keys = data.get("keys")
    keys = keys if isinstance(keys, dict) else {}
    found = [data.get("endpoint"), keys.get("p256dh"), keys.get("auth")]
    endpoint, p256dh, auth = [one if isinstance(one, str) and len(one) <= 500 else "" for one in found]
    return endpoint, p256dh, auth


@require_POST
@access(signed_in)
def join_browser(request: HttpRequest) -> HttpResponse:
    """Show notifications in this browser from now on."""
    endpoint, p256dh, auth = _subscription(request)
    try:
        subscribe_browser(actor=request.actor, endpoint=endpoint, p256dh=p256dh, auth=auth)  # type: ignore[attr-defined]
    except BadSubscriptionError as problem:
        return JsonResponse({"code": problem.code, "message": _("Trình duyệt này chưa nhận được thông báo đẩy từ Cây Đa.")}, status=400)
    return JsonResponse({"on": True}, status=201)


@require_POST
@access(signed_in)
def leave_browser(request: HttpRequest) -> HttpResponse:
    """Show notifications in this browser no more."""
    unsubscribe_browser(actor=request.actor, endpoint=_subscription(request)[0])  # type: ignore[attr-defined]
    return JsonResponse({"on": False})
