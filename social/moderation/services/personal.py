"""What moderation keeps about a person, for requests about data, and how long it keeps cases."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.hooks import Expiring, PersonalData, PersonalTable

from ..enums import RUNNING
from ..models import Block, Case, NetworkTime, PictureTag, Report, Sanction


class SafetyData(PersonalData):
    """Reports one made, decisions about what one wrote, whom one blocked. Cases are evidence: they stay until they expire."""

    key = "an-toan"
    label = _("An toàn")
    kept_because = _("Báo cáo và quyết định được giữ làm hồ sơ xử lí vi phạm cho đến hết hạn lưu.")

    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield one's reports, the decisions about one's own (never who reported), blocks, and pictures one is named on."""
        reports = Report.objects.filter(reporter_id=person_id).order_by("id")
        columns = {"category": _("Điều đã báo"), "note": _("Lời kể"), "at": _("Lúc")}
        rows = ({"category": one.get_category_display(), "note": one.note, "at": one.at} for one in reports)
        yield PersonalTable("reports", _("Bạn đã báo"), columns, rows)
        columns = {"text": _("Nội dung"), "decision": _("Quyết định"), "reason": _("Lí do"), "appeal": _("Khiếu nại"), "at": _("Lúc")}
        cases = Case.objects.filter(author_id=person_id).exclude(decision="").order_by("id")
        rows = (
            {
                "text": str(one.evidence.get("text", "")), "decision": one.get_decision_display(), "reason": one.reason,
                "appeal": one.appeal_text, "at": one.decided_at,
            }
            for one in cases
        )  # fmt: skip
        yield PersonalTable("decisions", _("Quyết định về bài của bạn"), columns, rows)
        blocks = Block.objects.filter(person_id=person_id).select_related("blocked").order_by("id")
        columns = {"name": _("Họ và tên"), "at": _("Lúc")}
        yield PersonalTable("blocks", _("Người bạn đã chặn"), columns, ({"name": one.blocked.full_name, "at": one.at} for one in blocks))
        tags = PictureTag.objects.filter(person_id=person_id).select_related("attachment").order_by("id")
        columns = {"picture": _("Ảnh"), "at": _("Lúc")}
        yield PersonalTable("pictures", _("Ảnh có gắn tên"), columns, ({"picture": one.attachment.name, "at": one.at} for one in tags))

    def erase(self, person_id: int) -> int:
        """Forget blocks and the time a family set. Names on pictures stay: they keep the person blurred."""
        count = Block.objects.filter(person_id=person_id).delete()[0]
        return count + NetworkTime.objects.filter(child_id=person_id).delete()[0]


class ClosedCases(Expiring):
    """Cases that are judged: two years, at least one (Decree 53/2022: logs of the system, 12 months)."""

    key = "social.cases"
    label = _("Báo cáo và quyết định đã xong")
    days, least_days = 730, 365

    @transaction.atomic
    def delete(self, before: datetime, limit: int) -> int:
        """Delete judged cases with their reports, steps and measures; what still runs stays."""
        rows = Case.objects.exclude(state__in=RUNNING).filter(decided_at__lt=before).exclude(closed_at__gte=before)
        ids = list(rows.order_by("decided_at").values_list("pk", flat=True)[:limit])
        Sanction.objects.filter(case_id__in=ids).delete()
        Case.objects.filter(pk__in=ids).delete()
        return len(ids)
