"""Moodle XML: `multichoice` with several right answers; what is wrong takes everything (`all`) or its share (`each`)."""

from assessment.types import Content

from ..rules.exchange import MoodleIn, MoodleOut, flag, percent_of
from ..single_choice.moodle import option_rows, write_options


def read(source: MoodleIn) -> Content | None:
    """Read a question with several right answers."""
    if source.type not in ("multichoice", "multichoiceset"):
        return None
    if source.type == "multichoice" and flag(source.words("single") or "true"):
        return None
    rows = option_rows(source)
    shares = [float(str(row.pop("share"))) for row in rows]
    for row, share in zip(rows, shares, strict=True):
        row["is_right"] = share > 0
    wrong = [share for share in shares if share <= 0]
    whole = source.type == "multichoiceset" or (bool(wrong) and all(share <= -99 for share in wrong))
    if len({share for share in shares if share > 0}) > 1:
        source.doubt("scoring.changed")
    return {"options": rows, "shuffles": flag(source.words("shuffleanswers") or "1"), "scoring": "all" if whole else "each"}


def write(content: Content, out: MoodleOut) -> None:
    """Write a question with several right answers."""
    right = sum(row["is_right"] for row in content["options"])
    wrong = len(content["options"]) - right
    penalty = "-100" if content["scoring"] == "all" else f"-{percent_of(1 / wrong)}" if wrong > 1 else "-99"
    good = percent_of(1 / right) if right else "0"
    out.plain(out.node, "single", "false")
    write_options(content, out, {row["id"]: good if row["is_right"] else penalty for row in content["options"]})
