"""A guardian sets the child's time on the network."""

from collections.abc import Mapping
from datetime import time
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access.errors import AccessRefused
from core.access.policies import with_hat
from core.access.views import ActorRequest, access
from core.people.models import Person
from core.people.policies import is_guardian_of

from ..errors import SafetyRefused
from ..models import NetworkTime
from ..services.times import set_child_time


@require_http_methods(["GET", "HEAD", "POST"])
@access(with_hat)
def child_time(request: ActorRequest, child_uuid: UUID) -> HttpResponse:
    """Quiet time and minutes a day of one's child."""
    child = Person.objects.filter(uuid=child_uuid).first()
    if child is None or not is_guardian_of(request.actor, child):
        raise AccessRefused("child_time")
    row = NetworkTime.objects.filter(child=child).first() or NetworkTime(child=child)
    given = {"quiet_from": time_words(row.quiet_from), "quiet_to": time_words(row.quiet_to), "daily_minutes": row.daily_minutes or ""}
    error = field = ""
    if request.method == "POST":
        given = {key: request.POST.get(key, "").strip() for key in given}
        try:
            _set(request, child, given)
        except SafetyRefused as refused:
            error, field = str(refused), refused.field
        else:
            messages.success(request, _("Đã lưu giờ dùng mạng của %(name)s.") % {"name": child.full_name})
            return HttpResponseRedirect(reverse("social:child_time", args=[child_uuid]))
    used = row.used_minutes if row.used_on == timezone.localdate() else 0
    context = {"child": child, "given": given, "used": used, "row": row, "error": error, "field": field}
    return render(request, "safety/child_time.html", context, status=422 if error else 200)


def _set(request: ActorRequest, child: Person, given: Mapping[str, object]) -> None:
    start, end = time_typed(str(given["quiet_from"])), time_typed(str(given["quiet_to"]))
    minutes = str(given["daily_minutes"])
    if minutes and not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 5):
        raise SafetyRefused("minutes", "daily_minutes")
    set_child_time(actor=request.actor, child=child, quiet_from=start, quiet_to=end, daily_minutes=int(minutes) if minutes else None)


def time_typed(text: str) -> time | None:
    """Return a time as a field sends it, None for an empty one; `SafetyRefused` for anything else."""
    if not text:
        return None
    try:
        found = parse_time(text)
    except ValueError:
        found = None
    if found is None:
        raise SafetyRefused("times", "quiet_from")
    return found


def time_words(value: time | None) -> str:
    """Return a time as a field shows it."""
    return value.strftime("%H:%M") if value else ""
