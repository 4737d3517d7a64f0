"""The place everybody has: Hôm nay."""

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access.enums import Role
from core.access.types import Actor
from core.audit.policies import reads_audit
from core.organisations.policies import belongs_somewhere, oversees_people
from frontend.hooks import NavPlaces, Place


class TodayPlace(NavPlaces):
    """Hôm nay stands first for every hat."""

    def places(self, actor: Actor) -> list[Place]:
        return [Place("today", _("Hôm nay"), "today", reverse("frontend:today"), order=0)]


NavPlaces.register(TodayPlace())


class UnitPlaces(NavPlaces):
    """Unit, people and the trail under Quản lý; the family for guardians. No query: the hat says it all."""

    def places(self, actor: Actor) -> list[Place]:
        found = []
        if actor.has_role(Role.GUARDIAN):
            found.append(Place("family", _("Gia đình"), "home", reverse("core:family"), order=20))
        if belongs_somewhere(actor):
            found.append(Place("unit", _("Đơn vị"), "building", reverse("core:my_unit"), "manage", order=60))
        if oversees_people(actor):
            found.append(Place("people", _("Người"), "team", reverse("core:my_people"), "manage", order=61))
        if reads_audit(actor):
            found.append(Place("audit", _("Nhật ký"), "history", reverse("core:audit"), "manage", order=69))
        return found


NavPlaces.register(UnitPlaces())
