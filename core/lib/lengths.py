"""Texts that fit their columns: PostgreSQL cuts what a bulk update writes to the column's length without a word."""

from collections.abc import Iterable
from typing import Any


class TextTooLongError(ValueError):
    """A row holds a text its column can't keep. Names the row and the column, not the text: it may be private."""

    def __init__(self, row: str, column: str, length: int, most: int) -> None:
        super().__init__(f"{row}: {column} has {length} characters, its column keeps {most}")
        self.row, self.column, self.length, self.most = row, column, length, most


def require_lengths(rows: Iterable[Any], columns: Iterable[str]) -> None:
    """Raise `TextTooLongError` for the first of `rows` (rows of a model) with a text longer than its column.

    Call it before every bulk update: there the database takes `CAST(… AS varchar(n))` for a wish to cut. Whoever reads what
    people type checks earlier, and says it in their words.
    """
    limits: dict[str, int] | None = None
    for row in rows:
        if limits is None:
            lengths = {name: row._meta.get_field(name).max_length for name in columns}
            limits = {name: most for name, most in lengths.items() if most}
        for name, most in limits.items():
            text = getattr(row, name)
            if isinstance(text, str) and len(text) > most:
                raise TextTooLongError(f"{row._meta.label} {row.pk}", name, len(text), most)
