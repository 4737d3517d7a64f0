"""The place everybody has: Hôm nay."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.access.enums import Role
from core.access.types import Actor
from core.audit.policies import reads_audit
from core.organisations.policies import belongs_somewhere, oversees_people
from core.privacy.policies import handles_requests
from core.signin.policies import manages_accounts
from core.signin.selectors import teaches_small_children
from frontend.hooks import NavPlaces, Place


class TodayPlace(NavPlaces):
    """Hôm nay stands first for every hat."""

    def places(self, actor: Actor) -> list[Place]:
        return [Place("today", _("Hôm nay"), "today", reverse("frontend:today"), order=0)]


NavPlaces.register(TodayPlace())


class UnitPlaces(NavPlaces):
    """Unit, people and the trail under Quản lí, for grown-ups; the family for guardians. No query: the hat says it all."""

    def places(self, actor: Actor) -> list[Place]:
        found = []
        if actor.has_role(Role.GUARDIAN):
            found.append(Place("family", _("Gia đình"), "home", reverse("core:family"), order=20))
        if belongs_somewhere(actor) and not actor.has_role(Role.STUDENT):
            found.append(Place("unit", _("Đơn vị"), "building", reverse("core:my_unit"), "manage", order=60))
        if oversees_people(actor):
            found.append(Place("people", _("Người"), "team", reverse("core:my_people"), "manage", order=61))
        if reads_audit(actor):
            found.append(Place("audit", _("Nhật kí"), "history", reverse("core:audit"), "manage", order=69))
        if handles_requests(actor):
            found.append(Place("privacy", _("Dữ liệu cá nhân"), "shield", reverse("core:data_requests_unit"), "manage", order=68))
        if actor.is_platform_staff:
            found.append(Place("deliveries", _("Thông báo đã gửi"), "send", reverse("core:notify_operator"), "manage", order=71))
            found.append(Place("retention", _("Thời gian lưu"), "clock", reverse("core:retention"), "manage", order=70))
        return found


NavPlaces.register(UnitPlaces())


class SignInPlaces(NavPlaces):
    """Log-in slips for those who manage accounts, class codes for teachers of small children (one query, kept ten minutes)."""

    def places(self, actor: Actor) -> list[Place]:
        found = []
        if manages_accounts(actor):
            found.append(Place("slips", pgettext("list", "Tài khoản"), "key", reverse("core:slips"), "manage", order=62))
        if teaches_small_children(actor):
            found.append(Place("class-codes", _("Mã vào lớp"), "qr", reverse("core:class_code_list"), "manage", order=63))
        return found


NavPlaces.register(SignInPlaces())
