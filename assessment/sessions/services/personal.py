"""What tests keep about a person, for requests about data."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.hooks import PersonalData, PersonalTable

from ..models import Attempt


class SittingData(PersonalData):
    """One's sittings and what was answered; marks as far as they have been released."""

    key = "kiem-tra"
    label = _("Kiểm tra")
    kept_because = _("Bài làm và điểm được giữ lại theo quy định về lưu hồ sơ kiểm tra, đánh giá.")

    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield the sittings with their answers."""
        attempts = Attempt.objects.filter(person_id=person_id).exclude(started_at=None).select_related("test").order_by("id")
        columns = {"test": _("Bài kiểm tra"), "started_at": _("Bắt đầu"), "submitted_at": _("Nộp lúc"), "points": _("Điểm")}
        rows = (
            {
                "test": row.test.title,
                "started_at": row.started_at,
                "submitted_at": row.submitted_at,
                "points": row.score_points if row.released_at else None,
                "answers": row.answers,
            }
            for row in attempts.iterator(chunk_size=200)
        )
        yield PersonalTable("sittings", _("Bài làm"), columns, rows)
