"""The site's URLs and the baseline: an authenticated view behind the same middleware that answers nothing."""

import json

from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessment.models import AnswerChange, Attempt
from config.urls import urlpatterns as site
from core.access.policies import signed_in
from core.access.views import access


@access(signed_in)
def empty(request):
    """Answer an empty page."""
    return HttpResponse("")


@require_POST
@access(signed_in)
def floor(request):
    """Read one row by its index, insert one and commit: the least that keeping an answer can cost."""
    body = json.loads(request.body)
    attempt = Attempt.objects.defer("answers").get(uuid=body["attempt"])
    change = body["changes"][0]
    AnswerChange.objects.create(attempt=attempt, device="floor", received_at=timezone.now(), **change)
    return JsonResponse({"number": change["number"]})


urlpatterns = [*site, path("bench/empty/", empty), path("bench/floor/", floor)]
