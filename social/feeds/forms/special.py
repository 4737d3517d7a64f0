"""The own fields of polls, events, praise and homework."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.organisations.models import Subject

from ..models import Post
from ..selectors.homework import MOST_LINES, homework_start
from ..selectors.polls import MOST_OPTIONS, moment_of
from ..selectors.praise import badges, praise_choices
from .base import KindForm, MomentField


class PollForm(KindForm):
    """The options, one a line, and how one chooses."""

    title_label = gettext_lazy("Câu hỏi")
    body_label = gettext_lazy("Nói thêm (không bắt buộc)")

    options = forms.CharField(
        label=gettext_lazy("Các lựa chọn, mỗi dòng một lựa chọn"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        error_messages={"required": gettext_lazy("Hãy viết ít nhất hai lựa chọn khác nhau.")},
    )  # fmt: skip
    is_multiple = forms.BooleanField(label=gettext_lazy("Được chọn nhiều"), required=False)
    is_anonymous = forms.BooleanField(
        label=gettext_lazy("Không hiện tên người chọn"), required=False, initial=True,
        help_text=gettext_lazy("Chỉ hiện số người, không ai biết ai chọn gì."),
    )  # fmt: skip
    ends_at = MomentField(label=gettext_lazy("Kết thúc lúc"), help_text=gettext_lazy("Để trống: không có hạn."))

    def given(self) -> dict[str, Any]:
        lines = self.cleaned_data["options"].splitlines()[: MOST_OPTIONS * 3]
        return {"data": {**self.cleaned_data, "options": lines}}

    @classmethod
    def initial_of(cls, post: Post) -> dict[str, Any]:
        return {**post.data, "options": "\n".join(post.data.get("options", ())), "ends_at": moment_of(post.data.get("ends_at"))}


class EventForm(KindForm):
    """When and where."""

    starts_at = MomentField(label=pgettext_lazy("event", "Bắt đầu"))
    ends_at = MomentField(label=pgettext_lazy("event", "Kết thúc"), help_text=gettext_lazy("Để trống: không rõ lúc kết thúc."))
    place = forms.CharField(label=gettext_lazy("Địa điểm"), max_length=200, required=False)

    @classmethod
    def initial_of(cls, post: Post) -> dict[str, Any]:
        return {**post.data, **{name: moment_of(post.data.get(name)) for name in ("starts_at", "ends_at")}}


class PraiseForm(KindForm):
    """Whom, for what."""

    has_title = False
    body_label = gettext_lazy("Lời nhắn (không bắt buộc)")
    comes_first = True
    badge = forms.ChoiceField(
        label=gettext_lazy("Khen vì"), widget=forms.RadioSelect, error_messages={"required": gettext_lazy("Hãy chọn một lời khen.")}
    )
    person_ids = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Khen ai"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Hãy chọn ít nhất một học sinh.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["badge"].choices = [(key, badge.label) for key, badge in badges().items()]  # type: ignore[attr-defined]
        self.fields["person_ids"].choices = praise_choices(self.space)  # type: ignore[attr-defined]


class HomeworkForm(KindForm):
    """A line for each subject: fields `subject_0`, `text_0`, `due_on_0` and so on."""

    has_title = False
    body_label = gettext_lazy("Dặn thêm (không bắt buộc)")
    comes_first = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_bound and not self.initial:
            self.initial = homework_start(self.actor, self.space)
        subjects = [("", _("Chung")), *((row.pk, row.label) for row in self._subjects())]
        for number in range(MOST_LINES):
            self.fields[f"subject_{number}"] = forms.TypedChoiceField(
                label=_("Môn"), choices=subjects, coerce=int, empty_value=None, required=False
            )
            self.fields[f"text_{number}"] = forms.CharField(label=_("Việc cần làm"), max_length=500, required=False)
            self.fields[f"due_on_{number}"] = forms.DateField(
                label=_("Cho ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": _("Ngày chưa đúng.")},
            )  # fmt: skip

    def _subjects(self) -> list[Subject]:
        """Return the subjects of the class's grade, all of them elsewhere."""
        rows = list(Subject.objects.all())
        group = self.space.class_group
        here = [row for row in rows if group is not None and group.grade.key in row.periods]
        return here or rows

    @property
    def lines(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each line, for the template."""
        return [(self[f"subject_{number}"], self[f"text_{number}"], self[f"due_on_{number}"]) for number in range(MOST_LINES)]

    @property
    def first_free(self) -> int:
        """How many lines are open on the page: those with words and one more. Each further one opens the next."""
        used = [number for number in range(MOST_LINES) if self[f"text_{number}"].value()]
        return used[-1] + 2 if used else 1

    @property
    def free_lines(self) -> range:
        """The lines that are still folded away, one within the other."""
        return range(self.first_free, MOST_LINES)

    def given(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        lines = (
            {"subject_id": cleaned[f"subject_{number}"], "text": cleaned[f"text_{number}"], "due_on": cleaned[f"due_on_{number}"]}
            for number in range(MOST_LINES)
        )
        return {"data": {"lines": [line for line in lines if line["text"]]}}

    @classmethod
    def initial_of(cls, post: Post) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for number, line in enumerate(post.data.get("lines", ())):
            found |= {f"subject_{number}": line["subject_id"], f"text_{number}": line["text"], f"due_on_{number}": line["due_on"]}
        return found
