"""Kinds of questions by key."""

from assessment.hooks import ItemKind

from ..errors import ItemError


def kind_of(key: str) -> ItemKind:
    """Return a kind of question, `ItemError` `kind.unknown` when there is none."""
    try:
        return ItemKind.of(key)
    except LookupError:
        raise ItemError("kind.unknown", field="kind", kind=key) from None


def ordered_kinds() -> list[ItemKind]:
    """Return every kind in the order people are shown."""
    return sorted(ItemKind.all(), key=lambda kind: (kind.order, kind.key))
