"""The store.

Sized for 50 million statements a year: a statement is one row with small keys into three tables of names (agents, verbs,
activities); only what a statement mentions besides its actor, verb, object and registration costs rows of `StatementMatch`.
Every filter has an index that ends in `(stored, id)`, the order pages are cut in.
"""

from typing import ClassVar

from django.db import models

from .enums import DocumentKind, Facet


class XapiCredential(models.Model):
    """A key and secret of a program. Legal states: valid, revoked (`revoked_at`).

    Only `secret_digest` is kept, an HMAC of the (long, random) secret. `scopes` are values of `Scope`.
    """

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=40, unique=True)
    secret_digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    unit = models.ForeignKey("core.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class XapiAgent(models.Model):
    """An agent or group, one row for each identifier. `names` is a JSON list of names it came with, the latest last.

    People of the platform come under a pseudonym and have no names here.
    """

    digest = models.UUIDField(unique=True)
    names = models.TextField(default="[]")

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("names",)

    def __str__(self) -> str:
        return str(self.digest)


class XapiVerb(models.Model):
    """A verb; `display` is a JSON language map of how it was last said in each language."""

    digest = models.UUIDField(unique=True)
    iri = models.TextField()
    display = models.TextField(default="{}")

    def __str__(self) -> str:
        return self.iri


class XapiActivity(models.Model):
    """An activity; `definition` is its definition as JSON, merged from all that statements said of it."""

    digest = models.UUIDField(unique=True)
    iri = models.TextField()
    definition = models.TextField(default="{}")

    def __str__(self) -> str:
        return self.iri


class Statement(models.Model):
    """A statement. Legal states: stored, voided (`is_voided`); its text never changes.

    `body` is the JSON as it goes out in the exact format, `fingerprint` tells equal statements,
    `target` is the statement a StatementRef names, stored or not.
    """

    uuid = models.UUIDField(unique=True)
    stored = models.DateTimeField()
    timestamp = models.DateTimeField()
    verb = models.ForeignKey(XapiVerb, on_delete=models.PROTECT, related_name="+", db_index=False)
    actor = models.ForeignKey(XapiAgent, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    activity = models.ForeignKey(XapiActivity, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey(XapiAgent, on_delete=models.PROTECT, related_name="+", db_index=False)
    registration = models.UUIDField(null=True)
    target = models.UUIDField(null=True)
    is_voiding = models.BooleanField(default=False)
    is_voided = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64)
    body = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["stored", "id"], name="xapi_stored"),
            models.Index(fields=["actor", "stored", "id"], name="xapi_actor"),
            models.Index(fields=["verb", "stored", "id"], name="xapi_verb"),
            models.Index(fields=["activity", "stored", "id"], name="xapi_activity"),
            models.Index(fields=["authority", "stored", "id"], name="xapi_authority"),
            models.Index(fields=["registration", "stored", "id"], name="xapi_registration", condition=models.Q(registration__isnull=False)),
            models.Index(fields=["target"], name="xapi_target", condition=models.Q(target__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class StatementMatch(models.Model):
    """Something a statement can be found by besides its own columns: `key` is the row of the agent, verb or activity.

    For `Facet.REGISTRATION` it is a 63-bit hash of the registration. Written with the statement; more come only when the
    target of a StatementRef arrives after it.
    """

    facet = models.PositiveSmallIntegerField(choices=[(facet.value, facet.name) for facet in Facet])
    key = models.BigIntegerField()
    stored = models.DateTimeField()
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="matches")

    class Meta:
        verbose_name_plural = "statement matches"
        constraints = [models.UniqueConstraint(fields=["facet", "key", "stored", "statement"], name="match_once")]

    def __str__(self) -> str:
        return f"{Facet(self.facet).name} {self.key}"


class StatementAttachment(models.Model):
    """The raw data of an attachment of a statement, kept under its own SHA-256: equal data is kept once."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="attachments")
    sha2 = models.CharField(max_length=128)
    content_type = models.CharField(max_length=200)
    path = models.CharField(max_length=120)
    size_bytes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "sha2"], name="attachment_once")]

    def __str__(self) -> str:
        return self.sha2


class Document(models.Model):
    """A document of a program: state of a learner in an activity, or a profile of an activity or an agent.

    `digest` is the key of its whole address, so that a document exists once. `etag` is the SHA-1 of its octets.
    """

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in DocumentKind])
    digest = models.UUIDField(unique=True)
    activity = models.ForeignKey(XapiActivity, null=True, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(XapiAgent, null=True, on_delete=models.PROTECT, related_name="+")
    registration = models.UUIDField(null=True)
    key = models.TextField()
    content = models.BinaryField()
    content_type = models.CharField(max_length=200)
    etag = models.CharField(max_length=40)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(XapiCredential, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kind", "activity", "agent", "updated_at"], name="xapi_documents")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class StatementDraft(models.Model):
    """A statement of the platform waiting to be stored. Legal states: waiting, refused (`problem` says why).

    A draft that was stored is deleted in the transaction that stores it.
    """

    body = models.TextField()
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="draft_waiting", condition=models.Q(problem=""))]

    def __str__(self) -> str:
        return f"draft {self.pk}"
