"""What signing in remembers beside the account."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from .enums import SlipKind


class ClassLoginCode(models.Model):
    """A code that opens the list of names of one class, so that small children sign in by picture.

    Legal states: open, expired (`expires_at`), revoked. It works between `from_time` and `to_time` of the day when they are
    set. While `pictures_until` lies ahead, children without a picture code may choose one. The token itself is never stored.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    class_group = models.ForeignKey("core.ClassGroup", on_delete=models.CASCADE, related_name="login_codes")
    token_hash = models.CharField(max_length=64, unique=True)
    from_time = models.TimeField(null=True, blank=True)
    to_time = models.TimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    pictures_until = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.class_group)

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def takes_new_pictures(self) -> bool:
        return self.is_open and self.pictures_until is not None and self.pictures_until > timezone.now()


class PictureLock(models.Model):
    """Wrong picture codes of one account since the last right one. Legal states: counting, waiting, closed until reset."""

    account = models.OneToOneField("core.Account", on_delete=models.CASCADE, related_name="picture_lock")
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.account} {self.failures}"


class OneTimePassword(models.Model):
    """Says until when the printed password of an account works. Gone once the person has chosen their own."""

    account = models.OneToOneField("core.Account", on_delete=models.CASCADE, related_name="one_time_password")
    issued_by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account} {self.expires_at:%d/%m/%Y}"


class KnownDevice(models.Model):
    """A browser an account has signed in on; a sign-in elsewhere is told to its owner."""

    account = models.ForeignKey("core.Account", on_delete=models.CASCADE, related_name="known_devices")
    key_hash = models.CharField(max_length=64)
    label = models.CharField(max_length=80, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key_hash"], name="device_once")]

    def __str__(self) -> str:
        return f"{self.account} {self.label}"


class SlipBatch(models.Model):
    """One printing of log-in slips. Legal states: in work (no `file_name`), ready, gone (`expires_at` passed, file deleted).

    The file is sealed; only its creator downloads it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=SlipKind.choices)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, related_name="+")
    class_group = models.ForeignKey("core.ClassGroup", null=True, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=200)
    person_ids = models.JSONField(default=list)
    job = models.ForeignKey("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    downloaded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_by", "-id"], name="slips_mine")]

    def __str__(self) -> str:
        return self.label

    @property
    def title(self) -> str:
        """Whom the slips are for, in the reader's language."""
        return _("Lớp %(class)s") % {"class": self.label} if self.class_group_id else _("Giáo viên, nhân viên")

    @property
    def is_pdf(self) -> bool:
        """Whether the file is a PDF; HTML to print otherwise."""
        return not self.file_name.endswith(".html.sealed")

    @property
    def is_ready(self) -> bool:
        return bool(self.file_name) and self.expires_at > timezone.now()
