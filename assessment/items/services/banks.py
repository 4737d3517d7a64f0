"""Banks, their folders and who may do what in them."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import fold, tidy
from core.organisations.models import Unit
from core.people.models import Person

from ..enums import BankAbility
from ..errors import ItemError
from ..models import Bank, BankGrant, Folder, Item
from ..policies import can_edit_bank, can_manage_bank, can_open_bank, can_open_unit_bank

DEEPEST = 4
_KEY = re.compile(r"[A-Z0-9][A-Z0-9-]{1,39}")


def _key_from(name: str, unit: Unit) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-").upper()[:24] or "NH"
    return f"{words}-{unit.key}"[:36]


@transaction.atomic
def create_bank(
    *,
    actor: Actor,
    unit: Unit,
    name: str,
    is_personal: bool = True,
    key: str = "",
    subject_id: int | None = None,
    needs_review: bool = False,
) -> Bank:
    """Begin a bank: one's own in the unit of the hat, or the unit's. Without `key` one is made of the name.

    `ItemError`: `bank.name`, `bank.key_form`, `bank.key` (taken). Side effects: audit.
    """
    require(can_open_bank, actor) if is_personal else require(can_open_unit_bank, actor, unit)
    name = tidy(name)[:200]
    if not name:
        raise ItemError("bank.name", field="name")
    wanted = key.strip().upper()
    if wanted and not _KEY.fullmatch(wanted):
        raise ItemError("bank.key_form", field="key")
    for turn in range(100):
        candidate = wanted or (_key_from(name, unit) + (f"-{turn + 1}" if turn else ""))
        bank = Bank(
            key=candidate,
            unit=unit,
            owner_id=actor.person_id if is_personal else None,
            subject_id=subject_id,
            name=name,
            needs_review=needs_review,
            created_by_id=actor.person_id or None,
        )
        try:
            with transaction.atomic():
                bank.save(force_insert=True)
        except IntegrityError:
            if wanted:
                raise ItemError("bank.key", field="key", key=wanted) from None
            continue
        record(actor=actor, verb="assessment.bank.created", obj=bank, unit_path=unit.path, unit_id=unit.pk)
        return bank
    raise ItemError("bank.key", field="key", key=_key_from(name, unit))


@transaction.atomic
def own_bank(*, actor: Actor) -> Bank:
    """Return the person's own bank in the unit of the hat, made on first use; two presses at once make one."""
    require(can_open_bank, actor)
    Person.objects.select_for_update().get(pk=actor.person_id)
    found = Bank.objects.filter(owner_id=actor.person_id, unit_id=actor.unit_id, is_archived=False).order_by("pk").first()
    return found or create_bank(actor=actor, unit=Unit.objects.get(pk=actor.unit_id), name=_("Câu hỏi của tôi"))


@transaction.atomic
def update_bank(*, actor: Actor, bank: Bank, **changes: Any) -> Bank:
    """Change a bank's name, subject, sharing (`shared_down`, `offered_up`), `needs_review`, `is_archived`. Side effects: audit."""
    require(can_manage_bank, actor, bank)
    allowed = {"name", "subject_id", "shared_down", "offered_up", "needs_review", "is_archived"}
    before = {name: getattr(bank, name) for name in changes if name in allowed}
    for name, value in changes.items():
        if name in allowed:
            setattr(bank, name, tidy(value)[:200] if name == "name" else value)
    if not bank.name:
        raise ItemError("bank.name", field="name")
    bank.save(update_fields=[*before])
    after = {name: getattr(bank, name) for name in before}
    changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if changed:
        record(actor=actor, verb="assessment.bank.changed", obj=bank, unit_path=bank.unit.path, unit_id=bank.unit_id, changes=changed)
    return bank


@transaction.atomic
def grant_ability(*, actor: Actor, bank: Bank, ability: str, person: Person | None = None, unit: Unit | None = None) -> BankGrant:
    """Give a person, or everybody who authors in a unit and below, an ability on a bank; a second grant replaces the first."""
    require(can_manage_bank, actor, bank)
    if (person is None) == (unit is None) or ability not in BankAbility.values:
        raise ItemError("grant.one", field="person")
    to = {"person": person} if person else {"unit": unit}
    grant, _made = BankGrant.objects.update_or_create(
        bank=bank, **to, defaults={"ability": ability, "granted_by_id": actor.person_id or None}
    )
    record(
        actor=actor,
        verb="assessment.bank.granted",
        obj=bank,
        subject_person_id=person.pk if person else None,
        unit_path=bank.unit.path,
        unit_id=bank.unit_id,
        changes={"ability": ability, "unit": unit.pk if unit else None},
    )
    return grant


