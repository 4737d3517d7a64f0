"""Forms of people, hats and families."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.access.enums import Role
from core.lib.vietnamese import split_name
from core.people.enums import Relation, Sex
from core.people.models import Person
from core.people.rules import MAY_SEE
from core.people.selectors import code_lists
from core.people.types import CODE_LISTS, PersonData

from ..enums import EnrolmentState
from ..models import ClassGroup, Enrolment, Unit, running
from ..rules import may_grant, role_fits
from ..selectors import role_label
from ..selectors.classes import completed_lately
from .base import DayField

SIGHT_LABELS = {"progress": _("Việc học và tiến độ"), "marks": _("Điểm và nhận xét"), "contacts": _("Số điện thoại của giáo viên")}


class PersonForm(forms.Form):
    """A person's record. The name is typed in one line and split into họ, đệm, tên."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)
    born_on = DayField(label=_("Ngày sinh"), required=False)
    sex = forms.ChoiceField(label=_("Giới tính"), choices=[("", _("Chưa rõ")), *Sex.choices], required=False)
    personal_id = forms.CharField(
        label=_("Số định danh cá nhân"), max_length=20, required=False, help_text=_("12 chữ số trên thẻ căn cước hoặc giấy khai sinh.")
    )
    moet_id = forms.CharField(label=_("Mã định danh Bộ GD&ĐT"), max_length=12, required=False, help_text=_("10 chữ số."))
    ethnic_group = forms.ChoiceField(label=_("Dân tộc"), required=False)
    nationality = forms.ChoiceField(label=_("Quốc tịch"), required=False)
    religion = forms.ChoiceField(label=_("Tôn giáo"), required=False)
    policy_group = forms.ChoiceField(label=_("Đối tượng chính sách"), required=False)
    disability = forms.ChoiceField(label=_("Khuyết tật"), required=False)
    poverty = forms.ChoiceField(label=_("Hoàn cảnh kinh tế"), required=False)
    phone = forms.CharField(label=_("Số điện thoại"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    birth_place = forms.CharField(label=_("Nơi sinh"), max_length=200, required=False)
    home_town = forms.CharField(label=_("Quê quán"), max_length=200, required=False)
    address = forms.CharField(label=_("Chỗ ở hiện nay"), max_length=300, required=False)

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        if person is not None:
            names = [name for name in self.base_fields if name != "full_name"]
            kwargs["initial"] = {"full_name": person.full_name, **{name: getattr(person, name) for name in names}}
        super().__init__(*args, **kwargs)
        lists = code_lists()
        for name, key in CODE_LISTS.items():
            kept = getattr(person, name, "")
            choices = [(value.code, value.name) for value in lists[key] if value.is_open or value.code == kept]
            self.fields[name].choices = [("", _("Chưa rõ")), *choices]  # type: ignore[attr-defined]
        self.fields["full_name"].widget.attrs["autocomplete"] = "off"

    def written(self) -> dict[str, Any]:
        """Return the typed fields by the record's own names."""
        data = {key: value for key, value in self.cleaned_data.items() if key in PersonData.__dataclass_fields__}
        family, middle, given = split_name(self.cleaned_data["full_name"])
        return {**data, "family_name": family, "middle_name": middle, "given_name": given}

    def person_data(self) -> PersonData:
        """Return the typed record."""
        return PersonData(**self.written())

    def add_error(self, field: str | None, error: Any) -> None:
        """Show what is wrong with a part of the name beside the name."""
        super().add_error("full_name" if field == "given_name" else field, error)


class PlaceForm(PersonForm):
    """A new person with a first place: a class or a role."""

    role = forms.ChoiceField(label=_("Vai"))
    class_group = forms.ModelChoiceField(
        label=_("Lớp"), queryset=ClassGroup.objects.none(), required=False, help_text=_("Chỉ dành cho học sinh.")
    )
    title = forms.CharField(label=_("Chức danh"), max_length=100, required=False)
    allow_similar = forms.BooleanField(label=_("Đã xem lại, đây là người khác"), required=False, widget=forms.HiddenInput)
    field_order = ("role", "class_group", "title", "full_name", "born_on", "sex")

    def __init__(self, *args: Any, unit: Unit, granter_path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(Role.STUDENT.value, role_label(Role.STUDENT))] if role_fits(Role.STUDENT, unit.kind) else []
        self.fields["role"].choices = roles + role_choices(unit, granter_path)  # type: ignore[attr-defined]
        classes = ClassGroup.objects.filter(unit=unit).order_by("-school_year__starts_on", "grade__order", "name")
        self.fields["class_group"].queryset = classes  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

    def ask_about_similar(self) -> None:
        """Let people say that somebody of the same name and birth date is another human."""
        if self.has_error("full_name", code="similar"):
            self.fields["allow_similar"].widget = forms.CheckboxInput()


def role_choices(unit: Unit, granter_path: str) -> list[tuple[str, str]]:
    """Return the roles that may be handed out in the unit from `granter_path` ("" for platform staff: all that fit)."""
    path = granter_path or unit.path
    roles = [role for role in Role if role_fits(role, unit.kind) and may_grant(role, granter_path=path, unit_path=unit.path)]
    return [(role.value, role_label(role)) for role in roles]


class HatForm(forms.Form):
    """A role for somebody the actor has chosen."""

    role = forms.ChoiceField(label=_("Vai"))
    title = forms.CharField(label=_("Chức danh"), max_length=100, required=False, help_text=_("Ví dụ: Phó Hiệu trưởng, Tổ trưởng tổ Toán."))
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Bỏ trống nếu chưa biết ngày kết thúc."))

    def __init__(self, *args: Any, unit: Unit, granter_path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(unit, granter_path)  # type: ignore[attr-defined]


class ReceiveForm(forms.Form):
    """Somebody from another unit, by what their papers say."""

    identifier = forms.CharField(label=_("Mã định danh Bộ hoặc số định danh cá nhân"), max_length=20)
    born_on = DayField(label=_("Ngày sinh"))
    class_group = forms.ModelChoiceField(label=_("Xếp vào lớp"), queryset=ClassGroup.objects.none())
    from_school = forms.CharField(label=_("Chuyển đến từ trường"), max_length=200, required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = ClassGroup.objects.filter(unit=unit).order_by("-school_year__starts_on", "grade__order", "name")
        self.fields["class_group"].queryset = classes  # type: ignore[attr-defined]


class LearnerForm(forms.Form):
    """What happens to a learner's place."""

    step = forms.ChoiceField(label=_("Việc"), widget=forms.RadioSelect)
    to = forms.ModelChoiceField(label=_("Lớp mới"), queryset=ClassGroup.objects.none(), required=False)
    reason = forms.CharField(label=_("Lí do, hoặc trường chuyển đến"), max_length=200, required=False)
    on = DayField(label=_("Từ ngày"))

    def __init__(self, *args: Any, class_group: ClassGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = (EnrolmentState.TRANSFERRED_CLASS, EnrolmentState.TRANSFERRED_OUT, EnrolmentState.SUSPENDED, EnrolmentState.LEFT)
        self.fields["step"].choices = [(step.value, step.label) for step in steps]  # type: ignore[attr-defined]
        others = ClassGroup.objects.filter(unit_id=class_group.unit_id, school_year_id=class_group.school_year_id)
        self.fields["to"].queryset = others.exclude(pk=class_group.pk).order_by("grade__order", "name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("step") == EnrolmentState.TRANSFERRED_CLASS and not data.get("to"):
            self.add_error("to", _("Cần chọn lớp mới."))
        return data


class CompleteForm(forms.Form):
    """Who of a class has completed the last grade, and on which day. Everybody is chosen to begin with."""

    on = DayField(label=_("Ngày cuối ở lớp"))
    learners = forms.ModelMultipleChoiceField(
        label=_("Học sinh hoàn thành"),
        queryset=Enrolment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Bỏ chọn em ở lại lớp hoặc chưa hoàn thành."),
        error_messages={"required": _("Hãy chọn ít nhất một học sinh.")},
    )

    def __init__(self, *args: Any, class_group: ClassGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Enrolment.objects.filter(running(), class_group=class_group, state=EnrolmentState.STUDYING).select_related("person")
        field = self.fields["learners"]
        field.queryset = here.order_by("person__sort_key", "person_id")  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: _named(row.person)  # type: ignore[attr-defined]
        field.initial = [row.pk for row in field.queryset]  # type: ignore[attr-defined]


class UndoCompletionForm(forms.Form):
    """Whose completion of the last grade is taken back. Nobody is chosen to begin with."""

    learners = forms.ModelMultipleChoiceField(
        label=_("Học sinh học tiếp ở lớp này"),
        queryset=Enrolment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một học sinh.")},
    )

    def __init__(self, *args: Any, class_group: ClassGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Enrolment.objects.filter(completed_lately(), class_group=class_group).select_related("person")
        field = self.fields["learners"]
        field.queryset = rows.order_by("person__sort_key", "person_id")  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: _named(row.person)  # type: ignore[attr-defined]


def _named(person: Person) -> str:
    """Return a name with the birth date, which tells two of one name apart."""
    return f"{person.full_name} · {person.born_on:%d/%m/%Y}" if person.born_on else person.full_name


class GuardianForm(forms.Form):
    """A guardian to be written down by the school."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)
    relation = forms.ChoiceField(label=_("Quan hệ với học sinh"), choices=Relation.choices)
    phone = forms.CharField(label=_("Số điện thoại"), max_length=20, required=False)
    personal_id = forms.CharField(label=_("Số định danh cá nhân"), max_length=20, required=False)
    is_main_contact = forms.BooleanField(label=_("Liên hệ trước tiên"), required=False)

    def person_data(self) -> PersonData:
        """Return the guardian's record."""
        family, middle, given = split_name(self.cleaned_data["full_name"])
        data = self.cleaned_data
        return PersonData(
            given_name=given, middle_name=middle, family_name=family, phone=data["phone"], personal_id=data["personal_id"] or None
        )


class FamilySightForm(forms.Form):
    """What a guardian sees."""

    may_see = forms.MultipleChoiceField(
        label=_("Được xem"), choices=[(key, SIGHT_LABELS[key]) for key in MAY_SEE], required=False, widget=forms.CheckboxSelectMultiple
    )
    is_main_contact = forms.BooleanField(label=_("Liên hệ trước tiên"), required=False)
