"""The site's URLs and the baseline: an authenticated view behind the same middleware that answers nothing."""

from django.http import HttpResponse
from django.urls import path

from config.urls import urlpatterns as site
from core.access.policies import signed_in
from core.access.views import access


@access(signed_in)
def empty(request):
    """Answer an empty page."""
    return HttpResponse("")


urlpatterns = [*site, path("bench/empty/", empty)]