@transaction.atomic
def revoke_ability(*, actor: Actor, grant: BankGrant) -> None:
    """Take an ability back."""
    bank = grant.bank
    require(can_manage_bank, actor, bank)
    record(
        actor=actor,
        verb="assessment.bank.revoked",
        obj=bank,
        subject_person_id=grant.person_id,
        unit_path=bank.unit.path,
        unit_id=bank.unit_id,
    )
    grant.delete()


def _depth(folder: Folder | None) -> int:
    depth = 0
    while folder is not None:
        depth, folder = depth + 1, folder.parent
    return depth


@transaction.atomic
def create_folder(*, actor: Actor, bank: Bank, name: str, parent: Folder | None = None) -> Folder:
    """Add a folder at the end of `parent` (None: of the bank). `ItemError`: `folder.name`, `folder.other_bank`, `folder.deep`."""
    require(can_edit_bank, actor, bank)
    name = tidy(name)[:200]
    if not name:
        raise ItemError("folder.name", field="name")
    if parent is not None and parent.bank_id != bank.pk:
        raise ItemError("folder.other_bank")
    if _depth(parent) >= DEEPEST:
        raise ItemError("folder.deep", limit=DEEPEST)
    last = Folder.objects.filter(bank=bank, parent=parent).aggregate(last=Max("position"))["last"]
    return Folder.objects.create(bank=bank, parent=parent, name=name, position=(last or 0) + 1)


def folder_named(*, actor: Actor, bank: Bank, names: list[str]) -> Folder | None:
    """Return the folder at a path of names, making what is missing (imports with categories); None for no names."""
    folder: Folder | None = None
    for name in [tidy(name)[:200] for name in names if tidy(name)][:DEEPEST]:
        found = Folder.objects.filter(bank=bank, parent=folder, name=name).first()
        folder = found or create_folder(actor=actor, bank=bank, name=name, parent=folder)
    return folder


@transaction.atomic
def rename_folder(*, actor: Actor, folder: Folder, name: str) -> Folder:
    """Give a folder another name."""
    require(can_edit_bank, actor, folder.bank)
    folder.name = tidy(name)[:200]
    if not folder.name:
        raise ItemError("folder.name", field="name")
    folder.save(update_fields=["name"])
    return folder


@transaction.atomic
def move_folder(*, actor: Actor, folder: Folder, parent: Folder | None) -> Folder:
    """Put a folder with all that is in it into another of its bank (None: to the top), at the end.

    Two movers at once wait for each other, so that no folder ends up inside itself.
    `ItemError`: `folder.other_bank`, `folder.inside_itself`, `folder.deep`.
    """
    require(can_edit_bank, actor, folder.bank)
    Bank.objects.select_for_update(of=("self",)).get(pk=folder.bank_id)
    rows = {row.pk: row for row in Folder.objects.filter(bank_id=folder.bank_id)}
    if folder.pk not in rows or (parent is not None and parent.pk not in rows):
        raise ItemError("folder.other_bank")
    above = _above(rows, parent.pk if parent else None)
    if folder.pk in above:
        raise ItemError("folder.inside_itself")
    height = max(len(_above(rows, pk)) for pk in rows if folder.pk in _above(rows, pk)) - len(_above(rows, folder.pk)) + 1
    if len(above) + height > DEEPEST:
        raise ItemError("folder.deep", limit=DEEPEST)
    last = max((row.position for row in rows.values() if row.parent_id == (parent.pk if parent else None)), default=0)
    folder = rows[folder.pk]
    folder.parent, folder.position = parent, last + 1
    folder.save(update_fields=["parent", "position"])
    return folder


def _above(rows: Mapping[int, Folder], pk: int | None) -> list[int]:
    """Return a folder and those it stands in, from the inside out."""
    found: list[int] = []
    while pk is not None:
        found.append(pk)
        pk = rows[pk].parent_id
    return found


@transaction.atomic
def delete_folder(*, actor: Actor, folder: Folder) -> int:
    """Remove a folder; its items and folders go to where it stood. Returns how many items moved."""
    require(can_edit_bank, actor, folder.bank)
    parent = folder.parent
    moved = Item.objects.filter(folder=folder).update(folder=parent)
    Folder.objects.filter(parent=folder).update(parent=parent)
    if parent is not None:
        Folder.objects.filter(pk=parent.pk).update(item_count=F("item_count") + moved)
    folder.delete()
    return moved
