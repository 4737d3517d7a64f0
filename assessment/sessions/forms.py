"""Forms of tests."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.organisations.models import ClassGroup

from ..papers.enums import PaperState
from ..papers.models import Paper
from ..papers.policies import visible_papers
from .enums import GradeBy, TestMode
from .models import Test
from .policies import givable_classes
from .rules.entering import code_hash, read_networks
from .types import TestFacts, TestSettings

REVIEWS = (
    ("released", _("Khi trả bài: bài làm, điểm, đáp án, lời giải")),
    ("marks", _("Khi trả bài: chỉ bài làm và điểm")),
    ("after", _("Ngay khi nộp: bài làm và đáp án (dùng khi luyện tập)")),
    ("never", _("Không cho xem lại")),
)
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
    instant_feedback = forms.BooleanField(label=_("Luyện tập: cho biết đúng sai ngay"), required=False)
    shows_hints = forms.BooleanField(label=_("Luyện tập: cho xem gợi ý"), required=False)
    seb_required = forms.BooleanField(label=_("Chỉ nhận Safe Exam Browser"), required=False)
    seb_keys = forms.CharField(
        label=_("Khoá cấu hình (Config Key) của SEB"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
    )
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
        if test is not None and test.settings.get("access_code"):
            self.fields["access_code"].help_text = _("Đang có mã. Ghi mã mới để đổi; ghi một dấu trừ để bỏ mã.")

    def clean_networks(self) -> list[str]:
        """Return the networks, naming the part that is none."""
        found, bad = read_networks(self.cleaned_data["networks"])
        if bad:
            raise forms.ValidationError(_("“%(text)s” không phải dải địa chỉ mạng; ví dụ 192.168.1.0/24.") % {"text": bad})
        return found

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
        )

    def settings(self) -> TestSettings:
        """Return what the service takes as the test's settings; what the form doesn't show stays as it was."""
        data = self.cleaned_data
        before = TestSettings.read(self._test.settings if self._test else None).write()
        code = data["access_code"].strip()
        hashed = before["access_code"] if not code else "" if code in ("-", "–") else code_hash(code)
        keys = tuple(data["seb_keys"].split())
        given = {
            "review": REVIEW_TABLES[data["review"]],
            "access_code": hashed,
            "networks": tuple(data["networks"]),
            "device_rule": data["device_rule"],
            "seb_config_keys": keys,
            **{
                name: data[name]
                for name in ("shuffles", "no_back", "calculator", "wants_fullscreen", "instant_feedback", "shows_hints", "seb_required")
            },
        }
        return TestSettings.read({**before, **given})


def _initial(test: Test | None) -> dict[str, Any]:
    if test is None:
        opens = timezone.localtime().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        blank: dict[str, Any] = {"mode": "exam", "opens_at": opens, "closes_at": opens + timedelta(minutes=15), "minutes": 45}
        return {**blank, "attempts_allowed": 1, "grade_by": "best", "review": "released", "shuffles": True, "device_rule": "free"}
    settings = TestSettings.read(test.settings)
    review = next((key for key, table in REVIEW_TABLES.items() if table == settings.review), "released")
    own = ("shuffles", "no_back", "calculator", "wants_fullscreen", "instant_feedback", "shows_hints", "seb_required", "device_rule")
    return {
        **{name: getattr(settings, name) for name in own},
        "title": test.title,
        "paper": test.paper_id,
        "classes": list(test.classes.values_list("class_group_id", flat=True)),
        "mode": test.mode,
        "opens_at": test.opens_at,
        "closes_at": test.closes_at,
        "minutes": test.minutes,
        "attempts_allowed": test.attempts_allowed,
        "grade_by": test.grade_by,
        "review": review,
        "networks": ", ".join(settings.networks),
        "seb_keys": "\n".join(settings.seb_config_keys),
        "note": test.note,
        "revision": test.revision,
    }


class OverrideForm(forms.Form):
    """Other terms for one candidate."""

    extra_minutes = forms.IntegerField(label=_("Thêm phút"), min_value=0, max_value=300, initial=0)
    extra_attempts = forms.IntegerField(label=_("Thêm lần làm"), min_value=0, max_value=50, initial=0)
    opens_at = MomentField(label=_("Vào từ lúc"))
    closes_at = MomentField(label=_("Vào đến lúc"))
