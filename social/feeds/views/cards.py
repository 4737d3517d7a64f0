"""Finding what may be shared as a card, and choosing where to share it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access.errors import AccessRefused
from core.access.policies import with_hat
from core.access.types import Actor
from core.access.views import access
from social.groups.services import my_seats

from ..enums import PostKind
from ..policies import may_write
from ..selectors.cards import card_choices, shown_cards, tidy_keys


@require_safe
@access(with_hat)
def card_search(request: HttpRequest) -> HttpResponse:
    """Answer, as a piece of the writing page, what the writer may share by words (`?q=`)."""
    found = card_choices(request.actor, request.GET.get("q", ""))  # type: ignore[attr-defined]
    return render(request, "social/feeds/_card_choices.html", {"found": found})


@require_safe
@access(with_hat)
def card_share(request: HttpRequest) -> HttpResponse:
    """Choose the space to share a card (`?the=`) into; the writing page follows with it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    cards = [one for one in shown_cards(actor, tidy_keys(request.GET.getlist("the"))[:1]) if one.card is not None]
    if not cards:
        raise AccessRefused("card")
    spaces = [seat.space for seat in my_seats(actor) if may_write(seat.standing, PostKind.POST)]
    return render(request, "social/feeds/card_share.html", {"cards": cards, "chosen": cards[0], "spaces": spaces})
