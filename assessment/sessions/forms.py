"""Forms of tests."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.organisations.models import ClassGroup, Unit

from ..papers.enums import PaperState
from ..papers.models import Paper
from ..papers.policies import visible_papers
from .enums import Allowance, Audience, GradeBy, TestMode, TestState
from .models import Test
from .policies import givable_classes
from .rules.entering import code_hash, read_networks
from .rules.guests import MOST_NAME
from .selectors.guests import openness_in
from .types import Terms, TestFacts, TestSettings

REVIEWS = (
    ("released", _("Khi trả bài: bài làm, điểm, đáp án, lời giải")),
    ("marks", _("Khi trả bài: chỉ bài làm và điểm")),
    ("after", _("Ngay khi nộp: bài làm và đáp án (dùng khi luyện tập)")),
    ("never", _("Không cho xem lại")),
    ("own", _("Tự chọn…")),
)
REVIEW_MOMENTS = (("after", _("Ngay khi nộp")), ("closed", _("Khi bài đóng")), ("released", _("Khi trả bài")))
REVIEW_WORDS = (
    ("answer", _("Bài làm của mình")),
    ("mark", _("Điểm")),
    ("right", _("Đúng sai và đáp án")),
    ("feedback", _("Nhận xét")),
    ("solution", _("Lời giải")),
)
MARK_STEPS = (
    ("0", _("Không làm tròn")),
    ("0.1", _("Đến 0,1")),
    ("0.25", _("Đến 0,25")),
    ("0.5", _("Đến 0,5")),
    ("1", _("Đến 1")),
)
# What the settings form gives back as it is, by the modes it belongs to.
PLAIN = (
    *("shuffles", "no_back", "calculator", "wants_fullscreen", "device_rule", "seb_required"),
    *("late_minutes", "appeal_days", "anonymous_marking", "double_marking", "marking_gap"),
)
PRACTICE = ("instant_feedback", "shows_hints", "tries", "mastery_run")
# What still can be changed once a test is given.
STAYS_OPEN = frozenset({"title", "note", "closes_at", "review", "late_minutes", "appeal_days", "revision"})
GROUPS = {
    "watch": ("access_code", "networks", "late_minutes", "seb_keys", "seb_exam_keys"),
    "marking": ("marking_gap", "mark_step", "appeal_days"),
}
_SEB_KEY = re.compile(r"[0-9a-f]{64}")
EVERYTHING = ["answer", "mark", "right", "feedback", "solution"]
REVIEW_TABLES: dict[str, dict[str, list[str]]] = {
    "released": {"during": [], "after": ["answer"], "closed": ["answer"], "released": EVERYTHING},
    "marks": {"during": [], "after": [], "closed": [], "released": ["answer", "mark"]},
    "after": {"during": [], "after": EVERYTHING, "closed": EVERYTHING, "released": EVERYTHING},
    "never": {"during": [], "after": [], "closed": [], "released": ["mark"]},
}


class MomentField(forms.DateTimeField):
    """A day and time, in the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%dT%H:%M"], **options)


