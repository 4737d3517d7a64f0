"""What moderation adds to others: why somebody only reads, words of the audit trail, kinds of notifications."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.access.enums import Role
from core.access.types import Actor
from core.audit.types import register_verbs
from core.events.services import subscribe
from core.hooks import Expiring, PersonalData
from core.notifications.enums import KindGroup
from core.notifications.types import NotificationKind, register_kind
from core.people.events import PersonsMerged
from core.ports.counting import CountOf
from frontend.hooks import NavPlaces, Place
from social.hooks import FileHolder, PostingLimit

from .enums import SanctionKind
from .policies import is_judge, works_for_safety
from .selectors.cases import evidence_of, running_cases
from .selectors.limits import measure_facts, school_facts, time_facts, time_of
from .selectors.tags import is_blurred_for
from .services.merging import merge_people
from .services.personal import ClosedCases, SafetyData
from .services.times import reason_of, school_reason

STAFF = frozenset({Role.TEACHER, Role.LEADER, Role.UNIT_ADMIN, Role.OFFICER})
FAMILY = frozenset({Role.GUARDIAN})

register_verbs(
    {
        "social.person.blocked": _("đã chặn %(subject)s"),
        "social.person.unblocked": _("đã bỏ chặn %(subject)s"),
        "social.crisis.alerted": _("đã viết lời kêu cứu, người trực được báo"),
        "social.case.reported": _("đã báo một nội dung"),
        "social.case.decided": _("đã xử lí một báo cáo về %(subject)s"),
        "social.case.escalated": _("đã chuyển lên cấp trên một báo cáo quá hạn về %(subject)s"),
        "social.case.appealed": _("đã khiếu nại quyết định về %(subject)s"),
        "social.measure.lifted": _("đã mở lại quyền viết của %(subject)s"),
        "social.appeal.judged": _("đã giải quyết khiếu nại về %(subject)s"),
        "social.picture.tagged": _("đã gắn tên %(subject)s vào ảnh"),
        "social.picture.untagged": _("đã gỡ tên %(subject)s khỏi ảnh"),
        "social.picture.cleared": _("đã cho hiện một ảnh có %(subject)s"),
        "social.child.time_set": _("đã đặt giờ dùng mạng của %(subject)s"),
        "social.unit.safety_changed": _("đã đổi quy ước an toàn của %(label)s"),
    }
)

for _kind in (
    NotificationKind(
        "social.crisis",
        _("%(name)s có thể đang cần giúp đỡ ngay"),
        _("Em vừa viết lời cho thấy em đang rất khó khăn. Hãy xem và gặp em."),
        "warn",
        email=True,
        ott=True,
        label=_("Lời kêu cứu của học sinh"),
        essential=True,
        hats=STAFF,
        about=_("Khi một em viết lời cho thấy em đang gặp nguy."),
        group=KindGroup.SAFETY,
    ),
    NotificationKind(
        "social.case.new",
        _("Có người báo: %(what)s"),
        _("Ở %(space)s. Hãy xem và xử lí trong hạn."),
        "flag",
        label=_("Báo cáo nội dung cần xử lí"),
        hats=STAFF,
        about=_("Khi có người báo một nội dung ở nơi bạn chịu trách nhiệm."),
        group=KindGroup.SAFETY,
    ),
    NotificationKind(
        "social.case.escalated",
        _("Báo cáo quá hạn: %(what)s"),
        _("%(unit)s chưa xử lí kịp. Việc đã chuyển tới bạn."),
        "flag",
        email=True,
        label=_("Báo cáo quá hạn chuyển lên"),
        hats=STAFF,
        about=_("Khi đơn vị bên dưới không xử lí kịp hạn."),
        group=KindGroup.SAFETY,
    ),
    NotificationKind(
        "social.case.decided",
        _("Nội dung bạn viết đã bị ẩn"),
        _("%(decision)s. Bạn đọc lí do và khiếu nại được."),
        "shield",
        label=_("Quyết định về nội dung bạn viết"),
        essential=True,
        about=_("Khi điều bạn viết bị ẩn."),
        group=KindGroup.SAFETY,
    ),
    NotificationKind(
        "social.case.guardian",
        _("Một nội dung %(name)s viết đã bị ẩn"),
        _("%(decision)s. Gia đình đọc lí do và khiếu nại được."),
        "shield",
        email=True,
        ott=True,
        label=_("Quyết định về nội dung con bạn viết"),
        essential=True,
        hats=FAMILY,
        about=_("Khi điều con bạn viết bị ẩn."),
        group=KindGroup.SAFETY,
    ),
    NotificationKind(
        "social.case.answered",
        _("Điều bạn báo đã được xem"),
        _("Cảm ơn bạn. Nhà trường đã xem và xử lí."),
        "shield",
        label=_("Trả lời cho báo cáo của bạn"),
        about=_("Khi điều bạn báo đã được xem xét."),
        group=KindGroup.SAFETY,
    ),
    NotificationKind(
        "social.measure.lifted",
        _("%(name)s được viết lại"),
        _("Lãnh đạo đã mở lại trước hạn. Bấm để đọc."),
        "shield",
        label=_("Mở lại quyền viết"),
        essential=True,
        about=_("Khi bạn hoặc con bạn được viết lại trước hạn."),
        group=KindGroup.SAFETY,
    ),
    NotificationKind(
        "social.appeal.new",
        _("Có khiếu nại từ %(unit)s"),
        _("Hãy xem lại quyết định và trả lời."),
        "flag",
        label=_("Khiếu nại cần giải quyết"),
        hats=STAFF,
        about=_("Khi có người khiếu nại một quyết định."),
        group=KindGroup.SAFETY,
    ),
    NotificationKind(
        "social.appeal.closed",
        _("Khiếu nại đã có trả lời"),
        _("%(outcome)s. Bấm để đọc lí do."),
        "shield",
        label=_("Trả lời khiếu nại"),
        essential=True,
        about=_("Khi khiếu nại của bạn có trả lời."),
        group=KindGroup.SAFETY,
    ),
):
    register_kind(_kind)


class Limits(PostingLimit):
    """Somebody whose writing is stopped for a while; a pupil outside the time its family or its school has set: the narrower counts."""

    def facts(self) -> dict[str, Any]:
        return measure_facts() | time_facts() | school_facts()

    def reason(self, actor: Actor, person: Any) -> str:
        if person.measure is None:
            if not actor.has_role(Role.STUDENT):
                return ""
            return reason_of(time_of(person.network_time)) or school_reason(person.school_quiet_from, person.school_quiet_to)
        if person.measure == SanctionKind.CLOSE:
            return gettext("Tài khoản bị khoá viết cho đến khi lãnh đạo mở lại. Bạn vẫn đọc được.")
        day = timezone.localtime(person.measured_until).strftime("%H:%M %d/%m")
        if person.measure == SanctionKind.SUSPEND:
            return gettext("Tài khoản bị khoá viết đến %(day)s. Bạn vẫn đọc được.") % {"day": day}
        return gettext("Bạn đang tạm dừng viết đến %(day)s. Bạn vẫn đọc được.") % {"day": day}


class SafetyPlace(NavPlaces):
    """An toàn for those who look after others; the number is of the cases that wait in the unit."""

    def places(self, actor: Actor) -> list[Place]:
        if not works_for_safety(actor):
            return []
        return [Place("safety", gettext("An toàn"), "flag", reverse("social:safety"), "manage", order=68)]

    def counts(self, actor: Actor) -> dict[str, Any]:
        return {"safety": CountOf(running_cases(actor))} if is_judge(actor) else {}


class EvidenceFiles(FileHolder):
    """Holds nothing, but keeps the files of cases when their author takes them off the thing: they are opened from the case alone. And says
    of pictures anywhere on whom they may not show."""

    prefix = "case"

    def may_see(self, actor: Actor, key: str) -> bool:
        return False

    def blurs(self, actor: Actor, attachment_id: int) -> bool:
        return is_blurred_for(actor, attachment_id)

    def keeps(self, attachments: Iterable[Any]) -> set[int]:
        rows = list(attachments)
        uuids = evidence_of(row.owner_id for row in rows)
        return {row.pk for row in rows if str(row.uuid) in uuids}


FileHolder.register(EvidenceFiles())
PersonalData.register(SafetyData())
Expiring.register(ClosedCases())
PostingLimit.register(Limits())
NavPlaces.register(SafetyPlace())


@subscribe(PersonsMerged, "social.moderation")
def follow_merge(event: PersonsMerged) -> None:
    """Give the measures, cases and limits of a duplicate record to the one that stays."""
    merge_people(person_id=event.person_id, duplicate_id=event.duplicate_id)
