"""Words of the trail and of notifications; what the core itself keeps about a person, and what of it expires."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.access.enums import Right
from core.access.rules import RIGHTS
from core.audit.models import AuditRecord
from core.audit.types import VERBS, register_verbs
from core.audit.words import FIELDS, register_fields
from core.hooks import Expiring, PersonalData, PersonalTable
from core.jobs.enums import JobState
from core.jobs.models import Job
from core.notifications.enums import KindGroup
from core.notifications.models import (
    Mute,
    Notification,
    NotificationPreference,
    NotificationSettings,
    OttCode,
    OttLink,
    PushSubscription,
)
from core.notifications.types import NotificationKind, register_kind
from core.organisations.models import Enrolment, Membership
from core.people.models import Account, Consent, Guardianship, Person
from core.roster.models import RosterImport
from core.signin.models import KnownDevice

register_verbs(
    {
        "privacy.request.made": _("đã gửi yêu cầu về dữ liệu của %(subject)s"),
        "privacy.request.withdrawn": _("đã rút yêu cầu về dữ liệu của %(subject)s"),
        "privacy.request.acknowledged": _("đã tiếp nhận yêu cầu về dữ liệu của %(subject)s"),
        "privacy.request.extended": _("đã kéo dài thời hạn yêu cầu về dữ liệu của %(subject)s"),
        "privacy.request.refused": _("đã từ chối yêu cầu về dữ liệu của %(subject)s"),
        "privacy.request.started": _("đã cho thực hiện yêu cầu về dữ liệu của %(subject)s"),
        "privacy.request.done": _("đã làm xong yêu cầu về dữ liệu của %(subject)s"),
        "privacy.package.taken": _("đã tải bản dữ liệu của %(subject)s"),
        "privacy.retention.set": _("đã đổi thời gian lưu dữ liệu"),
    }
)
register_fields({"due_on": _("Hạn trả lời"), "days": _("Số ngày")})

HANDLERS = frozenset(role for role, rights in RIGHTS.items() if Right.PRIVACY_HANDLE in rights)

register_kind(
    NotificationKind(
        key="privacy.request",
        title=_("Yêu cầu về dữ liệu: %(name)s"),
        body=_("%(kind)s. Cần tiếp nhận trong hai ngày làm việc."),
        label=_("Yêu cầu về dữ liệu cá nhân"),
        icon="shield",
        email=True,
        group=KindGroup.ACCOUNT,
        hats=HANDLERS,
        about=_("Khi có người xin xem, sửa, tải hay xoá dữ liệu cá nhân."),
    )
)
register_kind(
    NotificationKind(
        key="privacy.late",
        title=_("Yêu cầu về dữ liệu đã quá hạn: %(name)s"),
        body=_("%(kind)s. Xin trả lời ngay, hoặc kéo dài thời hạn và nói rõ lí do."),
        label=_("Yêu cầu về dữ liệu quá hạn"),
        icon="warn",
        email=True,
        group=KindGroup.ACCOUNT,
        hats=HANDLERS,
        about=_("Khi một yêu cầu về dữ liệu cá nhân quá hạn trả lời."),
    )
)
register_kind(
    NotificationKind(
        key="privacy.answer",
        title=_("Yêu cầu về dữ liệu của %(name)s: %(state)s"),
        body=_("%(kind)s."),
        label=_("Trả lời về dữ liệu cá nhân"),
        icon="shield",
        email=True,
        group=KindGroup.ACCOUNT,
        essential=True,
        about=_("Khi yêu cầu của bạn về dữ liệu cá nhân có trả lời."),
    )
)


def _rows(found: QuerySet[Any], **values: Any) -> Iterator[dict[str, Any]]:
    """Yield each row as its values: of a field by name, or of a function of the row."""
    for row in found.iterator(chunk_size=500):
        yield {key: (value(row) if callable(value) else getattr(row, value)) for key, value in values.items()}


_FROM, _TO = _("Từ ngày"), _("Đến ngày")


class RecordData(PersonalData):
    """The record, the account, places, family and consents: the school's statutory register."""

    key = "ho-so"
    label = _("Hồ sơ")
    kept_because = _("Hồ sơ, lớp học và người giám hộ được giữ lại theo quy định về quản lí hồ sơ học sinh, viên chức.")

    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield the record and what hangs on it."""
        person = Person.objects.get(pk=person_id)
        names = {name: FIELDS.get(name, name) for name in Person.PERSONAL_FIELDS}
        yield PersonalTable("person", _("Thông tin cá nhân"), names, [{name: getattr(person, name) for name in names}])
        accounts = Account.objects.filter(person_id=person_id)
        columns = {"username": _("Tên đăng nhập"), "phone": _("Số điện thoại"), "email": _("E-mail"), "created_at": _("Tạo lúc")}
        yield PersonalTable("account", _("Tài khoản"), columns, _rows(accounts, **{key: key for key in columns}))
        yield from self._places(person_id)
        ties = Guardianship.objects.select_related("child", "guardian").order_by("id")
        columns = {"name": _("Họ và tên"), "relation": _("Quan hệ"), "valid_from": _FROM, "valid_to": _TO}
        shared: dict[str, Any] = {"relation": lambda tie: tie.get_relation_display(), "valid_from": "valid_from", "valid_to": "valid_to"}
        children = _rows(ties.filter(guardian_id=person_id), name=lambda tie: tie.child.full_name, **shared)
        guardians = _rows(ties.filter(child_id=person_id), name=lambda tie: tie.guardian.full_name, **shared)
        yield PersonalTable("children", _("Các con"), columns, children)
        yield PersonalTable("guardians", _("Phụ huynh"), columns, guardians)
        words = Consent.objects.filter(subject_id=person_id).order_by("id")
        columns = {"purpose": _("Việc"), "voice": _("Người trả lời"), "decision": _("Trả lời"), "at": _("Lúc")}
        said = _rows(
            words,
            purpose=lambda one: one.get_purpose_display(),
            voice=lambda one: one.get_voice_display(),
            decision=lambda one: one.get_decision_display(),
            at="at",
        )
        yield PersonalTable("consents", _("Việc đồng ý"), columns, said)

    def _places(self, person_id: int) -> Iterable[PersonalTable]:
        columns = {"unit": _("Đơn vị"), "role": _("Vai"), "valid_from": _FROM, "valid_to": _TO}
        places = Membership.objects.filter(person_id=person_id).select_related("unit").order_by("id")
        rows = _rows(
            places, unit=lambda one: one.unit.name, role=lambda one: one.title or one.role, valid_from="valid_from", valid_to="valid_to"
        )
        yield PersonalTable("places", _("Các vai"), columns, rows)
        columns = {"unit": _("Trường"), "class": _("Lớp"), "state": _("Tình trạng"), "valid_from": _FROM, "valid_to": _TO}
        classes = Enrolment.objects.filter(person_id=person_id).select_related("class_group", "unit").order_by("id")
        values: dict[str, Any] = {"unit": lambda one: one.unit.name, "class": lambda one: one.class_group.name}
        values |= {"state": lambda one: one.get_state_display(), "valid_from": "valid_from", "valid_to": "valid_to"}
        yield PersonalTable("classes", _("Lớp học"), columns, _rows(classes, **values))


class InboxData(PersonalData):
    """Notifications and what the person has chosen about them: all erased."""

    key = "thong-bao"
    label = _("Thông báo và máy đã dùng")

    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield notifications, chats of messengers and known devices."""
        columns = {"created_at": _("Lúc"), "title": _("Nội dung"), "read_at": _("Đọc lúc")}
        notices = Notification.objects.filter(recipient_id=person_id).order_by("id")
        yield PersonalTable("notifications", _("Thông báo"), columns, _rows(notices, **{key: key for key in columns}))
        columns = {"gateway": _("Kênh"), "created_at": _("Lúc")}
        chats = OttLink.objects.filter(person_id=person_id).order_by("id")
        yield PersonalTable(
            "chats", _("Tài khoản nhắn tin"), columns, _rows(chats, gateway=lambda one: one.get_gateway_display(), created_at="created_at")
        )
        columns = {"first_seen_at": _("Lần đầu"), "last_seen_at": _("Lần cuối")}
        devices = KnownDevice.objects.filter(account__person_id=person_id).order_by("id")
        yield PersonalTable("devices", _("Máy đã đăng nhập"), columns, _rows(devices, **{key: key for key in columns}))

    def erase(self, person_id: int) -> int:
        """Delete notifications, choices, mutes, push addresses, chats of messengers, quiet hours and known devices."""
        gone = 0
        for rows in (
            Notification.objects.filter(recipient_id=person_id),
            NotificationPreference.objects.filter(person_id=person_id),
            Mute.objects.filter(person_id=person_id),
            PushSubscription.objects.filter(person_id=person_id),
            OttLink.objects.filter(person_id=person_id),
            OttCode.objects.filter(person_id=person_id),
            NotificationSettings.objects.filter(person_id=person_id),
            KnownDevice.objects.filter(account__person_id=person_id),
        ):
            gone += rows.delete()[0]
        return gone


