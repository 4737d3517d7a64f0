"""What learning keeps about a person, for requests about data."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.hooks import PersonalData, PersonalTable

from ..models import ActivityProgress, CheckpointAnswer, Note


class StudyData(PersonalData):
    """Progress, answers in lessons, and one's own notes, which alone are erased."""

    key = "hoc-tap"
    label = _("Việc học")
    kept_because = _("Tiến độ và bài làm trong khoá học được giữ lại làm hồ sơ học tập; ghi chú riêng thì xoá.")

    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield progress, answers and notes, with the names of what they belong to."""
        progress = ActivityProgress.objects.filter(person_id=person_id).select_related("activity", "course").order_by("id")
        columns = {"course": _("Khoá học"), "activity": _("Hoạt động"), "percent": "%", "seconds": _("Số giây"), "last_at": _("Lần cuối")}
        rows = (
            {
                "course": row.course.title,
                "activity": row.activity.title,
                "percent": row.percent,
                "seconds": row.seconds,
                "last_at": row.last_at,
            }
            for row in progress.iterator(chunk_size=500)
        )
        yield PersonalTable("progress", _("Tiến độ"), columns, rows)
        answers = CheckpointAnswer.objects.filter(person_id=person_id).select_related("activity").order_by("id")
        columns = {"activity": _("Hoạt động"), "answer": _("Trả lời"), "is_correct": _("Đúng"), "answered_at": _("Lúc")}
        rows = (
            {"activity": row.activity.title, "answer": row.answer, "is_correct": row.is_correct, "answered_at": row.answered_at}
            for row in answers.iterator(chunk_size=500)
        )
        yield PersonalTable("answers", _("Câu trả lời trong bài"), columns, rows)
        notes = Note.objects.filter(person_id=person_id).select_related("activity").order_by("id")
        columns = {"activity": _("Hoạt động"), "text": _("Ghi chú"), "updated_at": _("Lúc")}
        rows = ({"activity": row.activity.title, "text": row.text, "updated_at": row.updated_at} for row in notes.iterator(chunk_size=500))
        yield PersonalTable("notes", _("Ghi chú của tôi"), columns, rows)

    def erase(self, person_id: int) -> int:
        """Delete notes."""
        return Note.objects.filter(person_id=person_id).delete()[0]
