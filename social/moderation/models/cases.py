"""Reports, the cases they make, what happened to them, and the measures that followed."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from social.groups.enums import Side

from ..enums import RUNNING, AppealOutcome, CaseSource, CaseState, Category, Decision, SanctionKind, StepKind


class Case(models.Model):
    """Something reported, or a cry for help, until it is judged. Legal states: open, decided, appealed, closed (the appeal is judged).

    `evidence` is what the thing said when it was reported (`social.hooks.Moderated.snapshot`); it stays whatever the author does.
    `unit` judges now, `origin_unit` is where it happened; `level` counts how often it went up. `asked` are people told to look.
    `version` grows with each change, so that two who judge at once don't overwrite each other. A cry for help has no `item_key`
    (its words may never have been kept); its `digest` makes it one.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    source = models.CharField(max_length=10, choices=CaseSource.choices, default=CaseSource.REPORT)
    item_kind = models.CharField(max_length=20)
    item_key = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    space = models.ForeignKey("social.Space", null=True, on_delete=models.PROTECT, related_name="+")
    origin_unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    author_side = models.CharField(max_length=10, choices=Side.choices, default=Side.LEARNER)
    asked = models.ManyToManyField("core.Person", related_name="+", blank=True)
    category = models.CharField(max_length=10, choices=Category.choices)
    is_urgent = models.BooleanField(default=False)
    evidence = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    decided_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    appeal_text = models.CharField(max_length=2000, blank=True)
    appealed_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    appealed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=AppealOutcome.choices, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    closed_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item_kind", "item_key"],
                condition=Q(state__in=[str(state) for state in RUNNING]) & ~Q(item_key=""),
                name="case_running_once",
            ),
            models.UniqueConstraint(fields=["author", "digest"], condition=~Q(digest=""), name="cry_once"),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_at"], name="case_of_unit"),
            models.Index(fields=["author", "decided_at"], name="case_of_author"),
            models.Index(fields=["opened_at"], name="case_opened"),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.opened_at:%d/%m}"

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_cry(self) -> bool:
        return self.source == CaseSource.CRISIS


class Report(models.Model):
    """What one person said about the thing of a case; once a person."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=10, choices=Category.choices)
    note = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "reporter"], name="report_once")]
        indexes = [models.Index(fields=["reporter", "-id"], name="report_of_person")]

    def __str__(self) -> str:
        return self.get_category_display()


class CaseStep(models.Model):
    """One thing that happened to a case. Append-only."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("core.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Sanction(models.Model):
    """A measure against a person. Legal states: running until `until` (None: a warning, nothing to end), over, lifted."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SanctionKind.choices)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sanctions")
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "until"], condition=Q(lifted_at=None), name="sanction_running")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"
