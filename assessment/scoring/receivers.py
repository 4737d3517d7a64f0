"""What scoring hears and adds to others: handed-in attempts, released results, notifications, cards on Hôm nay, words of the trail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core.access.enums import Right, Role
from core.access.types import Actor
from core.audit.types import register_verbs
from core.audit.words import register_fields
from core.events.services import subscribe
from core.hooks import DigestLine, DigestSource, Ward
from core.jobs.services import enqueue
from core.notifications.enums import KindGroup
from core.notifications.types import NotificationKind, register_kind
from core.people.events import PersonsMerged
from frontend.hooks import NavPlaces, Place, TodayCard

from ..events import AttemptSubmitted, ResultsReleased
from ..items.enums import BankAbility, CognitiveLevel
from .enums import MarkRound
from .models import Appeal, KeyChange, Mark, Regrade, SavedComment
from .selectors.digest import result_lines
from .selectors.results import fresh_results, is_for_guardian
from .selectors.tests import tests_today
from .services import tell_released

register_verbs(
    {
        "assessment.answer.marked": _("đã chấm bài %(label)s của %(subject)s"),
        "assessment.script.marked": _("đã chấm một bài giấu tên của %(label)s"),
        "assessment.marker.set": _("đã đổi việc chấm bài %(label)s của %(subject)s"),
        "assessment.results.released": _("đã trả kết quả bài kiểm tra %(label)s"),
        "assessment.results.planned": _("đã hẹn giờ trả kết quả bài kiểm tra %(label)s"),
        "assessment.results.withdrawn": _("đã rút lại kết quả bài kiểm tra %(label)s"),
        "assessment.key.changed": _("đã sửa đáp án bài kiểm tra %(label)s"),
        "assessment.key.dropped": _("đã bỏ một lần sửa đáp án bài kiểm tra %(label)s"),
        "assessment.test.regraded": _("đã chấm lại bài kiểm tra %(label)s"),
        "assessment.appeal.made": _("đã xin phúc khảo bài %(label)s của %(subject)s"),
        "assessment.appeal.withdrawn": _("đã rút đơn phúc khảo bài %(label)s của %(subject)s"),
        "assessment.appeal.closed": _("đã trả lời phúc khảo bài %(label)s của %(subject)s"),
        "assessment.result.viewed": _("đã xem kết quả bài %(label)s của %(subject)s"),
        "assessment.results.exported": _("đã xuất bảng điểm bài %(label)s"),
        "assessment.trails.exported": _("đã xuất nhật kí làm bài của cả bài %(label)s"),
        "assessment.answers.exported": _("đã xuất nhật kí làm bài %(label)s của %(subject)s"),
    }
)

register_fields(
    {
        "ability": _("Quyền với ngân hàng"),
        "answered": _("Số câu đã làm"),
        "attempts": _("Số bài"),
        "at": _("Hẹn lúc"),
        "changed": _("Cập nhật"),
        "closed": _("Ngừng dùng"),
        "codes": _("Mã đề"),
        "difficulty": _("Độ khó"),
        "forming_ratio": _("Mức đang hình thành"),
        "format": _("Định dạng"),
        "give": _("Cho điểm"),
        "grading": _("Quy tắc chấm"),
        "guest": _("Khách số"),
        "guest_days": _("Số ngày giữ tên khách"),
        "is_allowed": _("Cho phép"),
        "is_archived": _("Đã cất"),
        "level": _("Mức độ"),
        "made": _("Tạo mới"),
        "messages": _("Số lời nhắn"),
        "number": _("Bản số"),
        "on": pgettext_lazy("audit", "Giao việc"),
        "most_guests": _("Số khách nhiều nhất"),
        "open_tests": _("Bài mở"),
        "points": _("Điểm"),
        "points_step": _("Bước điểm"),
        "position": _("Câu"),
        "positions": _("Các câu"),
        "rooms": _("Số phòng"),
        "round": _("Lượt chấm"),
        "script": _("Mã bài"),
        "shared_down": _("Cho đơn vị cấp dưới dùng"),
        "solid_ratio": _("Mức vững"),
        "subject_id": _("Môn học"),
        "support": _("Hỗ trợ"),
        "tags": _("Nhãn"),
        "type": _("Loại"),
        "unmarked": _("Chưa chấm"),
        "until": _("Niêm phong đến"),
    },
    {
        "ability": dict(BankAbility.choices),
        "give": {"all": _("Cho cả lớp trọn điểm câu này"), "answered": _("Cho trọn điểm các em có trả lời")},
        "level": dict(CognitiveLevel.choices),
        "round": dict(MarkRound.choices),
    },
    lists=("clears", "codes", "keys", "positions", "support", "tags"),
)

_child = _("Bấm để xem điểm và nhận xét.")
_CANDIDATE: dict[str, Any] = {"group": KindGroup.RESULTS, "hats": frozenset(Role) - {Role.GUARDIAN}}
_FAMILY: dict[str, Any] = {"group": KindGroup.RESULTS, "hats": frozenset({Role.GUARDIAN}), "email": True, "ott": True}
_MARKER: dict[str, Any] = {
    "group": KindGroup.RESULTS,
    "hats": frozenset({Role.TEACHER, Role.LEADER, Role.UNIT_ADMIN, Role.OFFICER}),
    "email": True,
}
for _kind in (
    NotificationKind(
        "assessment.released",
        _("Đã có kết quả “%(title)s”"),
        _("Bấm để xem điểm và bài làm."),
        "marks",
        label=_("Kết quả bài kiểm tra"),
        **_CANDIDATE,
        about=_("Khi thầy cô trả kết quả một bài của bạn."),
    ),
    NotificationKind(
        "assessment.released.guardian",
        _("%(child)s đã có kết quả “%(title)s”"),
        _child,
        "marks",
        label=_("Kết quả bài kiểm tra của con"),
        **_FAMILY,
        about=_("Khi thầy cô trả kết quả một bài của con."),
    ),
    NotificationKind(
        "assessment.regraded",
        _("Điểm bài “%(title)s” đã thay đổi"),
        _("Bài được chấm lại sau khi sửa đáp án."),
        "marks",
        label=_("Điểm thay đổi sau khi chấm lại"),
        **_CANDIDATE,
        about=_("Khi điểm đã trả thay đổi vì đáp án được sửa."),
    ),
    NotificationKind(
        "assessment.regraded.guardian",
        _("Điểm bài “%(title)s” của %(child)s đã thay đổi"),
        _("Bài được chấm lại sau khi sửa đáp án."),
        "marks",
        label=_("Điểm của con thay đổi sau khi chấm lại"),
        **_FAMILY,
        about=_("Khi điểm đã trả của con thay đổi vì đáp án được sửa."),
    ),
    NotificationKind(
        "assessment.withdrawn",
        _("Kết quả “%(title)s” tạm rút lại"),
        _("Lí do: %(reason)s"),
        "undo",
        label=_("Kết quả tạm rút lại"),
        **_CANDIDATE,
        about=_("Khi kết quả đã trả tạm thời bị rút lại, kèm lí do."),
    ),
    NotificationKind(
        "assessment.withdrawn.guardian",
        _("Kết quả “%(title)s” của %(child)s tạm rút lại"),
        _("Lí do: %(reason)s"),
        "undo",
        label=_("Kết quả của con tạm rút lại"),
        **_FAMILY,
        about=_("Khi kết quả đã trả của con tạm thời bị rút lại, kèm lí do."),
    ),
    NotificationKind(
        "assessment.not_released",
        _("Chưa trả được bài “%(title)s” theo hẹn"),
        _("%(why)s"),
        "warn",
        label=_("Bài chưa trả được theo hẹn"),
        **_MARKER,
        about=_("Khi bài bạn giao không trả kết quả được đúng hẹn."),
    ),
    NotificationKind(
        "assessment.appeal",
        _("%(name)s xin phúc khảo bài “%(title)s”"),
        _("Bấm để xem đơn."),
        "hand",
        label=_("Đơn phúc khảo"),
        **_MARKER,
        about=_("Khi có đơn phúc khảo một bài bạn giao."),
    ),
    NotificationKind(
        "assessment.appeal.closed",
        _("Đã có trả lời phúc khảo bài “%(title)s”"),
        _("Bấm để xem."),
        "marks",
        label=_("Trả lời phúc khảo"),
        **_CANDIDATE,
        about=_("Khi đơn phúc khảo của bạn có trả lời."),
    ),
    NotificationKind(
        "assessment.appeal.closed.guardian",
        _("Đã có trả lời phúc khảo bài “%(title)s” của %(child)s"),
        _("Bấm để xem."),
        "marks",
        label=_("Trả lời phúc khảo của con"),
        **_FAMILY,
        about=_("Khi đơn phúc khảo của con có trả lời."),
    ),
):
    register_kind(_kind)


@subscribe(AttemptSubmitted, "assessment.scoring")
def score_submitted(event: AttemptSubmitted) -> None:
    """Have an attempt that was handed in scored."""
    enqueue("assessment.score_attempt", {"attempt_id": event.attempt_id})


@subscribe(ResultsReleased, "assessment.tell")
def tell(event: ResultsReleased) -> None:
    """Tell candidates and guardians that results are there."""
    tell_released(test_id=event.test_id)


@subscribe(PersonsMerged, "assessment.scoring")
def follow_merge(event: PersonsMerged) -> None:
    """Move marks, comments, appeals of a duplicate record to the one that is kept."""
    for model, field in ((Mark, "marker"), (SavedComment, "person"), (KeyChange, "made_by"), (Regrade, "made_by"), (Appeal, "made_by")):
        model._default_manager.filter(**{f"{field}_id": event.duplicate_id}).update(**{f"{field}_id": event.person_id})
    Appeal.objects.filter(marker_id=event.duplicate_id).update(marker_id=event.person_id)


class ResultsCard(TodayCard):
    """Results released in the last two weeks, to candidates and to guardians who may see marks."""

    template = "scoring/today_results.html"
    order = 12

    def context(self, actor: Actor) -> dict[str, Any] | None:
        if not actor.has_role(Role.STUDENT, Role.LEARNER, Role.GUARDIAN):
            return None
        rows = fresh_results(actor)
        return {"rows": rows, "is_guardian": is_for_guardian(actor)} if rows else None


class TestsCard(TodayCard):
    """A teacher's tests that run now, answers that wait for its mark, appeals to answer: one card, for one query."""

    __test__ = False

    template = "scoring/today_tests.html"
    order = 5

    def context(self, actor: Actor) -> dict[str, Any] | None:
        if Right.TESTS_RUN not in actor.rights or not actor.has_role(Role.TEACHER, Role.LEADER, Role.OFFICER):
            return None
        found = tests_today(actor)
        if not (found.running or found.waiting):
            return None
        count = sum(row.scripts for row in found.waiting)
        said = ngettext("%(count)s bài chờ chấm", "%(count)s bài chờ chấm", count) % {"count": count} if count else ""
        return {"running": found.running, "waiting": found.waiting, "summary": said}


TodayCard.register(ResultsCard())
TodayCard.register(TestsCard())


class ResultsPlace(NavPlaces):
    """Kết quả, for guardians; pupils find theirs under Kiểm tra, beside the tests they belong to: the bottom bar has five places."""

    def places(self, actor: Actor) -> list[Place]:
        if not actor.has_role(Role.GUARDIAN):
            return []
        return [Place("results", str(_("Kết quả")), "marks", reverse("assessment:results_own"), order=21)]


NavPlaces.register(ResultsPlace())


class ReleasedLines(DigestSource):
    """Results released, in the guardians' digest."""

    def lines(self, wards: Sequence[Ward], since: datetime, until: datetime) -> Mapping[Ward, Sequence[DigestLine]]:
        return result_lines(wards, since, until)


DigestSource.register(ReleasedLines())
