"""The inbox, what goes out of it, and what people have chosen."""

from typing import Any

from django.db import models
from django.db.models import Q

from .enums import Channel, DeliveryState, DigestRhythm, Gateway
from .types import KINDS


class _Said(dict[str, Any]):
    """The data of a notification; what an older version of its kind did not say is empty, so that the inbox stays readable."""

    def __missing__(self, key: str) -> str:
        return ""


class Notification(models.Model):
    """One thing one person should know. Legal states: unread, read (`read_at`). Words are made when it is shown.

    `topic` (`space:12`) is what a person can mute; an urgent one passes quiet hours and mutes. One that is not `in_inbox` goes
    out over other channels only. `emailed_at` is when its e-mail went out.
    """

    recipient = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=120, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)
    topic = models.CharField(max_length=60, default="", db_default="", blank=True)
    is_urgent = models.BooleanField(default=False, db_default=False)
    in_inbox = models.BooleanField(default=True, db_default=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-id"], name="inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="inbox_unread"),
        ]
        constraints = [models.UniqueConstraint(fields=["recipient", "kind", "dedupe_key"], name="notified_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        kind = KINDS.get(self.kind)
        return str(kind.title) % _Said(self.data) if kind else self.kind

    @property
    def body(self) -> str:
        kind = KINDS.get(self.kind)
        if kind is None:
            return ""
        notes = [str(note) for key, note in kind.notes.items() if self.data.get(key)]
        return " ".join([str(kind.body) % _Said(self.data), *notes]).rstrip()

    @property
    def icon(self) -> str:
        kind = KINDS.get(self.kind)
        return kind.icon if kind else "bell"


class NotificationPreference(models.Model):
    """A person's choice for one kind and channel (or `digest`); no row means the kind's default."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=20)
    is_on = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="one_choice")]

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.channel} {self.is_on}"


class Delivery(models.Model):
    """One notification on its way to one address of a channel: an e-mail, a browser (`target_id` of `PushSubscription`), a chat (`OttLink`).

    Legal states: queued (from `next_try_at`), sending (claimed by `claim` until `lease_until`), sent, failed (refused for good),
    dead (given up after too many attempts), skipped (not needed any more). `handed_at` is set just before the provider is called
    and `provider_id` with it, so that a row whose worker died says whether the provider may know of it.
    """

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    topic = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    target_id = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["notification", "channel", "target_id"], name="delivered_once")]
        indexes = [
            models.Index(fields=["next_try_at", "recipient"], condition=Q(state="queued"), name="delivery_next"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="delivery_lease"),
            models.Index(fields=["claim"], condition=~Q(claim=""), name="delivery_claim"),
            models.Index(fields=["recipient", "-id"], name="delivery_log"),
            models.Index(fields=["state", "-id"], condition=Q(state__in=["failed", "dead"]), name="delivery_trouble"),
            models.Index(fields=["created_at"], name="delivery_since"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Mute(models.Model):
    """A topic a person wants no messages of, until then (None: until it says otherwise). The inbox still keeps them."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=60)
    label = models.CharField(max_length=120, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="one_mute")]

    def __str__(self) -> str:
        return f"{self.person} {self.topic}"


class NotificationSettings(models.Model):
    """When a person may be reached; no row means the defaults. Equal times of `quiet_from` and `quiet_until`: no quiet hours."""

    person = models.OneToOneField("core.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    digest = models.CharField(max_length=10, choices=DigestRhythm.choices)

    class Meta:
        verbose_name_plural = "notification settings"

    def __str__(self) -> str:
        return str(self.person)


class PushSubscription(models.Model):
    """A browser that shows a person's notifications. Deleted when its push service says it is gone, or its owner signs out."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    device = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.device or self.endpoint[:40]


class OttLink(models.Model):
    """A chat of a messenger that belongs to a person, proved by a one-time code sent from it."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    gateway = models.CharField(max_length=10, choices=Gateway.choices)
    address = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "gateway"], name="one_chat_a_gateway"),
            models.UniqueConstraint(fields=["gateway", "address"], name="chat_of_one_person"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.person}"


class OttCode(models.Model):
    """A code a person sends from a messenger to link it. Legal states: open until `expires_at`; deleted once used."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    gateway = models.CharField(max_length=10, choices=Gateway.choices)
    code = models.CharField(max_length=12, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "gateway"], name="one_code_a_gateway")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.person}"


class GatewayToken(models.Model):
    """The tokens of a gateway that change by themselves (Zalo renews both every time): shared by all workers."""

    gateway = models.CharField(max_length=10, choices=Gateway.choices, primary_key=True)
    access_token = models.TextField(blank=True)
    refresh_token = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.gateway


class DigestRun(models.Model):
    """The digests of one day or week. Legal states: under way (`after_id` is the last guardian done), finished (`finished_at`)."""

    rhythm = models.CharField(max_length=10, choices=DigestRhythm.choices)
    ends_at = models.DateTimeField()
    after_id = models.BigIntegerField(default=0)
    sent_count = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rhythm", "ends_at"], name="one_digest_a_period")]

    def __str__(self) -> str:
        return f"{self.rhythm} {self.ends_at:%Y-%m-%d}"
