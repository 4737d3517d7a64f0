"""The place everybody has: Hôm nay."""

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access.types import Actor
from frontend.hooks import NavPlaces, Place


class TodayPlace(NavPlaces):
    """Hôm nay stands first for every hat."""

    def places(self, actor: Actor) -> list[Place]:
        return [Place("today", _("Hôm nay"), "today", reverse("frontend:today"), order=0)]


NavPlaces.register(TodayPlace())
