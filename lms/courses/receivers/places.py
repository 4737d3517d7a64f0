"""Lớp học in the navigation."""

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access.enums import Role
from core.access.types import Actor
from frontend.hooks import NavPlaces, Place


class LearnPlace(NavPlaces):
    """Lớp học, for every hat that teaches, learns or follows a child."""

    def places(self, actor: Actor) -> list[Place]:
        if actor.hat is None or actor.has_role(Role.AUDITOR):
            return []
        return [Place("learn", _("Lớp học"), "class", reverse("lms:courses"), order=10)]


NavPlaces.register(LearnPlace())
