"""Tests, their audience, packs, attempts, changes."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from .enums import Allowance, AttemptState, Audience, GradeBy, SubmitReason, TestMode, TestState

GUEST = pgettext_lazy("candidate", "Khách")


class Test(models.Model):
    """A paper given to candidates. Legal states: `TestState`; open means scheduled and within `opens_at`..`closes_at`.

    Entry is possible from `opens_at` until `closes_at`; an attempt then lasts `minutes` (None: until the window closes) but never
    beyond `ends_at` when that is set. `settings` is `types.TestSettings` as JSON (attempts, no_back, shuffle, review policy,
    networks, access code hash, calculator, sections, …). `live_revision` grows with each change of pause, messages or time for
    all, so that players notice on their next call. `link_code` is the short address of a test others than the classes may take: given
    with it, never used again.
    """

    __test__ = False

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("core.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey("assessment.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="tests")
    title = models.CharField(max_length=200)
    search_text = models.CharField(max_length=300, editable=False, default="")
    note = models.TextField(blank=True)
    mode = models.CharField(max_length=10, choices=TestMode.choices, default=TestMode.EXAM)
    state = models.CharField(max_length=10, choices=TestState.choices, default=TestState.DRAFT)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.CLASSES, db_default="classes")
    link_code = models.CharField(max_length=12, null=True, blank=True, unique=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    attempts_allowed = models.PositiveSmallIntegerField(default=1)
    grade_by = models.CharField(max_length=8, choices=GradeBy.choices, default=GradeBy.BEST)
    settings = models.JSONField(default=dict, blank=True)
    is_paused = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    live_revision = models.PositiveIntegerField(default=0)
    total_points = models.DecimalField(max_digits=7, decimal_places=3, default=0)
    item_count = models.PositiveSmallIntegerField(default=0)
    prepared_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    release_at = models.DateTimeField(null=True, blank=True)
    is_removed = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "-id"], name="test_unit"),
            models.Index(fields=["owner", "-id"], name="test_owner"),
            models.Index(fields=["state", "closes_at"], name="test_closing"),
        ]

    def __str__(self) -> str:
        return self.title


class SealingKey(models.Model):
    """The private key that opens a test's sealed answer files. It stands apart from the test: no page, export or settings reads it."""

    test = models.OneToOneField(Test, on_delete=models.CASCADE, related_name="sealing_key")
    private_key = models.TextField()
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.test_id}"


class TestStaff(models.Model):
    """Somebody who marks or proctors a test beside its owner: `role` is `marker`, `second_marker` or `proctor`."""

    __test__ = False

    test = models.ForeignKey(Test, on_delete=models.CASCADE, related_name="staff")
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=14)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["test", "person", "role"], name="test_staff_once")]
        indexes = [models.Index(fields=["person", "test"], name="test_staff_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.test}"


class TestClass(models.Model):
    """A class that takes a test. Its learners at preparation time get attempts; later comers on their first look."""

    __test__ = False

    test = models.ForeignKey(Test, on_delete=models.CASCADE, related_name="classes")
    class_group = models.ForeignKey("core.ClassGroup", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["test", "class_group"], name="test_class_once")]
        indexes = [models.Index(fields=["class_group", "test"], name="test_class_group")]

    def __str__(self) -> str:
        return f"{self.test} → {self.class_group}"


class Candidate(models.Model):
    """A person who takes a test: from a class, named, come by the link, or a guest (see `Guest`). `number` is the candidate number (số báo danh), `room` and `seat` the seat plan.

    Overrides win over the test: `extra_minutes`, `extra_attempts`, `opens_at`, `closes_at`, `allowances` (list of `enums.Allowance`).
    """

    test = models.ForeignKey(Test, on_delete=models.CASCADE, related_name="candidates")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    class_group = models.ForeignKey("core.ClassGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_guest = models.BooleanField(default=False, db_default=False)
    guest_group = models.CharField(max_length=40, blank=True, default="", db_default="")
    number = models.CharField(max_length=12, blank=True)
    room = models.CharField(max_length=40, blank=True)
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    allowances = models.JSONField(default=list, blank=True)
    is_removed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["test", "person"], name="candidate_once"),
            models.UniqueConstraint(fields=["test", "number"], condition=~Q(number=""), name="candidate_number_once"),
        ]
        indexes = [models.Index(fields=["person", "test"], name="candidate_person")]

    def __str__(self) -> str:
        return f"{self.person} ∈ {self.test}"

    @property
    def group_name(self) -> str:
        """The class as lists show it; of a guest that it is one, and what it said of its class."""
        if self.is_guest:
            return f"{GUEST} · {self.guest_group}" if self.guest_group else str(GUEST)
        return self.class_group.name if self.class_group else ""

    @property
    def support(self) -> str:
        """What beside more time is arranged for the candidate, in words; "" for nothing."""
        return ", ".join(str(Allowance(one).label) for one in self.allowances if one in Allowance.values)


class Guest(models.Model):
    """Somebody without an account who takes an open test: what is known of the candidate beside the name it typed.

    Its `Person` has no account, no place, no right, and nothing but that name. `number` counts the guests of a test from 1. `code` is the
    way back on another device. Legal states: known, erased (`erased_at`: name, class and code are gone, the answers stay).
    """

    test = models.ForeignKey(Test, on_delete=models.CASCADE, related_name="guests")
    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="guest")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=12, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["test", "number"], name="guest_number_once"),
            models.UniqueConstraint(fields=["test", "code"], condition=~Q(code=""), name="guest_code_once"),
        ]
        indexes = [models.Index(fields=["test"], condition=Q(erased_at=None), name="guest_known")]

    def __str__(self) -> str:
        return f"{self.test_id} {self.number}"


