"""Spaces and their members."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from core.lib import vietnamese

from .enums import JoinRule, MemberRole, MemberState, Side, SpaceKind, VisitReason


class Space(models.Model):
    """Where people write together. Legal states: open; read-only (`archived_at`: a class whose year is over, a closed community).

    Members of class, unit, team and course spaces are those of the roster, asked each time and never stored; those of communities
    and circles are `SpaceMember`. `source_key` names a space of another domain. `settings`: see `rules.abilities`, `rules.needs_approval`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=SpaceKind.choices)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    class_group = models.ForeignKey("core.ClassGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_key = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200)
    about = models.CharField(max_length=1000, blank=True)
    search_text = models.CharField(max_length=300, editable=False, default="")
    join_rule = models.CharField(max_length=10, choices=JoinRule.choices, default=JoinRule.ROSTER)
    settings = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "unit"], name="space_kind_unit")]
        constraints = [
            models.UniqueConstraint(fields=["class_group"], condition=~Q(class_group=None), name="one_space_a_class"),
            models.UniqueConstraint(fields=["unit"], condition=Q(kind__in=["unit", "team"]), name="one_space_a_unit"),
            models.UniqueConstraint(fields=["source_key"], condition=~Q(source_key=""), name="one_space_a_source"),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded search text in step with the name."""
        self.search_text = vietnamese.fold(f"{self.name} {self.about}")[:300]
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """What people read: the name of the class or unit as it is today (load them with the space)."""
        if self.class_group_id:
            return f"{SpaceKind.CLASS.label} {self.class_group.name}"  # type: ignore[union-attr]
        return self.unit.label if self.kind in {SpaceKind.UNIT, SpaceKind.TEAM} else self.name

    @property
    def topic(self) -> str:
        """The live topic of the space, also what is muted."""
        return f"space:{self.pk}"


class SpaceMember(models.Model):
    """A member of a community or circle. Legal states: `MemberState`; `unit` is the school they come from."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("core.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices, default=Side.STAFF)
    role = models.CharField(max_length=10, choices=MemberRole.choices, default=MemberRole.MEMBER)
    state = models.CharField(max_length=10, choices=MemberState.choices, default=MemberState.RUNNING)
    note = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "person"], name="member_once")]
        indexes = [
            models.Index(fields=["person", "state"], name="member_person"),
            models.Index(fields=["space", "state", "id"], name="member_space"),
        ]

    def __str__(self) -> str:
        return f"{self.person} ∈ {self.space_id}"


class OverseerVisit(models.Model):
    """That a head looks into a space it does not belong to, and why. Lasts a day; kept as long as the space is."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="visits")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=12, choices=VisitReason.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["space", "-at"], name="visit_of_space")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.space_id} {self.why}"


class SpaceState(models.Model):
    """What a person has seen of a space: everything up to the entry `seen_entry_id`."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    seen_entry_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "space"], name="space_state_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.space_id} {self.seen_entry_id}"
