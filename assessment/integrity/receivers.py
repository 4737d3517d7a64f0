"""What supervision adds to others: the console's live topic, words of the audit trail."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assessment.hooks import SittingGuard
from core.access.types import Actor
from core.audit.types import register_verbs
from core.hooks import LiveTopic

from ..sessions.models import Attempt
from .policies import supervised_tests
from .rules import seb_admits
from .services import forget_details, note_signal, record_signals

register_verbs(
    {
        "assessment.test.paused": _("đã tạm dừng bài kiểm tra %(label)s"),
        "assessment.test.resumed": _("đã cho làm tiếp bài kiểm tra %(label)s"),
        "assessment.time.added": _("đã thêm giờ làm bài"),
        "assessment.message.sent": _("đã nhắn thí sinh trong bài kiểm tra %(label)s"),
        "assessment.attempt.locked": _("đã khoá bài làm của %(subject)s"),
        "assessment.attempt.unlocked": _("đã mở khoá bài làm của %(subject)s"),
        "assessment.test.collected": _("đã thu bài cả phòng trong bài kiểm tra %(label)s"),
        "assessment.attempt.collected": _("đã thu bài của %(subject)s"),
        "assessment.incident.written": _("đã ghi biên bản bài kiểm tra %(label)s"),
        "assessment.seating.made": _("đã xếp phòng thi cho bài kiểm tra %(label)s"),
        "assessment.seating.cleared": _("đã bỏ xếp phòng thi của bài kiểm tra %(label)s"),
    }
)


class SittingTopic(LiveTopic):
    """`sitting:<test uuid>`: what happens to candidates of a running test, for its proctors."""

    prefix = "sitting"

    def may_watch(self, actor: Actor, key: str) -> bool:
        try:
            uuid = UUID(key)
        except ValueError:
            return False
        return supervised_tests(actor).filter(uuid=uuid).exists()


LiveTopic.register(SittingTopic())


class Guard(SittingGuard):
    """Safe Exam Browser at the door; signals and what the server notices on the timeline."""

    def entry_problem(self, *, settings: dict[str, Any], url: str, headers: dict[str, str]) -> str:
        if not settings.get("seb_required"):
            return ""
        by_config = seb_admits(url=url, given=headers.get("X-SafeExamBrowser-ConfigKeyHash", ""), keys=settings.get("seb_config_keys", ()))
        by_exam = seb_admits(url=url, given=headers.get("X-SafeExamBrowser-RequestHash", ""), keys=settings.get("seb_exam_keys", ()))
        return "" if by_config or by_exam else str(_("Bài này chỉ làm được trong Safe Exam Browser với tệp cấu hình của nhà trường."))

    def signals(self, *, attempt_id: int, person_id: int, signals: Sequence[dict[str, Any]]) -> None:
        attempt = Attempt(pk=attempt_id, person_id=person_id)
        record_signals(actor=Actor(person_id=person_id), attempt=attempt, signals=signals)

    def noticed(self, *, attempt_id: int, kind: str, key: str, details: dict[str, str]) -> None:
        note_signal(attempt_id=attempt_id, kind=kind, key=key, details=details)

    def forget(self, *, attempt_ids: Sequence[int]) -> None:
        forget_details(attempt_ids=attempt_ids)


SittingGuard.register(Guard())
