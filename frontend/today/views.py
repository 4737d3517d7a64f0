"""Hôm nay."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.access.policies import signed_in
from core.access.views import access
from frontend.hooks import TodayCard

log = structlog.get_logger("cayda.today")


def _cards(request: HttpRequest) -> list[dict[str, object]]:
    cards: list[dict[str, object]] = []
    for card in sorted(TodayCard.all(), key=lambda card: card.order):
        try:
            context = card.context(request.actor)  # type: ignore[attr-defined]
        except Exception:
            log.exception("card failed", card=type(card).__name__)
            continue
        if context is not None:
            cards.append({"template": card.template, "column": card.column, "context": context})
    return cards


@access(signed_in)
def today(request: HttpRequest) -> HttpResponse:
    """Show what the current hat should do today; a failing card costs only its own box."""
    cards = _cards(request)
    said = [str(card["context"]["summary"]) for card in cards if card["context"].get("summary")]  # type: ignore[index, attr-defined]
    person = request.user.person  # type: ignore[union-attr]
    words = {"cards": cards, "today": timezone.localdate(), "greeting_name": person.given_name, "summary": ", ".join(said)}
    return render(request, "today/today.html", words)
