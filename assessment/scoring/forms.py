"""Forms of keys and appeals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.lib.markup import plain_text

from ..sessions.rules.grading import STEPS, Grading
from ..sessions.rules.guests import MOST_DAYS, MOST_GUESTS, Openness

LETTERS = "ABCDEFGHIJ"


class KeyForm(forms.Form):
    """The key of one question as plain fields: the right options, true or false of each statement, accepted answers; or points given."""

    way = forms.ChoiceField(
        label=_("Cách chấm lại"),
        choices=[
            ("key", _("Đổi đáp án")),
            ("all", _("Cho cả lớp trọn điểm câu này")),
            ("answered", _("Cho trọn điểm các em có trả lời")),
        ],
        widget=forms.RadioSelect,
        initial="key",
    )
    reason = forms.CharField(label=_("Lí do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, kind: str, content: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.content = kind, content
        add = {
            "single_choice": self._add_one,
            "multiple_response": self._add_many,
            "true_false": self._add_truths,
            "short_answer": self._add_texts,
        }
        self.has_key = kind in add
        if self.has_key:
            add[kind]()
        else:
            way: Any = self.fields["way"]
            way.choices = way.choices[1:]
            way.initial = "all"
        keys = [name for name in self.fields if name.startswith("key")]
        for name in keys:  # needed when the key changes, so nobody may read that they can be left out
            vars(self.fields[name])["is_conditional"] = True
        self.order_fields(["way", *keys, "reason"])

    def _options(self) -> list[tuple[str, str]]:
        rows = self.content["options"]
        return [(row["id"], f"{LETTERS[place % 10]}. {plain_text(row['html'])}") for place, row in enumerate(rows)]

    def _right(self) -> list[str]:
        return [row["id"] for row in self.content["options"] if row.get("is_right")]

    def _add_one(self) -> None:
        right = self._right()
        self.fields["key"] = forms.ChoiceField(
            label=_("Đáp án đúng"), choices=self._options(), widget=forms.RadioSelect, initial=right[0] if right else "", required=False
        )

    def _add_many(self) -> None:
        self.fields["key"] = forms.MultipleChoiceField(
            label=_("Các đáp án đúng"), choices=self._options(), widget=forms.CheckboxSelectMultiple, initial=self._right(), required=False
        )

    def _add_truths(self) -> None:
        for place, row in enumerate(self.content["statements"]):
            self.fields[f"key-{row['id']}"] = forms.ChoiceField(
                label=f"{chr(97 + place)}) {plain_text(row['html'])}",
                choices=[("1", _("Đúng")), ("0", _("Sai"))],
                widget=forms.RadioSelect,
                initial="1" if row["is_true"] else "0",
                required=False,
            )

    def _add_texts(self) -> None:
        accepted = [row["text"] for row in self.content["accepted"]]
        self.fields["key"] = forms.CharField(
            label=_("Các đáp án được nhận"),
            help_text=_("Mỗi dòng một đáp án; dòng nào cũng được trọn điểm."),
            widget=forms.Textarea(attrs={"rows": 4}),
            initial="\n".join(accepted),
            required=False,
        )

    def mended(self) -> dict[str, Any]:
        """Return the content a `KeyChange` takes."""
        given = self.cleaned_data
        if given["way"] != "key":
            return {"give": given["way"]}
        content = self.content
        if self.kind in ("single_choice", "multiple_response"):
            right = {given["key"]} if self.kind == "single_choice" else set(given["key"])
            return {**content, "options": [{**row, "is_right": row["id"] in right} for row in content["options"]]}
        if self.kind == "true_false":
            rows = [{**row, "is_true": given[f"key-{row['id']}"] == "1"} for row in content["statements"]]
            return {**content, "statements": rows}
        known = {row["text"]: row for row in content["accepted"]}
        lines = [line.strip() for line in given["key"].splitlines() if line.strip()]
        return {**content, "accepted": [known.get(line, {"text": line, "ratio": 1.0}) for line in lines]}


class GradingForm(forms.Form):
    """How tests of a unit are marked, in percent as people say it."""

    solid = forms.IntegerField(label=_("Vững: từ bao nhiêu % điểm của một yêu cầu cần đạt"), min_value=1, max_value=100)
    forming = forms.IntegerField(label=_("Đang hình thành: từ bao nhiêu %"), min_value=1, max_value=100)
    step = forms.TypedChoiceField(
        label=_("Nấc điểm khi chấm tay"), coerce=float, choices=[(step, str(step).replace(".", ",")) for step in STEPS]
    )

    def __init__(self, *args: Any, grading: Grading, **kwargs: Any) -> None:
        shown = {"solid": round(100 * grading.solid_ratio), "forming": round(100 * grading.forming_ratio), "step": grading.points_step}
        super().__init__(*args, **{"initial": shown, **kwargs})

    def grading(self) -> Grading:
        """Return what was filled in."""
        given = self.cleaned_data
        return Grading(given["solid"] / 100, given["forming"] / 100, given["step"])


class OpennessForm(forms.Form):
    """Whether tests of a unit may be open to guests."""

    is_allowed = forms.BooleanField(
        label=_("Cho làm bài không cần đăng nhập"),
        required=False,
        help_text=_("Thầy cô chọn từng bài; ai có đường dẫn vào làm bằng tên tự ghi. Kết quả không vào sổ điểm."),
    )
    most_guests = forms.IntegerField(label=_("Mỗi bài nhận nhiều nhất (khách)"), min_value=1, max_value=MOST_GUESTS)
    guest_days = forms.IntegerField(label=_("Xoá tên khách sau khi bài đóng (ngày)"), min_value=1, max_value=MOST_DAYS)

    def __init__(self, *args: Any, openness: Openness, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": openness.write(), **kwargs})

    def openness(self) -> Openness:
        """Return what was filled in."""
        return Openness(**self.cleaned_data)


class AppealForm(forms.Form):
    """What a candidate or guardian wants looked at again, and why."""

    positions = forms.TypedMultipleChoiceField(label=_("Câu muốn phúc khảo"), coerce=int, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_("Lí do"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, numbers: list[tuple[int, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["positions"]
        field.choices = [(position, _("Câu %(number)s") % {"number": number}) for position, number in numbers]
