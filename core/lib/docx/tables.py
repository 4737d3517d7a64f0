"""Pandoc's tables to rows of cells: merged cells are written out, several header rows become one."""

from collections.abc import Callable
from typing import Any

Cell = tuple[str, int, int]  # HTML, rows spanned, columns spanned


def grid(rows: list[list[Cell]], *, repeat_across: bool) -> tuple[list[list[str]], bool]:
    """Lay spanning cells out on a grid. What spans rows is repeated in each; what spans columns too if `repeat_across`.

    Returns the rows and whether anything was merged.
    """
    laid: list[list[str | None]] = [[] for _ in rows]
    merged = False
    for top, row in enumerate(rows):
        column = 0
        for text, down, across in row:
            while column < len(laid[top]) and laid[top][column] is not None:
                column += 1
            merged = merged or down > 1 or across > 1
            for line in range(top, min(top + down, len(rows))):
                laid[line] += [None] * (column + across - len(laid[line]))
                for place in range(column, column + across):
                    laid[line][place] = text if place == column or repeat_across else ""
            column += across
    width = max((len(row) for row in laid), default=0)
    return [[cell or "" for cell in row] + [""] * (width - len(row)) for row in laid], merged


def one_header(rows: list[list[str]]) -> list[str]:
    """Return one header row of several: the words above each other joined, each once."""
    return [" – ".join(dict.fromkeys(cell for cell in column if cell)) for column in zip(*rows, strict=True)]


def read_table(node: dict[str, Any], cell_html: Callable[[list[dict[str, Any]]], str]) -> tuple[list[list[str]], bool, bool]:
    """Return (rows, whether the first is a header, whether cells were merged) of a pandoc table."""
    _attributes, _caption, _columns, head, bodies, foot = node["c"]

    def cells(rows: list[Any]) -> list[list[Cell]]:
        return [[(cell_html(cell[4]), cell[2], cell[3]) for cell in row[1]] for row in rows]

    header, merged_head = grid(cells(head[1]), repeat_across=True)
    body_rows = [row for body in bodies for row in [*body[2], *body[3]]] + foot[1]
    body, merged_body = grid(cells(body_rows), repeat_across=False)
    top = [one_header(header)] if header else []
    return [*top, *body], bool(top and any(top[0])), merged_head or merged_body
