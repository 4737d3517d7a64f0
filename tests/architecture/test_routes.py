"""Every route has a policy."""

from django.urls import URLPattern, URLResolver, get_resolver

from core.access.middleware import rule_of


def routes(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def test_every_route_has_a_policy(settings):
    undeclared = [
        route
        for route, view in routes(get_resolver().url_patterns)
        if not route.startswith(settings.WAGTAIL_ADMIN_PATH) and rule_of(view) is None
    ]
    assert undeclared == []


def test_an_undeclared_view_is_refused(rf):
    import pytest
    from django.core.exceptions import PermissionDenied

    from core.access.middleware import PolicyMiddleware
    from core.access.types import Actor

    def view(request):
        raise AssertionError("never reached")

    request = rf.get("/")
    request.actor = Actor.visitor()
    request.resolver_match = None
    with pytest.raises(PermissionDenied):
        PolicyMiddleware(lambda r: None).process_view(request, view, (), {})