class TestForm(forms.Form):
    """A test in plain words, with defaults that fit a class test."""

    __test__ = False

    title = forms.CharField(label=_("Tên bài kiểm tra"), max_length=200)
    paper = forms.ModelChoiceField(Paper.objects.none(), label=_("Đề"), required=False, empty_label=_("Chọn đề đã chốt"))
    classes = forms.ModelMultipleChoiceField(
        ClassGroup.objects.none(), label=_("Giao cho lớp"), required=False, widget=forms.CheckboxSelectMultiple
    )
    audience = forms.ChoiceField(label=_("Ai được làm"), choices=Audience.choices, required=False)
    mode = forms.ChoiceField(label=_("Cách làm"), choices=TestMode.choices)
    opens_at = MomentField(label=_("Mở lúc"))
    closes_at = MomentField(label=_("Nhận vào đến lúc"), help_text=_("Sau giờ này không ai vào mới; ai đang làm vẫn được đủ thời gian."))
    minutes = forms.IntegerField(
        label=_("Thời gian làm (phút)"), required=False, min_value=1, max_value=300, help_text=_("Để trống: làm đến giờ đóng.")
    )
    attempts_allowed = forms.IntegerField(label=_("Số lần làm"), min_value=1, max_value=50)
    grade_by = forms.ChoiceField(label=_("Lấy điểm"), choices=GradeBy.choices)
    review = forms.ChoiceField(label=_("Cho xem lại"), choices=REVIEWS)
    shuffles = forms.BooleanField(label=_("Trộn câu và phương án (mỗi em một mã đề)"), required=False)
    no_back = forms.BooleanField(label=_("Không quay lại câu đã qua"), required=False)
    calculator = forms.BooleanField(label=_("Cho dùng máy tính cầm tay trên màn hình"), required=False)
    access_code = forms.CharField(
        label=_("Mã vào phòng"), required=False, max_length=20, help_text=_("Giám thị đọc tại phòng. Để trống: không cần mã.")
    )
    networks = forms.CharField(
        label=_("Chỉ trong mạng"), required=False, max_length=500, help_text=_("Ví dụ 192.168.1.0/24. Để trống: ở đâu cũng được.")
    )
    device_rule = forms.ChoiceField(
        label=_("Đổi máy giữa chừng"), choices=(("free", _("Tự do")), ("proctor", _("Phải có giám thị mở khoá")))
    )
    wants_fullscreen = forms.BooleanField(label=_("Nhắc để toàn màn hình"), required=False)
    instant_feedback = forms.BooleanField(label=_("Cho biết đúng sai ngay"), required=False)
    tries = forms.IntegerField(
        label=_("Số lần thử mỗi câu"), required=False, min_value=0, max_value=20, help_text=_("Để trống: thử đến khi đúng.")
    )
    shows_hints = forms.BooleanField(label=_("Cho xem gợi ý"), required=False)
    hint_cost = forms.IntegerField(
        label=_("Mỗi gợi ý bớt (% điểm của câu)"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Để trống: gợi ý không mất điểm."),
    )
    mastery_run = forms.IntegerField(
        label=_("Thành thạo khi đúng liên tiếp (câu)"),
        required=False,
        min_value=1,
        max_value=50,
        help_text=_("Đủ số câu là xong, được trọn điểm."),
    )
    late_minutes = forms.IntegerField(
        label=_("Nhận câu gửi trễ (phút)"),
        min_value=0,
        max_value=1440,
        required=False,
        help_text=_("Câu làm trong giờ nhưng vì mất mạng nên đến sau."),
    )
    seb_required = forms.BooleanField(label=_("Chỉ nhận Safe Exam Browser"), required=False)
    seb_keys = forms.CharField(
        label=_("Khoá cấu hình (Config Key) của SEB"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
    )
    seb_exam_keys = forms.CharField(
        label=_("Khoá bài thi (Browser Exam Key) của SEB"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=4000,
        help_text=_("Mỗi dòng một khoá, 64 kí tự. Đúng một trong các khoá là vào được."),
    )
    anonymous_marking = forms.BooleanField(label=_("Chấm ẩn danh, không thấy tên em"), required=False)
    double_marking = forms.BooleanField(label=_("Chấm hai lượt độc lập"), required=False)
    marking_gap = forms.DecimalField(
        label=_("Thống nhất lại khi lệch quá (điểm)"),
        required=False,
        min_value=0,
        max_value=10,
        max_digits=4,
        decimal_places=2,
        localize=True,
    )
    mark_step = forms.ChoiceField(label=_("Làm tròn điểm thang 10"), choices=MARK_STEPS, required=False)
    appeal_days = forms.IntegerField(
        label=_("Nhận đơn phúc khảo (ngày)"), required=False, min_value=0, max_value=60, help_text=_("Tính từ lúc trả bài; 0: không nhận.")
    )
    review_after = forms.MultipleChoiceField(label=REVIEW_MOMENTS[0][1], choices=REVIEW_WORDS, required=False)
    review_closed = forms.MultipleChoiceField(label=REVIEW_MOMENTS[1][1], choices=REVIEW_WORDS, required=False)
    review_released = forms.MultipleChoiceField(label=REVIEW_MOMENTS[2][1], choices=REVIEW_WORDS, required=False)
    note = forms.CharField(label=_("Lời dặn"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Any, test: Test | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(test))
        super().__init__(*args, **kwargs)
        papers = visible_papers(actor).filter(state=PaperState.FROZEN).order_by("-pk")
        self.fields["paper"].queryset = papers  # type: ignore[attr-defined]
        classes = givable_classes(actor).select_related("grade", "school_year").order_by("-school_year__starts_on", "grade__order", "name")
        self.fields["classes"].queryset = classes  # type: ignore[attr-defined]
        self._test = test
        self._shut_if_not_allowed(actor, test)
        if test is not None and test.state != TestState.DRAFT:
            for name, one in self.fields.items():
                one.disabled = name not in STAYS_OPEN and not name.startswith("review_")
        if test is not None and test.settings.get("access_code"):
            self.fields["access_code"].help_text = _("Đang có mã. Ghi mã mới để đổi; ghi một dấu trừ để bỏ mã.")

    def _shut_if_not_allowed(self, actor: Any, test: Test | None) -> None:
        """Leave out tests without signing in where the unit doesn't allow them, but for one that is so already."""
        unit = test.unit if test is not None else Unit.objects.filter(pk=actor.unit_id or 0).first()
        if (test is not None and test.audience == Audience.OPEN) or (unit is not None and openness_in(unit).is_allowed):
            return
        field = self.fields["audience"]
        field.choices = [one for one in Audience.choices if one[0] != Audience.OPEN]  # type: ignore[attr-defined]
        field.help_text = _("Cho làm mà không đăng nhập: đơn vị bật ở Quy định kiểm tra trước.")

    def clean_networks(self) -> list[str]:
        """Return the networks, naming the part that is none."""
        found, bad = read_networks(self.cleaned_data["networks"])
        if bad:
            raise forms.ValidationError(_("“%(text)s” không phải dải địa chỉ mạng; ví dụ 192.168.1.0/24.") % {"text": bad})
        return found

    def clean_seb_keys(self) -> tuple[str, ...]:
        """Return the config keys, naming what is none."""
        return _seb_keys(self.cleaned_data["seb_keys"])

    def clean_seb_exam_keys(self) -> tuple[str, ...]:
        """Return the exam keys, naming what is none."""
        return _seb_keys(self.cleaned_data["seb_exam_keys"])

    def clean(self) -> dict[str, Any]:
        """Nobody could enter a test that asks for Safe Exam Browser and knows no key."""
        data = super().clean() or self.cleaned_data
        has_keys = data.get("seb_keys") or data.get("seb_exam_keys") or "seb_keys" in self.errors or "seb_exam_keys" in self.errors
        if data.get("seb_required") and not has_keys:
            self.add_error("seb_keys", _("Ghi ít nhất một khoá; không có khoá thì không em nào vào được."))
        return data

    @property
    def open_groups(self) -> set[str]:
        """The folded groups with an error inside: they are shown open."""
        return {group for group, names in GROUPS.items() if any(name in self.errors for name in names)} if self.is_bound else set()

    @property
    def review_rows(self) -> list[dict[str, Any]]:
        """The review table: a row for what is shown, with a box for each moment."""
        chosen = {moment: set(self[f"review_{moment}"].value() or ()) for moment, _label in REVIEW_MOMENTS}
        return [
            {
                "label": label,
                "boxes": [
                    {"name": f"review_{moment}", "value": word, "checked": word in chosen[moment], "moment": moment_label}
                    for moment, moment_label in REVIEW_MOMENTS
                ],
            }
            for word, label in REVIEW_WORDS
        ]

    def facts(self) -> TestFacts:
        """Return what the service takes as the test's facts."""
        data = self.cleaned_data
        return TestFacts(
            title=data["title"],
            note=data["note"],
            mode=data["mode"],
            paper_id=data["paper"].pk if data["paper"] else None,
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
            minutes=data["minutes"],
            attempts_allowed=data["attempts_allowed"],
            grade_by=data["grade_by"],
            class_ids=tuple(row.pk for row in data["classes"]),
            audience=data["audience"] or (self._test.audience if self._test else Audience.CLASSES),
        )

    def settings(self) -> TestSettings:
        """Return what the service takes as the test's settings; what the form doesn't show stays as it was."""
        data = self.cleaned_data
        before = TestSettings.read(self._test.settings if self._test else None).write()
        code = data["access_code"].strip()
        hashed = before["access_code"] if not code else "" if code in ("-", "–") else code_hash(code)
        given = {
            "review": self._review(before["review"]),
            "access_code": hashed,
            "networks": tuple(data["networks"]),
            "seb_config_keys": data["seb_keys"],
            "seb_exam_keys": data["seb_exam_keys"],
            "mark_step": float(data["mark_step"] or before["mark_step"]),
            **{name: before[name] if data[name] is None else data[name] for name in PLAIN},
        }
        given["marking_gap"] = float(given["marking_gap"])
        if data["mode"] != TestMode.EXAM:
            given |= {name: data[name] for name in PRACTICE if data[name] is not None}
            given |= {"tries": data["tries"] or 0, "hint_cost_ratio": (data["hint_cost"] or 0) / 100}
        return TestSettings.read({**before, **given})

    def _review(self, before: dict[str, list[str]]) -> dict[str, list[str]]:
        if self.cleaned_data["review"] != "own":
            return REVIEW_TABLES[self.cleaned_data["review"]]
        return {"during": before.get("during", []), **{moment: self.cleaned_data[f"review_{moment}"] for moment, _label in REVIEW_MOMENTS}}


def _seb_keys(text: str) -> tuple[str, ...]:
    keys = tuple(dict.fromkeys(text.lower().split()))
    bad = next((key for key in keys if not _SEB_KEY.fullmatch(key)), "")
    if bad:
        raise forms.ValidationError(
            _("“%(text)s” không phải khoá SEB: khoá có đúng 64 kí tự 0–9, a–f.") % {"text": bad[:24] + "…" * (len(bad) > 24)}
        )
    return keys


def _initial(test: Test | None) -> dict[str, Any]:
    if test is None:
        opens = timezone.localtime().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        blank: dict[str, Any] = {
            "audience": "classes",
            "mode": "exam",
            "opens_at": opens,
            "closes_at": opens + timedelta(minutes=15),
            "minutes": 45,
        }
        return {**_of_settings(TestSettings()), **blank, "attempts_allowed": 1, "grade_by": "best"}
    return {
        **_of_settings(TestSettings.read(test.settings)),
        "title": test.title,
        "paper": test.paper_id,
        "audience": test.audience,
        "classes": list(test.classes.values_list("class_group_id", flat=True)),
        "mode": test.mode,
        "opens_at": test.opens_at,
        "closes_at": test.closes_at,
        "minutes": test.minutes,
        "attempts_allowed": test.attempts_allowed,
        "grade_by": test.grade_by,
        "note": test.note,
        "revision": test.revision,
    }


def _of_settings(settings: TestSettings) -> dict[str, Any]:
    """Return what the form shows of settings."""
    return {
        **{name: getattr(settings, name) for name in (*PLAIN, *PRACTICE)},
        "review": next((key for key, table in REVIEW_TABLES.items() if table == settings.review), "own"),
        **{f"review_{moment}": settings.review.get(moment, []) for moment, _label in REVIEW_MOMENTS},
        "networks": ", ".join(settings.networks),
        "seb_keys": "\n".join(settings.seb_config_keys),
        "seb_exam_keys": "\n".join(settings.seb_exam_keys),
        "tries": settings.tries or None,
        "hint_cost": round(settings.hint_cost_ratio * 100) or None,
        "mark_step": f"{settings.mark_step:g}",
    }


class OverrideForm(forms.Form):
    """Other terms for one candidate, or for all of a class."""

    extra_minutes = forms.IntegerField(label=_("Thêm phút"), min_value=0, max_value=300, initial=0)
    extra_attempts = forms.IntegerField(label=_("Thêm lần làm"), min_value=0, max_value=50, initial=0)
    opens_at = MomentField(label=_("Vào từ lúc"))
    closes_at = MomentField(label=_("Vào đến lúc"))
    allowances = forms.MultipleChoiceField(
        label=_("Hỗ trợ"),
        choices=Allowance.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Giám thị thấy ở màn hình coi thi và trong danh sách phòng."),
    )

    def terms(self) -> Terms:
        """Return what the service takes."""
        return Terms(**{**self.cleaned_data, "allowances": tuple(self.cleaned_data["allowances"])})


class GuestForm(forms.Form):
    """What somebody types who takes an open test without signing in."""

    name = forms.CharField(label=_("Tên của em"), max_length=MOST_NAME, help_text=_("Biệt danh thầy cô nhận ra cũng được."))
    group = forms.CharField(label=_("Lớp hoặc tổ"), max_length=MOST_NAME, required=False)
    code = forms.CharField(label=_("Mã vào phòng"), max_length=20)

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["code"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters"}
        if not asks_code:
            del self.fields["code"]


class BackForm(forms.Form):
    """The code a guest comes back with on another device."""

    back = forms.CharField(
        label=_("Mã quay lại"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})
    )
