"""The banks on the left, with their folders and counts."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.models import Membership, Unit
from core.people.models import Account, Person

from ..enums import BankAbility, ItemState, ReviewDecision
from ..models import Bank, BankGrant, Folder, Item, ItemReview, ItemStar
from ..policies import banks_with, reviewable_items, visible_banks, visible_items
from ..rules.levels import WEAK_DISCRIMINATION
from ..types import BankNode, FolderNode

MOST_BANKS = 60
AUTHORING = (Role.TEACHER, Role.LEADER, Role.OFFICER)


def usable_banks(actor: Actor) -> list[Any]:
    """Return the banks the actor may take questions from, each with `ability`: own ones first, then by unit; at most 60, one query."""
    levels = [
        When(Exists(banks_with(actor, ability).filter(pk=OuterRef("pk"))), then=Value(ability.value))
        for ability in reversed(list(BankAbility))
    ]
    rows = visible_banks(actor).filter(is_archived=False).annotate(ability=Case(*levels, default=Value("use"), output_field=CharField()))
    mine = Case(When(owner_id=actor.person_id, then=Value(0)), default=Value(1))
    return list(rows.select_related("unit", "subject", "owner").order_by(mine, "-unit__path", "name", "pk")[:MOST_BANKS])


def bank_tree(actor: Actor) -> dict[str, list[BankNode]]:
    """Return `{mine, shared}`: banks in order; their folders are not read (`folder_nodes`)."""
    nodes = [BankNode(row, row.ability) for row in usable_banks(actor)]
    mine = [node for node in nodes if node.bank.owner_id == actor.person_id]
    return {"mine": mine, "shared": [node for node in nodes if node.bank.owner_id != actor.person_id]}


def folder_nodes(bank: Bank) -> list[FolderNode]:
    """Return the folders of a bank in the order of the tree, each with its depth from 0 and what is in it and below; one query."""
    rows = list(Folder.objects.filter(bank=bank).order_by("position", "pk"))
    children: dict[int | None, list[Folder]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    nodes: list[FolderNode] = []

    def walk(row: Folder, depth: int) -> FolderNode:
        place = len(nodes)
        nodes.append(FolderNode(row, depth, 0))
        below = [walk(child, depth + 1) for child in children.get(row.pk, [])]
        within = (row.pk, *(pk for node in below for pk in node.within))
        nodes[place] = FolderNode(row, depth, row.item_count + sum(node.count for node in below), within)
        return nodes[place]

    for row in children.get(None, []):
        walk(row, 0)
    return nodes


def folder_choices(bank: Bank) -> list[tuple[int, str]]:
    """Return (id, name indented by depth) of the folders of a bank."""
    return [(node.folder.pk, "  " * node.depth + node.folder.name) for node in folder_nodes(bank)]


def folder_targets(nodes: list[FolderNode], moving: tuple[int, ...]) -> list[FolderNode]:
    """Return the folders into which the folder of `moving` (it and those inside it) may go: all but these."""
    return [node for node in nodes if node.folder.pk not in moving]


def quick_counts(actor: Actor) -> dict[str, int]:
    """Return how many items ask this actor to look and how many it has starred (at most 100 of each are counted)."""
    return {"look": len(_look_ids(actor)[:100]), "starred": starred(actor)[:100].count()}


def starred(actor: Actor) -> QuerySet[Item]:
    """Return the items a person has marked for itself and may see."""
    return visible_items(actor).filter(Exists(ItemStar.objects.filter(item_id=OuterRef("pk"), person_id=actor.person_id)))


def to_look_at(actor: Actor) -> QuerySet[Item]:
    """Return the items that ask this actor to look: those it may decide on, its own that were returned, its own that tests showed weak."""
    return visible_items(actor).filter(pk__in=_look_ids(actor))


def _look_ids(actor: Actor) -> list[int]:
    """Return the newest 300 of them. Three conditions, each with its index, joined: one condition with OR would read every item."""
    mine = visible_items(actor).filter(author_id=actor.person_id)
    returned = ItemReview.objects.filter(version_id=OuterRef("working_id"), decision=ReviewDecision.RETURNED)
    back = mine.filter(state=ItemState.DRAFT, working__author_id=actor.person_id).filter(Exists(returned))
    weak = mine.filter(state=ItemState.READY, discrimination__lt=WEAK_DISCRIMINATION)
    parts = [rows.order_by().values_list("pk", flat=True) for rows in (reviewable_items(actor), back, weak)]
    return list(parts[0].union(*parts[1:]).order_by("-pk")[:300])


def bank_by_uuid(actor: Actor, uuid: Any) -> Bank | None:
    """Return a bank the actor may take questions from."""
    return visible_banks(actor).select_related("unit", "subject").filter(uuid=uuid).first()


def grants_of(bank: Bank) -> list[BankGrant]:
    """Return who was given what on a bank."""
    return list(BankGrant.objects.filter(bank=bank).select_related("person", "unit").order_by("pk"))


def archived_banks(actor: Actor) -> list[Bank]:
    """Return the banks put away that the actor manages (at most 30), to open them again."""
    return list(banks_with(actor, BankAbility.MANAGE).filter(is_archived=True).order_by("name", "pk")[:30])


def editable_bank_ids(actor: Actor, bank_ids: Iterable[int]) -> set[int]:
    """Return those of some banks in which the actor writes: there it sees drafts, elsewhere the version in use."""
    return set(banks_with(actor, BankAbility.EDIT).filter(pk__in=set(bank_ids)).values_list("pk", flat=True))


def open_banks_to_write(actor: Actor) -> list[Bank]:
    """Return the open banks in which the actor writes (at most 60), own ones first: where copies may go."""
    mine = Case(When(owner_id=actor.person_id, then=Value(0)), default=Value(1))
    return list(banks_with(actor, BankAbility.EDIT).filter(is_archived=False).order_by(mine, "name", "pk")[:MOST_BANKS])


def units_to_grant(actor: Actor, bank: Bank) -> QuerySet[Unit]:
    """Return the units a bank may be opened to: its own, those right below, and those beside it."""
    path = bank.unit.path
    beside = Q(path__startswith=path[: -Unit.steplen], depth=bank.unit.depth) if bank.unit.depth > 1 else Q(pk=None)
    below = Q(path__startswith=path, depth=bank.unit.depth + 1)
    units: QuerySet[Unit] = Unit.objects.filter(Q(pk=bank.unit_id) | beside | below, closed_on=None)
    return units.order_by("depth", "name", "pk")


def colleague(actor: Actor, username: str) -> Person | None:
    """Return who writes questions somewhere (teacher, leader, officer) under a username; pupils and families aren't found."""
    today = timezone.localdate()
    hats = Membership.objects.filter(person_id=OuterRef("person_id"), role__in=AUTHORING, valid_from__lte=today)
    hats = hats.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    accounts = Account.objects.filter(Exists(hats), username=username.strip().lower(), is_active=True)
    found = accounts.exclude(person_id=actor.person_id).select_related("person").first()
    return found.person if found else None
