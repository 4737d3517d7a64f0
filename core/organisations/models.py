"""Units, school years, classes, subjects, and the places of people in them."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from treebeard.mp_tree import MP_Node

from core.access.enums import Role
from core.lib import vietnamese
from core.people.models import SortKeyField
from core.people.models import running as running

from .enums import AssignmentKind, ChangeKind, EnrolmentState, UnitKind


def open_unit(prefix: str = "unit__") -> Q:
    """Return the condition that the unit at `prefix` is open today."""
    return Q(**{f"{prefix}closed_on": None}) | Q(**{f"{prefix}closed_on__gt": timezone.localdate()})


def in_language(name: str, name_en: str) -> str:
    """Return the English name on an English page, where there is one; the Vietnamese name otherwise, and outside pages."""
    return name_en if name_en and (get_language() or "").startswith("en") else name


class Unit(MP_Node):
    """An organisation or a part of one, where it stands *today* in the tree (`path`).

    Legal states: open; closed (`closed_on`), with `successor` when it was merged, and then placed under the successor.
    Names and places of the past are in `UnitName` and `UnitPlacement`, the events in `UnitChange`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=100, blank=True)
    search_text = models.CharField(max_length=300, editable=False, default="")
    sort_key = SortKeyField(max_length=500, editable=False, default="")
    commune_code = models.CharField(max_length=5, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")
    settings = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "path"], name="unit_kind_path"),
            models.Index(fields=["depth", "sort_key", "id"], name="unit_depth_sorted"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded search text and the sort key in step with the name."""
        self.search_text = vietnamese.fold(f"{self.name} {self.short_name} {self.key}")[:300]
        self.sort_key = vietnamese.collation_key(self.name)
        super().save(*args, **kwargs)

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None and self.closed_on <= timezone.localdate()

    @property
    def label(self) -> str:
        return self.short_name or self.name


class UnitName(models.Model):
    """A name a unit bore, from `valid_from` until before `valid_to` (None: still)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class UnitPlacement(models.Model):
    """Under which parent a unit stood, from `valid_from` until before `valid_to` (None: still)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.unit} / {self.parent}"


class UnitChange(models.Model):
    """Something that happened to a unit, with the decision that ordered it. Append-only."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    happened_on = models.DateField()
    decision = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.unit} {self.kind}"


class SchoolYear(models.Model):
    """A school year, `key` as people write it: `2026-2027`."""

    key = models.CharField(max_length=9, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return self.key


class Term(models.Model):
    """A term of a school year: number 1 or 2."""

    school_year = models.ForeignKey(SchoolYear, on_delete=models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["school_year", "number"]
        constraints = [models.UniqueConstraint(fields=["school_year", "number"], name="term_once")]

    def __str__(self) -> str:
        return f"{self.school_year} HK{self.number}"


class Grade(models.Model):
    """A grade (khối): `key` 1-12, or a nursery age; data, in teaching order."""

    key = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    @property
    def label(self) -> str:
        """What people read: the English name on English pages, where there is one."""
        return in_language(self.name, self.name_en)

    def __str__(self) -> str:
        return self.label


class Subject(models.Model):
    """A subject of the 2018 curriculum (TT 32/2018): data. `colour` is a token pair of the design system."""

    key = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    short_name = models.CharField(max_length=30)
    colour = models.CharField(max_length=10, default="math")
    periods = models.JSONField(default=dict, blank=True)
    is_scored = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    @property
    def label(self) -> str:
        """What people read: the English name on English pages, where there is one. Colours and icons go by `name`."""
        return in_language(self.name, self.name_en)

    @property
    def short_label(self) -> str:
        """What stands where there is little room, in the language of the page."""
        return in_language(self.short_name, self.name_en)

    def __str__(self) -> str:
        return self.label


class ClassGroup(models.Model):
    """A class of one school year. `key` is its code in the school, `name` what people say: `9A2`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="classes")
    site = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT)
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT)
    key = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    is_multigrade = models.BooleanField(default=False)
    seating = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["grade__order", "name"]
        constraints = [models.UniqueConstraint(fields=["unit", "school_year", "key"], name="class_once_a_year")]

    def __str__(self) -> str:
        return self.name


class KeptFromPerson:
    """A column that repeats the person's column of the same name, so that the places of a unit are sorted and searched by themselves.

    Written with the row, in bulk too; `Person.save` and `follow_names` keep it in step afterwards.
    """

    attname: str
    plain = "django.db.models.CharField"

    def pre_save(self, instance: Any, add: bool) -> Any:
        """Take the person's value where the person is loaded, or where there is none yet."""
        if "person" in instance._state.fields_cache or not getattr(instance, self.attname):
            setattr(instance, self.attname, getattr(instance.person, self.attname))
        return getattr(instance, self.attname)

    def deconstruct(self) -> Any:
        """Let migrations know the plain column behind it."""
        name, _path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, self.plain, args, kwargs


class KeptSortKey(KeptFromPerson, SortKeyField):
    """`Person.sort_key`, kept with a place."""

    plain = "core.people.models.SortKeyField"


class KeptSearchText(KeptFromPerson, models.CharField):  # type: ignore[type-arg]
    """`Person.search_text`, kept with a place."""


class Membership(models.Model):
    """A hat: a role of a person in a unit, from `valid_from` to and including `valid_to` (None: open).

    Legal states: future, running, ended. It brings rights only while running and while the unit is open. `sort_key` and
    `search_text` are the person's: lists of a unit read its places in order, and searches only its own.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    title = models.CharField(max_length=100, blank=True)
    sort_key = KeptSortKey(max_length=500, editable=False, default="", db_default="")
    search_text = KeptSearchText(max_length=300, editable=False, default="", db_default="")
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "role", "valid_to"], name="membership_unit"),
            models.Index(fields=["person", "valid_to"], name="membership_person"),
            models.Index(fields=["unit", "sort_key", "person"], name="membership_sorted"),
            models.Index(fields=["unit", "role", "sort_key", "person"], name="membership_role_sorted"),
            models.Index(fields=["role", "sort_key", "person"], name="membership_of_role"),
        ]
        constraints = [models.UniqueConstraint(fields=["person", "unit", "role"], condition=Q(valid_to=None), name="hat_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.unit}"


class Enrolment(models.Model):
    """A learner's place in a class. Legal states: `EnrolmentState`; only `studying` with no `valid_to` is running."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="enrolments")
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="enrolments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=EnrolmentState.choices, default=EnrolmentState.STUDYING)
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["class_group", "valid_to"], name="enrolment_class"),
            models.Index(fields=["person", "valid_to"], name="enrolment_person"),
            models.Index(fields=["unit", "state"], name="enrolment_unit"),
        ]
        constraints = [models.UniqueConstraint(fields=["person", "class_group"], condition=Q(valid_to=None), name="enrolled_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.class_group}"


class TeachingAssignment(models.Model):
    """A teacher's duty in a class: a subject, or homeroom (`subject` None)."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="teaching")
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="teaching")
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=AssignmentKind.choices)
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "valid_to"], name="teaching_person"),
            models.Index(fields=["class_group", "valid_to"], name="teaching_class"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["class_group"], condition=Q(kind=AssignmentKind.HOMEROOM, valid_to=None), name="one_homeroom_teacher"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.class_group} {self.subject or ''}"
