"""What tests add to others: a place in the navigation, cards on Hôm nay, words of the audit trail, search."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access.enums import Role
from core.access.types import Actor
from core.audit.types import register_verbs
from core.hooks import PersonalData, SearchHit, SearchSource
from core.lib.vietnamese import fold
from core.ports.counting import CountOf
from frontend.hooks import NavPlaces, Place, TodayCard

from .policies import belongs, gives_tests, visible_tests
from .selectors.tests import own_list, waiting_tests
from .services.personal import SittingData

register_verbs(
    {
        "assessment.test.created": _("đã soạn bài kiểm tra %(label)s"),
        "assessment.test.changed": _("đã sửa bài kiểm tra %(label)s"),
        "assessment.test.scheduled": _("đã giao bài kiểm tra %(label)s"),
        "assessment.test.withdrawn": _("đã thu hồi bài kiểm tra %(label)s"),
        "assessment.test.previewed": _("đã làm thử bài kiểm tra %(label)s"),
        "assessment.test.closed": _("đã đóng bài kiểm tra %(label)s"),
        "assessment.test.removed": _("đã xoá bài kiểm tra %(label)s"),
        "assessment.candidate.overridden": _("đã đặt điều kiện riêng cho %(subject)s trong bài kiểm tra %(label)s"),
        "assessment.class.overridden": _("đã đặt điều kiện riêng cho cả lớp trong bài kiểm tra %(label)s"),
        "assessment.guest.removed": _("đã gỡ một khách khỏi bài kiểm tra %(label)s"),
        "assessment.openness.set": _("đã đặt quy định bài mở của %(label)s"),
        "assessment.grading.set": _("đã đặt quy định chấm của %(label)s"),
        "assessment.sealed.taken": _("đã nhận tệp bài làm của %(subject)s"),
    }
)


class TestPlace(NavPlaces):
    """Kiểm tra, for every hat that gives or takes tests; the badge counts what a learner may enter now."""

    __test__ = False

    def places(self, actor: Actor) -> list[Place]:
        if not belongs(actor) or actor.has_role(Role.GUARDIAN):
            return []
        return [Place("tests", str(_("Kiểm tra")), "test", reverse("assessment:tests"), order=20)]

    def counts(self, actor: Actor) -> dict[str, Any]:
        return {"tests": CountOf(waiting_tests(actor))} if actor.has_role(Role.STUDENT, Role.LEARNER) else {}


NavPlaces.register(TestPlace())


class OwnTestsCard(TodayCard):
    """Tests a learner may enter now, is working on, or that come within a week."""

    template = "sessions/today_own.html"
    column = "main"
    order = 5

    def context(self, actor: Actor) -> dict[str, Any] | None:
        if not actor.has_role(Role.STUDENT, Role.LEARNER):
            return None
        found = [one for one in own_list(actor, days=2, limit=20) if one.standing in ("working", "open", "soon")][:4]
        return {"tests": found} if found else None


TodayCard.register(OwnTestsCard())


class TestSearch(SearchSource):
    """Tests by name, for who gives them."""

    __test__ = False

    key = "tests"
    label = _("Bài kiểm tra")

    def search(self, actor: Actor, folded: str, limit: int) -> list[SearchHit]:
        if not gives_tests(actor):
            return []
        rows = visible_tests(actor)
        for word in fold(folded).split()[:6]:
            rows = rows.filter(search_text__contains=word)
        found = rows.order_by("-pk")[:limit]
        return [SearchHit(test.title, test.get_state_display(), reverse("assessment:test", args=[test.uuid]), "test") for test in found]


SearchSource.register(TestSearch())
PersonalData.register(SittingData())
