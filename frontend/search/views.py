"""Search results."""

from typing import Any

import structlog
from django.http import HttpResponse
from django.shortcuts import render

from core.access.policies import signed_in
from core.access.types import Actor
from core.access.views import ActorRequest, access
from core.hooks import SearchSource
from core.lib.vietnamese import fold

log = structlog.get_logger("cayda.search")
SHORTEST = 2
PER_SOURCE = 8


def groups_of(actor: Actor, query: str, only: str = "") -> list[dict[str, Any]]:
    """Return the hits of each source that has any; a failing source costs only its own group."""
    groups = []
    for source in SearchSource.all():
        if only and source.key != only:
            continue
        limit = PER_SOURCE * 5 if only else PER_SOURCE
        try:
            hits = source.search(actor, query, limit + 1)
        except Exception:
            log.exception("search source failed", source=source.key)
            continue
        if hits:
            groups.append({"key": source.key, "label": source.label, "hits": hits[:limit], "has_more": len(hits) > limit and not only})
    return groups


@access(signed_in)
def search(request: ActorRequest) -> HttpResponse:
    """Answer what one typed, grouped by kind; words may lack their diacritics."""
    typed = request.GET.get("q", "").strip()[:100]
    query = fold(typed)
    is_asked = len(query) >= SHORTEST
    groups = groups_of(request.actor, query, request.GET.get("loai", "")) if is_asked else []
    return render(
        request, "search/results.html", {"typed": typed, "groups": groups, "is_asked": is_asked, "is_short": bool(typed) and not is_asked}
    )