class TrailData(PersonalData):
    """Who looked at or changed the person's record: kept as evidence."""

    key = "nhat-ky"
    label = _("Nhật kí")
    kept_because = _("Nhật kí hệ thống được giữ lại ít nhất 12 tháng theo quy định về an ninh mạng.")

    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield what was done to the person's record, without what others' records say."""
        columns = {"at": _("Lúc"), "who": _("Ai"), "what": _("Việc")}
        rows = AuditRecord.objects.filter(subject_person_id=person_id).select_related("actor_person", "subject_person").order_by("id")
        yield PersonalTable("trail", _("Ai đã xem, đã sửa"), columns, _rows(rows, at="at", who=_who, what=_what))


def _who(row: AuditRecord) -> str:
    return row.actor_person.full_name if row.actor_person else row.actor_name


def _what(row: AuditRecord) -> str:
    subject = row.subject_person.full_name if row.subject_person else ""
    return str(VERBS.get(row.verb, row.verb)) % {"label": row.object_label, "subject": subject}


class OldRows(Expiring):
    """Rows of one model that are deleted by age."""

    label: ClassVar[Any] = ""

    @abstractmethod
    def rows(self, before: datetime) -> QuerySet[Any]:
        """Return the rows older than `before`."""

    def delete(self, before: datetime, limit: int) -> int:
        """Delete a batch, by primary key."""
        ids = list(self.rows(before).order_by("pk").values_list("pk", flat=True)[:limit])
        if ids:
            self.rows(before).filter(pk__in=ids).delete()
        return len(ids)


class OldNotifications(OldRows):
    """Notifications and their deliveries."""

    key, label, days, least_days = "notifications", _("Thông báo và nhật kí gửi"), 400, 30

    def rows(self, before: datetime) -> QuerySet[Any]:
        """Return old notifications."""
        return Notification.objects.filter(created_at__lt=before)


class OldJobs(OldRows):
    """Jobs that have ended."""

    key, label, days, least_days = "jobs", _("Việc nền đã xong"), 30, 2

    def rows(self, before: datetime) -> QuerySet[Any]:
        """Return jobs that ended long ago."""
        return Job.objects.filter(finished_at__lt=before, state__in=[JobState.DONE, JobState.FAILED, JobState.CANCELLED])


class OldRosterFiles(Expiring):
    """The files of roster imports; what the rows did stays."""

    key, label, days, least_days = "roster_files", _("Tệp danh sách đã nhập"), 400, 30

    def delete(self, before: datetime, limit: int) -> int:
        """Delete the bytes of old files and forget their names in storage."""
        rows = list(RosterImport.objects.filter(created_at__lt=before).exclude(file="").order_by("pk")[:limit])
        for row in rows:
            row.file.delete(save=False)
            RosterImport.objects.filter(pk=row.pk).update(file="", preview=[])
        return len(rows)


for _data in (RecordData(), InboxData(), TrailData()):
    PersonalData.register(_data)
for _old in (OldNotifications(), OldJobs(), OldRosterFiles()):
    Expiring.register(_old)
