"""Models of the core, re-exported for Django."""

from core.audit.models import AuditRecord
from core.events.models import OutboxEvent
from core.jobs.models import Job, StuckRow
from core.notifications.models import (
    Delivery,
    DigestRun,
    GatewayToken,
    Mute,
    Notification,
    NotificationPreference,
    NotificationSettings,
    OttCode,
    OttLink,
    PushSubscription,
)
from core.organisations.models import (
    ClassGroup,
    Enrolment,
    Grade,
    Membership,
    SchoolYear,
    Subject,
    TeachingAssignment,
    Term,
    Unit,
    UnitChange,
    UnitName,
    UnitPlacement,
)
from core.people.models import Account, CodeValue, Consent, GuardianCode, Guardianship, Person
from core.privacy.models import DataRequest, RetentionTerm
from core.roster.models import RosterEntry, RosterImport
from core.signin.models import ClassLoginCode, KnownDevice, OneTimePassword, PictureLock, SlipBatch

__all__ = [
    "Account",
    "AuditRecord",
    "ClassGroup",
    "ClassLoginCode",
    "CodeValue",
    "Consent",
    "DataRequest",
    "Delivery",
    "DigestRun",
    "Enrolment",
    "GatewayToken",
    "Grade",
    "GuardianCode",
    "Guardianship",
    "Job",
    "KnownDevice",
    "Membership",
    "Mute",
    "Notification",
    "NotificationPreference",
    "NotificationSettings",
    "OneTimePassword",
    "OttCode",
    "OttLink",
    "OutboxEvent",
    "Person",
    "PictureLock",
    "PushSubscription",
    "RetentionTerm",
    "RosterEntry",
    "RosterImport",
    "SchoolYear",
    "SlipBatch",
    "StuckRow",
    "Subject",
    "TeachingAssignment",
    "Term",
    "Unit",
    "UnitChange",
    "UnitName",
    "UnitPlacement",
]
