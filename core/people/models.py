"""People and accounts."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.lib import vietnamese

from .enums import ConsentDecision, ConsentPurpose, ConsentVoice, Relation, Sex


def running(on: date | None = None) -> Q:
    """Return the condition for rows with `valid_from`/`valid_to` that run on a day (default today)."""
    day = on or timezone.localdate()
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


class SortKeyField(models.CharField):  # type: ignore[type-arg]
    """A key made by `core.lib.vietnamese.collation_key`: compared by code point, whatever the database's language is."""

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        """Ask PostgreSQL for its "C" order; SQLite compares so already."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class CodeValue(models.Model):
    """One value of an official code list (ethnic groups, nationalities, policy groups, …).

    Loaded from `core/people/data/`; an operator may add or close values. A closed value stays readable. `aliases` are
    other spellings imports accept; `details` holds what one list alone needs (a commune's kind and former district).
    """

    list_key = models.CharField(max_length=40)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    details = models.JSONField(default=dict, blank=True)
    order = models.PositiveIntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["list_key", "order", "code"]
        constraints = [models.UniqueConstraint(fields=["list_key", "code"], name="code_once_a_list")]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A human being. Legal states: active, or merged into another (`merged_into`), which then answers for it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    family_name = models.CharField(max_length=60, blank=True)
    middle_name = models.CharField(max_length=80, blank=True)
    given_name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=200, editable=False)
    sort_key = SortKeyField(max_length=500, editable=False)
    search_text = models.CharField(max_length=300, editable=False)
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, choices=Sex.choices, blank=True)
    personal_id = models.CharField(max_length=12, null=True, blank=True, unique=True)
    moet_id = models.CharField(max_length=10, null=True, blank=True, unique=True)
    ethnic_group = models.CharField(max_length=20, blank=True)
    nationality = models.CharField(max_length=20, blank=True)
    religion = models.CharField(max_length=20, blank=True)
    policy_group = models.CharField(max_length=20, blank=True)
    disability = models.CharField(max_length=20, blank=True)
    poverty = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=15, blank=True)
    email = models.EmailField(blank=True)
    birth_place = models.CharField(max_length=200, blank=True)
    home_town = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    is_renamed = False  # since it was read: its places repeat the old name

    # What is personal, for export and erasure on request.
    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = (
        "family_name", "middle_name", "given_name", "born_on", "sex", "personal_id", "moet_id", "ethnic_group", "nationality",
        "religion", "policy_group", "disability", "poverty", "phone", "email", "birth_place", "home_town", "address", "extra",
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["sort_key", "id"], name="person_sort"),
            models.Index(fields=["phone"], name="person_phone"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def derive(self) -> None:
        """Fill the stored full name, sort key and search text from the parts of the name."""
        parts = (self.family_name, self.middle_name, self.given_name)
        before = (self.sort_key, self.search_text)
        self.full_name = vietnamese.join_name(*parts)
        self.sort_key = vietnamese.name_sort_key(*parts)
        self.search_text = vietnamese.fold(f"{self.full_name} {self.moet_id or ''}")
        self.is_renamed = self.is_renamed or before != (self.sort_key, self.search_text)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the derived columns, and what the person's places repeat of them, in step with the name."""
        is_new = self._state.adding
        self.derive()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "full_name", "sort_key", "search_text", "updated_at"}
        super().save(*args, **kwargs)
        if self.is_renamed and not is_new:
            self.memberships.update(sort_key=self.sort_key, search_text=self.search_text)
        self.is_renamed = False

    @property
    def initials(self) -> str:
        return vietnamese.initials(self.middle_name, self.given_name, self.family_name)

    @property
    def short_name(self) -> str:
        """Last middle name and given name, as a class calls each other: `Minh Khuê`."""
        return vietnamese.tidy(f"{self.middle_name.split(' ')[-1]} {self.given_name}")


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts; Wagtail and `createsuperuser` come here."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        """Create an account for `fields['person']` with a usable password when one is given."""
        account = self.model(username=self.model.normalize_username(username).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        """Create platform staff with a person of the same name."""
        fields.setdefault("person", Person.objects.create(given_name=username))
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class Account(AbstractBaseUser, PermissionsMixin):
    """A log-in of one person, found by username, phone or e-mail.

    Legal states: new (`must_change_password`), in use, locked (`is_active` false). `is_staff` means platform staff and
    has nothing to do with schools: those rights are hats.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    username = models.CharField(max_length=60, unique=True)
    phone = models.CharField(max_length=15, null=True, blank=True, unique=True)
    email = models.EmailField(null=True, blank=True, unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    picture_pin = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, blank=True)
    theme = models.CharField(max_length=10, default="auto")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """Return the person's full name (Wagtail and allauth ask)."""
        return self.person.full_name

    def get_short_name(self) -> str:
        """Return the given name."""
        return self.person.given_name


class Guardianship(models.Model):
    """A guardian of a child. Legal states: claimed, verified (`verified_at`), ended (`valid_to`).

    Only a verified, running guardianship shows anything; `may_see` lists what, from `progress`, `marks`, `contacts`.
    """

    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wards")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardianships")
    relation = models.CharField(max_length=20, choices=Relation.choices)
    may_see = models.JSONField(default=list)
    is_main_contact = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guardian", "child"], condition=Q(valid_to=None), name="guardianship_once"),
            models.CheckConstraint(condition=~Q(guardian=models.F("child")), name="guardian_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian} → {self.child}"


class GuardianCode(models.Model):
    """A code that lets guardians join themselves to a child, from the school's slip (typed or QR).

    Legal states: open, used up (`uses_left` 0), expired, revoked. At most ten guardians a child.
    """

    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guardian_codes")
    code = models.CharField(max_length=12, unique=True)
    uses_left = models.PositiveSmallIntegerField(default=4)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.code} ({self.child})"


class Consent(models.Model):
    """One entry of the consent ledger. Never changed: a withdrawal is a new entry.

    For a child from 7 to 15, publishing needs the last entry of the child *and* of a guardian to be `given`
    (Law 91/2025/QH15); below 7 the guardian's alone; from 16 the person's own.
    """

    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose.choices)
    voice = models.CharField(max_length=10, choices=ConsentVoice.choices)
    decision = models.CharField(max_length=10, choices=ConsentDecision.choices)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text_version = models.CharField(max_length=20, default="2026-01")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "purpose", "voice", "-id"], name="consent_last")]

    def __str__(self) -> str:
        return f"{self.subject} {self.purpose} {self.decision}"
