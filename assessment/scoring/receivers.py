"""What scoring hears and adds to others: handed-in attempts, released results, notifications, words of the audit trail."""

from django.utils.translation import gettext_lazy as _

from core.audit.types import register_verbs
from core.events.services import subscribe
from core.notifications.types import NotificationKind, register_kind

from ..events import AttemptSubmitted, ResultsReleased
from .services import score_attempt, tell_released

register_verbs(
    {
        "assessment.answer.marked": _("đã chấm bài %(label)s của %(subject)s"),
        "assessment.results.released": _("đã trả kết quả bài kiểm tra %(label)s"),
        "assessment.results.withdrawn": _("đã rút lại kết quả bài kiểm tra %(label)s"),
        "assessment.key.changed": _("đã sửa đáp án bài kiểm tra %(label)s"),
        "assessment.test.regraded": _("đã chấm lại bài kiểm tra %(label)s"),
        "assessment.appeal.made": _("đã xin phúc khảo bài %(label)s"),
        "assessment.appeal.closed": _("đã trả lời phúc khảo bài %(label)s của %(subject)s"),
        "assessment.result.viewed": _("đã xem kết quả bài %(label)s của %(subject)s"),
        "assessment.answers.exported": _("đã xuất nhật kí làm bài %(label)s của %(subject)s"),
    }
)
register_kind(NotificationKind("assessment.released", _("Đã có kết quả “%(title)s”"), _("Bấm để xem điểm và bài làm."), "marks"))
register_kind(
    NotificationKind("assessment.released.guardian", _("%(child)s đã có kết quả “%(title)s”"), _("Bấm để xem điểm và nhận xét."), "marks")
)
register_kind(
    NotificationKind("assessment.regraded", _("Điểm bài “%(title)s” đã thay đổi"), _("Bài được chấm lại sau khi sửa đáp án."), "marks")
)
register_kind(NotificationKind("assessment.appeal", _("%(name)s xin phúc khảo bài “%(title)s”"), _("Bấm để xem đơn."), "hand"))
register_kind(NotificationKind("assessment.appeal.closed", _("Đã có kết quả phúc khảo bài “%(title)s”"), _("Bấm để xem."), "marks"))


@subscribe(AttemptSubmitted, "assessment.scoring")
def score_submitted(event: AttemptSubmitted) -> None:
    """Score an attempt that was handed in."""
    score_attempt(attempt_id=event.attempt_id)


@subscribe(ResultsReleased, "assessment.tell")
def tell(event: ResultsReleased) -> None:
    """Tell candidates and guardians that results are there."""
    tell_released(test_id=event.test_id)
