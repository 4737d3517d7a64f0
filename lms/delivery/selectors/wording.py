"""Sentences made from facts: why closed, how to complete, what the reader's script says."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from frontend.templatetags.vn import vn_when_within
from lms.courses.enums import CompletionRule
from lms.courses.models import Activity
from lms.courses.rules.release import Reason
from lms.courses.types import OutlineActivity


def reason_text(reason: Reason, waited: OutlineActivity | None) -> str:
    """Return why an activity is closed, in plain words. Times come out in the platform's zone."""
    title = waited.title if waited else ""
    if reason.code == "not_before":
        return _("Bài mở vào %(when)s.") % {"when": vn_when_within(reason.params["at"])}
    if reason.code == "score":
        least = round(reason.params["score_ratio"] * 100)
        reached = reason.params["reached"]
        if reached is None:
            return _("Cần đạt ít nhất %(least)s%% ở bài “%(title)s”.") % {"least": least, "title": title}
        return _("Cần đạt ít nhất %(least)s%% ở bài “%(title)s”; em đang có %(reached)s%%.") % {
            "least": least,
            "title": title,
            "reached": round(reached * 100),
        }
    return _("Cần học xong bài “%(title)s” trước.") % {"title": title}


def rule_text(activity: Activity) -> str:
    """Return what it takes to complete an activity, said to its learner."""
    texts = {
        CompletionRule.SEEN: _("Xem hết các phần là xong."),
        CompletionRule.CHECKPOINTS: _("Trả lời hết các câu chốt là xong."),
        CompletionRule.FINISHED: _("Làm đến cuối hoạt động là xong."),
        CompletionRule.SELF: _("Học xong, em bấm nút bên dưới."),
    }
    if activity.completion == CompletionRule.SCORE:
        return _("Đạt ít nhất %(score)s%% là xong.") % {"score": round((activity.completion_score_ratio or 0) * 100)}
    return texts.get(CompletionRule(activity.completion), "")


def help_reasons() -> list[str]:
    """Return the reasons a learner can pick with one tap."""
    return [_("Em chưa hiểu phần này"), _("Em không biết làm câu hỏi"), _("Bài không mở được"), _("Em có câu hỏi khác")]


def reader_words() -> dict[str, str]:
    """Return the sentences of the reader's script in the reader's language; `{…}` is filled there."""
    return {
        "saved": _("Đã lưu {time}"),
        "kept": _("Giữ trên máy {time}, chờ mạng"),
        "saving": _("Đang lưu…"),
        "signed_out": _("Giữ trên máy. Đăng nhập lại để gửi"),
        "refused": _("{count} việc không gửi được vì bài đã đóng hoặc em không còn học lớp này."),
        "other": _("Máy này còn bài chưa gửi của một tài khoản khác. Đăng nhập tài khoản đó để gửi."),
        "part": _("Phần {number}/{all}, còn khoảng {minutes} phút"),
        "part_last": _("Phần cuối, còn khoảng {minutes} phút"),
        "done": _("Đã xong"),
        "next_part": _("Tiếp: {title}"),
        "next_plain": _("Phần tiếp theo"),
        "previous_part": _("Phần trước"),
        "must_pass": _("Trả lời đúng câu chốt để học tiếp"),
        "done_title": _("Em đã xong bài này"),
        "done_text": _("Giỏi lắm. Thầy cô thấy em đã học xong."),
        "done_waiting": _("Có mạng, thầy cô sẽ thấy em đã học xong."),
        "keep": _("Lưu về máy"),
        "keeping": _("Đang lưu {done}/{all}"),
        "kept_size": _("Đã lưu về máy, {size}"),
        "keep_failed": _("Chưa lưu được. Kiểm tra mạng rồi thử lại."),
        "drop": _("Bỏ khỏi máy"),
        "hint": _("Gợi ý của thầy cô {name}"),
        "asked": _("Thầy cô đã thấy em cần giúp"),
        "asked_waiting": _("Có mạng, thầy cô sẽ thấy em cần giúp"),
        "solved": _("Em làm được rồi"),
        "note_saved": _("Đã lưu ghi chú"),
        "note": _("Ghi chú"),
        "stop_listening": _("Dừng đọc"),
        "listen": _("Nghe đọc"),
        "stale": _("Bản lưu lúc {time}"),
        "try_again": _("Thử lại"),
    }


def board_words() -> dict[str, str]:
    """Return the sentences of the board's script; `{…}` is filled there."""
    return {
        "done": _("Xong"),
        "help": pgettext("seat", "Cần giúp"),
        "not": pgettext("seat", "Chưa vào"),
        "in": _("Đang làm"),
        "minutes": _("{count} phút"),
        "hours": _("{count} giờ"),
        "day": _("1 ngày"),
        "days": _("{count} ngày"),
        "just_now": _("vừa xong"),
        "stuck": _("{part}: đã thử {count} lần chưa được."),
        "asked": _("{part}: “{text}”"),
        "asked_plain": _("{part}: em nhờ giúp."),
        "stuck_alone": _("Đã thử {count} lần chưa được."),
        "asked_alone": _("“{text}”"),
        "asked_plain_alone": _("Em nhờ giúp."),
        "hint": _("Gửi gợi ý"),
        "work": _("Xem bài"),
        "nudge": _("Nhắc {count} em chưa vào"),
        "nudge_none": _("Cả lớp đã vào"),
        "waiting": _("{count} em, lâu nhất trước"),
        "left": _("còn lại"),
        "over": _("hết giờ"),
        "live": _("Trực tiếp"),
        "offline": _("Mất kết nối, tự cập nhật 10 giây một lần"),
        "pause": _("Dừng cả lớp"),
        "resume": _("Cho học tiếp"),
        "none_waiting": _("Chưa em nào cần giúp."),
    }


def figure_labels() -> dict[str, str]:
    """Return what each figure is called."""
    return {
        "learners": pgettext("list", "học sinh"),
        "active_week": _("em học tuần này"),
        "completed_week": _("bài xong tuần này"),
        "published_courses": _("khoá học đang mở"),
        "active_teachers": _("thầy cô dạy tuần này"),
    }


def setup_words() -> dict[str, tuple[str, str]]:
    """Return the title and the sentence of each step of setting a school up."""
    return {
        "roster": (_("Nhập danh sách học sinh"), _("Từ tệp Excel của ngành, có kiểm tra trước khi nhập.")),
        "accounts": (_("In phiếu đăng nhập"), _("Tài khoản cho học sinh và giáo viên, in theo lớp.")),
        "homeroom": (_("Phân công chủ nhiệm"), _("Mỗi lớp cần một giáo viên chủ nhiệm.")),
        "courses": (_("Mở khoá học đầu tiên"), _("Thầy cô soạn bài rồi giao cho lớp.")),
    }
