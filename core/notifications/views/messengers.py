"""Chats of messengers: linked and ended by the person, the calls of the messengers themselves."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.access.policies import anyone, signed_in
from core.access.views import access
from core.ports.ott import gateways

from ..enums import Gateway
from ..errors import NoGatewayError
from ..services import end_link, start_link, take_message

MOST_BYTES = 65_536


@require_POST
@access(signed_in)
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Show a code and where to send it."""
    try:
        code = start_link(actor=request.actor, gateway=request.POST.get("cong", ""))  # type: ignore[attr-defined]
    except NoGatewayError:
        raise Http404 from None
    context = {"code": code, "name": Gateway(code.gateway).label, "chat_url": gateways()[code.gateway].chat_url(code.code)}
    return render(request, "notifications/link.html", context)


@require_POST
@access(signed_in)
def end(request: HttpRequest) -> HttpResponse:
    """Write to the chat no more."""
    if end_link(actor=request.actor, gateway=request.POST.get("cong", "")):  # type: ignore[attr-defined]
        messages.success(request, _("Đã bỏ nối."))
    return HttpResponseRedirect(reverse("core:notify_choices") + "#nhan-tin")


@require_POST
@access(anyone)
@csrf_exempt
def webhook(request: HttpRequest, gateway: str) -> HttpResponse:
    """A call of a messenger, proved by its signature; answered at once (Zalo gives up after two seconds), whatever it brings."""
    found = gateways().get(gateway)
    if found is None:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES or not found.is_genuine(body=request.body, headers=request.headers):
        return HttpResponse(status=403)
    try:
        data = json.loads(request.body)
    except ValueError:
        return HttpResponse(status=400)
    incoming = found.incoming(data) if isinstance(data, dict) else None
    if incoming is not None:
        take_message(gateway=gateway, incoming=incoming)
    return HttpResponse(status=200)