class GuestBrowser(models.Model):
    """A browser in which a guest takes a test. `key` is a keyed hash of its cookie and of the test: rows of two tests tell nothing of each other."""

    test = models.ForeignKey(Test, on_delete=models.CASCADE, related_name="+")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="browsers")
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["test", "key"], name="guest_browser_once")]

    def __str__(self) -> str:
        return f"{self.guest_id}"


class Pack(models.Model):
    """A form of the paper as the player gets it: public content with formulas drawn, immutable. `digest` names it for caches.

    `body` is the JSON text itself (utf-8), served as it is; the helping words in its questions are Vietnamese. `translations`
    hold the same form with the words of each other language of the interface.
    """

    test = models.ForeignKey(Test, on_delete=models.CASCADE, related_name="packs")
    form = models.ForeignKey("assessment.PaperForm", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["test", "form"], name="pack_once")]

    def __str__(self) -> str:
        return f"{self.test} {self.form_id}"


class PackTranslation(models.Model):
    """A pack with the helping words of another language of the interface: same questions, places and names of controls; immutable."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "language"], name="pack_translation_once")]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.language}"


class Attempt(models.Model):
    """One sitting of a candidate. Legal states: `AttemptState`. Prepared beforehand, so that starting is one small write.

    `deadline_at` is set when it starts and moves with time added. `last_number` and `last_seen_at` are refreshed lazily (the
    console's heartbeat), never by an answer change. `answers` is filled on submission: `{position: response}`, folded from the
    changes. `sections` is the attempt's own timetable where parts have minutes (`rules.sections`), None where they don't. `device` is the device that holds the pen; another needs to take over (or a proctor's unlock, where required).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    test = models.ForeignKey(Test, on_delete=models.PROTECT, related_name="attempts")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="attempts")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    pack = models.ForeignKey(Pack, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=AttemptState.choices, default=AttemptState.PREPARED)
    started_at = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submit_reason = models.CharField(max_length=10, choices=SubmitReason.choices, blank=True)
    device = models.CharField(max_length=40, blank=True)
    device_generation = models.PositiveSmallIntegerField(default=0)
    is_locked = models.BooleanField(default=False)
    lock_reason = models.CharField(max_length=200, blank=True)
    added_seconds = models.IntegerField(default=0)
    sections = models.JSONField(null=True, blank=True)
    answers = models.JSONField(null=True, blank=True)
    answered_count = models.PositiveSmallIntegerField(default=0)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    score_points = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    score_ratio = models.FloatField(null=True, blank=True)
    is_marked = models.BooleanField(default=False)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["test", "person", "number"], name="attempt_once")]
        indexes = [
            models.Index(fields=["test", "state"], name="attempt_test"),
            models.Index(fields=["person", "-id"], name="attempt_person"),
            models.Index(fields=["deadline_at"], condition=Q(state="working"), name="attempt_due"),
        ]

    def __str__(self) -> str:
        return f"{self.test} {self.person} #{self.number}"


class AnswerChange(models.Model):
    """Some answers of an attempt, as they came: never changed, never deleted while the test is kept.

    `number` counts the changes of one device from 1; (attempt, device, number) is the idempotency key. `answers` is
    `{position: response}`; `base` the highest change the device knew of when it made this one. `made_at_ms` is the device's clock
    corrected by the server offset it had measured. `source`: `live`, `sync` (after an outage), `file` (uploaded), `submit`.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="changes")
    device = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    base = models.PositiveIntegerField(default=0)
    made_at_ms = models.BigIntegerField()
    source = models.CharField(max_length=6, default="live")
    is_late = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "device", "number"], name="change_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.device} {self.number}"


class PracticeStep(models.Model):
    """What a candidate did at a question of a practice test: an answer tried (`try`) or a hint taken (`hint`), in order; never changed.

    `number` counts the tries of a question from 1; of hints it is the hint's own. `hints` says how many had been taken before a try.
    `is_last`: this try settled the question (it was right, or there is none left): its response is the one that counts.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="practice_steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4)
    number = models.PositiveSmallIntegerField()
    response = models.JSONField(null=True, blank=True)
    ratio = models.FloatField(null=True, blank=True)
    is_right = models.BooleanField(null=True, blank=True)
    hints = models.PositiveSmallIntegerField(default=0)
    is_last = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["attempt", "position", "kind", "number"], name="practice_step_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.position} {self.kind} {self.number}"


class AttemptNote(models.Model):
    """What a candidate keeps beside the answers: flags, scratch notes, place, per attempt, the last one wins. Never scored."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="kept")
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.attempt_id}"


class AnswerFile(models.Model):
    """A file, recording or photo handed in as (a part of) an answer; the response names it by uuid."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    file = models.FileField(upload_to="answers/%Y%m/", max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class TestMessage(models.Model):
    """A proctor's words to all candidates, or to one; shown in the player, kept in the protocol."""

    __test__ = False

    test = models.ForeignKey(Test, on_delete=models.CASCADE, related_name="messages")
    attempt = models.ForeignKey(Attempt, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    text = models.CharField(max_length=500)
    sent_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.text
