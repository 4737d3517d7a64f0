"""Steps of a body: what a learner passes, what it is called, how long it takes."""

from typing import Any

from core.lib.markup import plain_text, spoken_latex

from ..types import RawBlock, RawBody, Step

WORDS_A_MINUTE = 170  # a secondary pupil reading for study, Vietnamese syllables counted as words
_FIXED_SECONDS = {"formula": 40, "picture": 25, "audio": 120, "video": 240, "file": 180, "h5p": 300, "checkpoint": 75}
TITLE_LENGTH = 60


def shorten(text: str, limit: int = TITLE_LENGTH) -> str:
    """Return the first words of a text, cut at a word with an ellipsis; a first sentence is taken whole if it fits."""
    first = text.split(". ")[0].strip()
    if first and len(first) <= limit:
        return first.rstrip(".:;,")
    return text[:limit].rsplit(" ", 1)[0].rstrip(".:;, ") + "…" if len(text) > limit else text


def title_of(block: RawBlock) -> str:
    """Return what a block is called in outlines and boards: its own title, else its first words, else ""."""
    value: dict[str, Any] = block["value"]
    for name in ("title", "text", "caption", "alt", "latex"):
        if isinstance(value.get(name), str) and value[name].strip():
            return shorten(spoken_latex(value[name]) if name == "latex" else plain_text(value[name]))
    if block["type"] == "columns":
        return next((title for child in [*value["left"], *value["right"]] if (title := title_of(child))), "")
    return shorten(plain_text(value.get("prompt") or value.get("html") or ""))


def words_of(block: RawBlock) -> int:
    """Return how many words there are to read in a block."""
    value = block["value"]
    texts = [value.get(name, "") for name in ("html", "prompt", "caption", "title")]
    texts += [cell for row in value.get("rows", []) for cell in row]
    texts += [item["value"]["text"] for item in value.get("options", [])]
    own = sum(len(plain_text(text).split()) for text in texts if isinstance(text, str))
    return own + sum(words_of(child) for side in ("left", "right") for child in value.get(side, []))


def seconds_of(block: RawBlock, durations: dict[str, int]) -> int:
    """Return how long a block takes. `durations` maps a media file's uuid to its seconds, where they are known."""
    value = block["value"]
    reading = round(words_of(block) * 60 / WORDS_A_MINUTE)
    fixed = durations.get(value.get("file", ""), _FIXED_SECONDS.get(block["type"], 0))
    nested = sum(seconds_of(child, durations) for side in ("left", "right") for child in value.get(side, []))
    return max(5, nested or reading + fixed)


def steps_of(body: RawBody, durations: dict[str, int] | None = None) -> list[Step]:
    """Return the steps of a body in order. A level 2 heading begins a part; headings themselves are no steps."""
    steps: list[Step] = []
    part, part_title = 0, ""
    for block in body:
        value = block["value"]
        if block["type"] == "heading":
            if value["level"] == "2":
                part += 1 if steps or part_title else 0
                part_title = value["text"]
            continue
        steps.append(
            Step(
                id=block["id"],
                kind=block["type"],
                title=title_of(block),
                is_checkpoint=block["type"] == "checkpoint",
                must_pass=block["type"] == "checkpoint" and value["must_pass"],
                part=part,
                part_title=part_title,
                seconds=seconds_of(block, durations or {}),
            )
        )
    return steps
