"""Forms of duties in a class."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from core.access.enums import Role
from core.people.models import Person

from ..models import ClassGroup, Membership, Subject, running


class TeachingForm(forms.Form):
    """A teacher and what they do in the class."""

    teacher = forms.ModelChoiceField(label=_("Giáo viên"), queryset=Person.objects.none())
    subject = forms.ModelChoiceField(label=_("Môn học"), queryset=Subject.objects.none(), required=False, empty_label=_("Chủ nhiệm lớp"))

    def __init__(self, *args: Any, class_group: ClassGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [Role.TEACHER, Role.LEADER]
        hat = Membership.objects.filter(running(), person_id=OuterRef("pk"), unit__path__startswith=class_group.unit.path, role__in=roles)
        self.fields["teacher"].queryset = Person.objects.filter(Exists(hat)).order_by("sort_key")  # type: ignore[attr-defined]
        self.fields["subject"].queryset = Subject.objects.filter(periods__has_key=class_group.grade.key)  # type: ignore[attr-defined]
