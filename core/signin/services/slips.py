"""Printing log-in slips: who gets one, what it says, and the sealed file its creator downloads.

What a slip says exists in clear only while the file is made; passwords are stored as hashes, the file encrypted, and after
a day it is deleted.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.services import enqueue
from core.organisations.models import ClassGroup, Unit
from core.organisations.policies import can_manage_accounts
from core.organisations.selectors import actor_for
from core.organisations.services.guardians import issue_guardian_codes
from core.people.models import Person

from ..enums import SlipKind
from ..errors import NobodyToPrintError
from ..models import SlipBatch
from ..rules import grouped
from ..selectors import class_people, staff_people
from ..types import Progress, Slip
from .accounts import create_accounts, issue_one_time_passwords
from .class_codes import ClassCodeTerms, class_url, make_class_code
from .paper import print_paper
from .secrets import seal, unseal

KEPT = timedelta(hours=24)
AT_ONCE = 60


@transaction.atomic
def request_slips(*, actor: Actor, kind: SlipKind, unit: Unit, class_group: ClassGroup | None = None, again: bool = False) -> SlipBatch:
    """Order slips for a class, or for the staff of a unit when `class_group` is None; returns the batch.

    People who have chosen a password keep it and get no slip, unless `again`. Up to 60 people are printed at once, more by a
    job with progress. `NobodyToPrintError` when nobody is left.
    """
    require(can_manage_accounts, actor, unit)
    if actor.is_shared_device or (class_group is not None and class_group.unit_id != unit.pk):
        raise AccessRefused("can_manage_accounts")
    people = class_people(class_group) if class_group else staff_people(unit)
    if kind == SlipKind.PASSWORDS and not again:
        people = people.exclude(account__must_change_password=False)
    ids = list(people.values_list("pk", flat=True))
    if not ids or (class_group is None and kind != SlipKind.PASSWORDS):
        raise NobodyToPrintError
    batch = SlipBatch.objects.create(
        kind=kind,
        unit=unit,
        class_group=class_group,
        label=class_group.name if class_group else unit.label,
        person_ids=ids,
        created_by_id=actor.person_id,
        expires_at=timezone.now() + KEPT,
    )
    record(actor=actor, verb="signin.slips.ordered", obj=batch, unit_path=unit.path, changes={"people": [None, len(ids)]})
    _start(actor, batch)
    return batch


def _start(actor: Actor, batch: SlipBatch) -> None:
    if len(batch.person_ids) <= AT_ONCE:
        print_slips(actor=actor, batch=batch)
        return
    payload = {"batch_id": batch.pk, "hat": actor.hat.key if actor.hat else ""}
    batch.job = enqueue("signin.slips", payload, created_by_id=actor.person_id)
    batch.save(update_fields=["job"])


def print_ordered(*, batch_id: int, hat_key: str, progress: Progress | None = None) -> int:
    """Print a batch for its creator under the hat it was ordered with; the right is asked again. Returns how many slips."""
    batch = SlipBatch.objects.select_related("unit", "class_group__unit", "created_by__account").get(pk=batch_id)
    if batch.file_name:
        return len(batch.person_ids)
    actor, _hats = actor_for(batch.created_by.account, hat_key)
    require(can_manage_accounts, actor, batch.unit)
    return print_slips(actor=actor, batch=batch, progress=progress)


def print_slips(*, actor: Actor, batch: SlipBatch, progress: Progress | None = None) -> int:
    """Make what the slips need (accounts, passwords, codes), print them and keep the sealed file."""
    make = {SlipKind.PASSWORDS: _password_slips, SlipKind.PICTURES: _picture_slips, SlipKind.GUARDIANS: _guardian_slips}
    # Families read them, whatever language the one who orders works in.
    with transaction.atomic(), translation.override("vi"):
        slips = make[SlipKind(batch.kind)](actor, batch, progress)
        paper = print_paper(title=batch.title, slips=slips)
        batch.file_name = default_storage.save(f"phieu/{uuid4().hex}.{paper.kind}.sealed", ContentFile(seal("slips", paper.data)))
        batch.save(update_fields=["file_name"])
    return len(slips)


def _people(batch: SlipBatch) -> list[Person]:
    return list(Person.objects.filter(pk__in=batch.person_ids).order_by("sort_key", "id"))


def _detail(batch: SlipBatch) -> str:
    return f"{batch.title}, {batch.unit.label}" if batch.class_group_id else batch.unit.label


def _password_slips(actor: Actor, batch: SlipBatch, progress: Progress | None) -> Sequence[Slip]:
    create_accounts(actor=actor, person_ids=batch.person_ids, with_contacts=batch.class_group_id is None)
    address = f"{settings.BASE_URL}/dang-nhap/"
    slips = []
    for issued in issue_one_time_passwords(actor=actor, person_ids=batch.person_ids, progress=progress):
        last_day = date_format(timezone.localtime(issued.expires_at), "DATE_FORMAT")
        lines = ((_("Tên đăng nhập"), issued.username), (_("Mật khẩu dùng một lần"), grouped(issued.password)))
        note = _("Vào lần đầu, bạn đặt mật khẩu của riêng mình. Phiếu dùng đến %(day)s; xin giữ kín.") % {"day": last_day}
        slips.append(Slip(issued.name, _detail(batch), lines, f"{address}?ten={issued.username}", note))
    return slips


def _picture_slips(actor: Actor, batch: SlipBatch, progress: Progress | None) -> Sequence[Slip]:
    create_accounts(actor=actor, person_ids=batch.person_ids)
    assert batch.class_group is not None  # noqa: S101 (checked when ordered)
    url = class_url(make_class_code(actor=actor, class_group=batch.class_group, terms=ClassCodeTerms(choosing=False)))
    note = _("Quét mã, chạm vào tên của em, rồi chạm bốn hình bí mật của em.")
    return [Slip(person.full_name, _detail(batch), (), url, note) for person in _people(batch)]


def _guardian_slips(actor: Actor, batch: SlipBatch, progress: Progress | None) -> Sequence[Slip]:
    codes = issue_guardian_codes(actor=actor, children=_people(batch))
    slips = []
    for code in codes:
        last_day = date_format(timezone.localtime(code.expires_at), "DATE_FORMAT")
        note = _("Quét mã hoặc mở %(address)s, nhập mã và ngày sinh của con. Mã dùng đến %(day)s.") % {
            "address": f"{settings.BASE_URL.split('//')[-1]}/gia-dinh/",
            "day": last_day,
        }
        name = _("Phụ huynh của %(name)s") % {"name": code.child.full_name}
        slips.append(Slip(name, _detail(batch), ((_("Mã phụ huynh"), code.code),), f"{settings.BASE_URL}/gia-dinh/?ma={code.code}", note))
    return slips


@transaction.atomic
def open_slips(*, actor: Actor, batch: SlipBatch) -> bytes:
    """Return the printed file to its creator, and to nobody else."""
    if actor.person_id != batch.created_by_id or actor.is_shared_device or not batch.is_ready:
        raise AccessRefused("slips_of_creator")
    with default_storage.open(batch.file_name) as file:
        data = unseal("slips", file.read())
    batch.downloaded_at = timezone.now()
    batch.save(update_fields=["downloaded_at"])
    record(actor=actor, verb="signin.slips.downloaded", obj=batch, unit_path=batch.unit.path)
    return data


def delete_old_slips() -> int:
    """Delete files of batches that have run out; returns how many."""
    old = list(SlipBatch.objects.filter(expires_at__lte=timezone.now()).exclude(file_name=""))
    for batch in old:
        default_storage.delete(batch.file_name)
        batch.file_name, batch.person_ids = "", []
        batch.save(update_fields=["file_name", "person_ids"])
    return len(old)
