"""The banks on the left, with their folders and counts."""

from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from core.access.types import Actor

from ..enums import BankAbility, ItemState
from ..models import Bank, BankGrant, Folder, Item, ItemStar
from ..policies import banks_with, visible_banks, visible_items
from ..types import BankNode, FolderNode

MOST_BANKS = 60


def usable_banks(actor: Actor) -> list[Any]:
    """Return the banks the actor may take questions from, each with `ability`: own ones first, then by unit; at most 60, one query."""
    levels = [
        When(Exists(banks_with(actor, ability).filter(pk=OuterRef("pk"))), then=Value(ability.value))
        for ability in reversed(list(BankAbility))
    ]
    rows = visible_banks(actor).filter(is_archived=False).annotate(ability=Case(*levels, default=Value("use"), output_field=CharField()))
    mine = Case(When(owner_id=actor.person_id, then=Value(0)), default=Value(1))
    return list(rows.select_related("unit", "subject", "owner").order_by(mine, "-unit__path", "name", "pk")[:MOST_BANKS])


def bank_tree(actor: Actor, current: Bank | None = None) -> dict[str, list[BankNode]]:
    """Return `{mine, shared}`: banks in order; the folders of the current bank are there, those of the others are not read."""
    rows = usable_banks(actor)
    folders = folder_nodes(current) if current else []
    nodes = [BankNode(row, row.ability, folders if current and row.pk == current.pk else []) for row in rows]
    mine = [node for node in nodes if node.bank.owner_id == actor.person_id]
    return {"mine": mine, "shared": [node for node in nodes if node.bank.owner_id != actor.person_id]}


def folder_nodes(bank: Bank) -> list[FolderNode]:
    """Return the folders of a bank in the order of the tree, each with its depth from 0."""
    rows = list(Folder.objects.filter(bank=bank).order_by("position", "pk"))
    children: dict[int | None, list[Folder]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    nodes: list[FolderNode] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in children.get(parent, []):
            nodes.append(FolderNode(row, depth, row.item_count))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return nodes


def folder_choices(bank: Bank) -> list[tuple[int, str]]:
    """Return (id, name indented by depth) of the folders of a bank."""
    return [(node.folder.pk, "  " * node.depth + node.folder.name) for node in folder_nodes(bank)]


def quick_counts(actor: Actor) -> dict[str, int]:
    """Return how many items wait for this actor's review and how many it has starred (at most 100 of each are counted)."""
    review = visible_items(actor).filter(state=ItemState.IN_REVIEW, bank__in=banks_with(actor, BankAbility.REVIEW).values("pk"))
    review = review.exclude(working__author_id=actor.person_id)
    starred = Item.objects.filter(Exists(ItemStar.objects.filter(item_id=OuterRef("pk"), person_id=actor.person_id)))
    return {"look": review[:100].count(), "starred": starred[:100].count()}


def bank_by_uuid(actor: Actor, uuid: Any) -> Bank | None:
    """Return a bank the actor may take questions from."""
    return visible_banks(actor).select_related("unit", "subject").filter(uuid=uuid).first()


def grants_of(bank: Bank) -> list[BankGrant]:
    """Return who was given what on a bank."""
    return list(BankGrant.objects.filter(bank=bank).select_related("person", "unit").order_by("pk"))


def reviewable(actor: Actor) -> Q:
    """Return the condition for items this actor may decide on: in review, in its banks, written by another."""
    banks = banks_with(actor, BankAbility.REVIEW).values("pk")
    return Q(state=ItemState.IN_REVIEW, bank__in=banks) & ~Q(working__author_id=actor.person_id)
