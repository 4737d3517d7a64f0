"""Comparing two versions of a body, block by block."""

from difflib import SequenceMatcher

from ..types import Change, RawBlock, RawBody


def compare(before: RawBody, after: RawBody) -> list[Change]:
    """Return the lines of a comparison in the order of `after`, removed blocks where they stood.

    A block is the same one when its id is. It is `moved` when its content is the same but its place among the others isn't.
    """
    old, new = {block["id"]: block for block in before}, {block["id"]: block for block in after}
    kept = [block["id"] for block in before if block["id"] in new]
    order = [block["id"] for block in after if block["id"] in old]
    steady = {
        key
        for match in SequenceMatcher(None, kept, order, autojunk=False).get_matching_blocks()
        for key in kept[match.a : match.a + match.size]
    }
    lines: list[Change] = []
    waiting = list(before)
    for block in after:
        if block["id"] in steady:
            _flush(waiting, block["id"], new, lines)
        lines.append(_line(old.get(block["id"]), block, steady))
    lines += [Change("removed", gone, None) for gone in waiting if gone["id"] not in new]
    return lines


def _flush(waiting: RawBody, until: str, new: dict[str, RawBlock], lines: list[Change]) -> None:
    while waiting:
        block = waiting.pop(0)
        if block["id"] == until:
            return
        if block["id"] not in new:
            lines.append(Change("removed", block, None))


def _line(before: RawBlock | None, after: RawBlock, steady: set[str]) -> Change:
    if before is None:
        return Change("added", None, after)
    if before["type"] != after["type"] or before["value"] != after["value"]:
        return Change("changed", before, after)
    return Change("same" if after["id"] in steady else "moved", before, after)
