"""Who may use, write, review and manage banks, and see items. Lists and single answers come from one rule."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.access.enums import Right
from core.access.types import Actor

from .enums import BankAbility, ItemState
from .models import Bank, BankGrant, Item, ItemImport, ItemVersion, Outcome
from .rules.abilities import ancestors, at_least, best


def authors(actor: Actor, obj: object = None) -> bool:
    """Permit whoever writes questions or oversees banks: the pages of banks begin here."""
    return actor.is_system or Right.BANKS_AUTHOR in actor.rights or Right.BANKS_OVERSEE in actor.rights


def _rule(actor: Actor, ability: str) -> Q:
    rule = Q(pk=None)
    if Right.BANKS_AUTHOR in actor.rights:
        rule |= Q(owner_id=actor.person_id, unit_id=actor.unit_id)
        grants = BankGrant.objects.filter(bank_id=OuterRef("pk"), ability__in=at_least(ability))
        mine = grants.filter(Q(person_id=actor.person_id) | Q(unit__path__in=ancestors(actor.unit_path)))
        rule |= Q(Exists(mine))
        if ability == BankAbility.USE:
            rule |= Q(shared_down=True, unit__path__in=ancestors(actor.unit_path))
            rule |= Q(offered_up=True, unit__path__startswith=actor.unit_path)
    if Right.BANKS_OVERSEE in actor.rights:
        rule |= Q(owner=None, unit__path__startswith=actor.unit_path)
    return rule


def banks_with(actor: Actor, ability: str) -> QuerySet[Bank]:
    """Return the banks on which the actor has at least `ability`.

    One's own bank in the unit of the hat: everything. A unit's banks: whoever oversees banks there or above, everything.
    Grants: to the person, or to a unit the hat stands in or below. Shared down: use, in the unit and below. Offered up: use, above.
    """
    if actor.is_system:
        return Bank.objects.all()
    return Bank.objects.filter(_rule(actor, ability)) if authors(actor) else Bank.objects.none()


def visible_banks(actor: Actor) -> QuerySet[Bank]:
    """Banks an actor may take questions from."""
    return banks_with(actor, BankAbility.USE)


def can_use_bank(actor: Actor, bank: Bank) -> bool:
    """Say whether the actor may take questions from `bank`; the same rule as `visible_banks`."""
    return visible_banks(actor).filter(pk=bank.pk).exists()


def can_edit_bank(actor: Actor, bank: Bank) -> bool:
    """Say whether the actor may write questions in `bank`, which must be open."""
    return not bank.is_archived and banks_with(actor, BankAbility.EDIT).filter(pk=bank.pk).exists()


def can_review_bank(actor: Actor, bank: Bank) -> bool:
    """Say whether the actor may review questions of `bank` (never its own: the service refuses)."""
    return not bank.is_archived and banks_with(actor, BankAbility.REVIEW).filter(pk=bank.pk).exists()


def can_manage_bank(actor: Actor, bank: Bank) -> bool:
    """Say whether the actor may rename, share, archive `bank`, hand out abilities and seal its questions."""
    return banks_with(actor, BankAbility.MANAGE).filter(pk=bank.pk).exists()


def can_open_bank(actor: Actor, obj: object = None) -> bool:
    """Say whether the actor may begin a bank of its own in the unit of its hat."""
    return Right.BANKS_AUTHOR in actor.rights and bool(actor.unit_id)


def can_open_unit_bank(actor: Actor, unit: object) -> bool:
    """Say whether the actor may begin a bank of a unit: it oversees banks there."""
    return actor.may(Right.BANKS_OVERSEE, getattr(unit, "path", ""))


def ability_on(actor: Actor, bank: Bank) -> str:
    """Return the widest ability of the actor on `bank` ("" for none), in one query an ability."""
    held = [ability for ability in BankAbility.values if banks_with(actor, ability).filter(pk=bank.pk).exists()]
    return best(*held)


def visible_items(actor: Actor) -> QuerySet[Item]:
    """Items an actor may see: all of banks it writes in, the usable ones of banks it may take from; sealed ones its author and managers."""
    items = Item.objects.all()
    if actor.is_system:
        return items
    if not authors(actor):
        return items.none()
    editable, managed = banks_with(actor, BankAbility.EDIT).values("pk"), banks_with(actor, BankAbility.MANAGE).values("pk")
    usable = Q(bank__in=visible_banks(actor).values("pk")) & ~Q(ready=None) & ~Q(state=ItemState.RETIRED)
    open_items = Q(sealed_until=None) | Q(sealed_until__lte=timezone.now()) | Q(author_id=actor.person_id) | Q(bank__in=managed)
    return items.filter(Q(bank__in=editable) | usable).filter(open_items)


def can_view_item(actor: Actor, item: Item) -> bool:
    """Say whether the actor may see `item`; the same rule as `visible_items`."""
    return visible_items(actor).filter(pk=item.pk).exists()


def editable_items(actor: Actor) -> QuerySet[Item]:
    """Items an actor may change: it sees them and writes in their bank, which is open."""
    return visible_items(actor).filter(bank__in=banks_with(actor, BankAbility.EDIT).filter(is_archived=False).values("pk"))


def can_edit_item(actor: Actor, item: Item) -> bool:
    """Say whether the actor may change `item`; the same rule as `editable_items`."""
    return editable_items(actor).filter(pk=item.pk).exists()


def can_edit_items(actor: Actor, items: Collection[Item]) -> bool:
    """Say whether the actor may change every one of some items, in one query."""
    ids = {item.pk for item in items}
    return editable_items(actor).filter(pk__in=ids).count() == len(ids)


def can_view_items(actor: Actor, items: Collection[Item]) -> bool:
    """Say whether the actor may see every one of some items, in one query."""
    ids = {item.pk for item in items}
    return visible_items(actor).filter(pk__in=ids).count() == len(ids)


def can_manage_items(actor: Actor, items: Collection[Item]) -> bool:
    """Say whether the actor manages the banks of some items (it may seal them), in one query."""
    banks = {item.bank_id for item in items}
    return banks_with(actor, BankAbility.MANAGE).filter(pk__in=banks).count() == len(banks)


def reviewable_items(actor: Actor) -> QuerySet[Item]:
    """Items an actor may decide on: in review, in banks it reviews, and nothing of what was written since the last use is its own."""
    since = Coalesce(OuterRef("ready__number"), Value(0))
    mine = ItemVersion.objects.filter(item_id=OuterRef("pk"), author_id=actor.person_id, number__gt=since)
    banks = banks_with(actor, BankAbility.REVIEW).filter(is_archived=False).values("pk")
    return visible_items(actor).filter(state=ItemState.IN_REVIEW, bank__in=banks).exclude(Exists(mine))


def can_review_item(actor: Actor, item: Item) -> bool:
    """Say whether the actor may decide on `item` now; the same rule as `reviewable_items`."""
    return reviewable_items(actor).filter(pk=item.pk).exists()


def visible_outcomes(actor: Actor) -> QuerySet[Outcome]:
    """Outcomes of the curriculum, the national ones and those of the actor's unit and of units above it."""
    if actor.is_system:
        return Outcome.objects.all()
    return Outcome.objects.filter(Q(unit=None) | Q(unit__path__in=ancestors(actor.unit_path)), is_closed=False)


def can_write_outcomes(actor: Actor, unit: object = None) -> bool:
    """Say whether the actor may add to the curriculum of a unit (by default that of its hat): it oversees banks there."""
    return bool(actor.unit_id) and actor.may(Right.BANKS_OVERSEE, getattr(unit, "path", None) or actor.unit_path)


def can_write_outcome(actor: Actor, outcome: Outcome) -> bool:
    """Say whether the actor may change an outcome: one of a unit where it may add them; national ones nobody changes by hand."""
    return outcome.unit is not None and can_write_outcomes(actor, outcome.unit)


def visible_imports(actor: Actor) -> QuerySet[ItemImport]:
    """Imports an actor may look at and go on with: those into banks it writes in, which are open."""
    return ItemImport.objects.filter(bank__in=banks_with(actor, BankAbility.EDIT).filter(is_archived=False).values("pk"))


def can_view_import(actor: Actor, run: ItemImport) -> bool:
    """Say whether the actor may look at an import and go on with it; the same rule as `visible_imports`."""
    return visible_imports(actor).filter(pk=run.pk).exists()
