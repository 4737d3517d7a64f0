"""A unit's own words and duty list."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access.views import ActorRequest, access
from core.organisations.models import Unit

from ..errors import SafetyRefused
from ..policies import can_set_safety
from ..selectors.units import duty_of, inherited_words, safety_of, staff_of
from ..services.units import set_unit_safety
from .times import time_typed, time_words


@require_http_methods(["GET", "HEAD", "POST"])
@access(can_set_safety)
def unit_safety(request: ActorRequest) -> HttpResponse:
    """The words a unit adds and takes out, the hosts it allows, who is on duty."""
    unit = Unit.objects.get(pk=request.actor.unit_id)
    row = safety_of(unit.pk)
    given = {"words_added": "\n".join(row.words_added), "words_lifted": "\n".join(row.words_lifted), "hosts": "\n".join(row.hosts)}
    given |= {"quiet_from": time_words(row.quiet_from), "quiet_to": time_words(row.quiet_to)}
    duty, error, field = duty_of(unit.pk), "", ""
    if request.method == "POST":
        given = {key: request.POST.get(key, "") for key in given}
        duty = {int(one) for one in request.POST.getlist("duty") if one.isascii() and one.isdecimal() and len(one) < 19}
        try:
            set_unit_safety(
                actor=request.actor,
                unit=unit,
                added=given["words_added"],
                lifted=given["words_lifted"],
                hosts=given["hosts"],
                duty_ids=duty,
                quiet=(time_typed(given["quiet_from"].strip()), time_typed(given["quiet_to"].strip())),
            )
        except SafetyRefused as refused:
            error, field = str(refused), refused.field
        else:
            messages.success(request, _("Đã lưu. Bài viết từ bây giờ theo quy ước mới."))
            return HttpResponseRedirect(reverse("social:unit_safety"))
    context = {
        "unit": unit,
        "given": given,
        "duty": duty,
        "staff": staff_of(unit),
        "above": inherited_words(unit),
        "error": error,
        "field": field,
    }
    return render(request, "safety/unit.html", context, status=422 if error else 200)
