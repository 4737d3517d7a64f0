"""Pure drawing rules: no Django, no clock."""

import unicodedata
import zlib
from collections.abc import Sequence
from uuid import UUID

TONES = ("math", "lit", "eng", "sci", "his", "pe")

#: First word, folded, of a subject's name or code -> (tone, icon). Longest match wins.
SUBJECTS: dict[str, tuple[str, str]] = {
    "toan": ("math", "math"),
    "tin": ("math", "tech"),
    "cong nghe": ("his", "tech"),
    "ngu van": ("lit", "lit"),
    "van": ("lit", "lit"),
    "tieng viet": ("lit", "lit"),
    "am nhac": ("lit", "music"),
    "nhac": ("lit", "music"),
    "mi thuat": ("lit", "art"),
    "my thuat": ("lit", "art"),
    "nghe thuat": ("lit", "art"),
    "tieng anh": ("eng", "eng"),
    "anh": ("eng", "eng"),
    "ngoai ngu": ("eng", "eng"),
    "tieng": ("eng", "eng"),
    "khoa hoc tu nhien": ("sci", "sci"),
    "khtn": ("sci", "sci"),
    "khoa hoc": ("sci", "sci"),
    "vat li": ("sci", "sci"),
    "vat ly": ("sci", "sci"),
    "hoa": ("sci", "sci"),
    "sinh": ("sci", "sci"),
    "lich su": ("his", "his"),
    "su": ("his", "his"),
    "dia": ("his", "geo"),
    "giao duc dia phuong": ("his", "place"),
    "tu nhien va xa hoi": ("pe", "geo"),
    "dao duc": ("his", "civic"),
    "giao duc cong dan": ("his", "civic"),
    "gdcd": ("his", "civic"),
    "giao duc kinh te": ("his", "civic"),
    "the duc": ("pe", "pe"),
    "giao duc the chat": ("pe", "pe"),
    "gdtc": ("pe", "pe"),
    "quoc phong": ("pe", "shield"),
    "hoat dong trai nghiem": ("pe", "today"),
    "trai nghiem": ("pe", "today"),
    "chao co": ("pe", "flag"),
    "sinh hoat": ("pe", "team"),
}


def tone_of(seed: object) -> str:
    """Return the colour name that stays the same for a seed: a UUID's number, or the checksum of any other text."""
    number = seed.int if isinstance(seed, UUID) else zlib.crc32(str(seed).encode())
    return TONES[number % len(TONES)]


def subject_look(name: str) -> tuple[str, str]:
    """Return (tone, icon) of a subject by its Vietnamese name; unknown ones keep a stable tone and the open book."""
    folded = _fold(name)
    found = [key for key in SUBJECTS if folded == key or folded.startswith(key + " ")]
    return SUBJECTS[max(found, key=len)] if found else (tone_of(folded), "class")


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.strip().lower().replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def initials_of(name: str) -> str:
    """Return two initials of a written name: last middle name (or family name) and given name."""
    words = name.split()
    return "".join(word[0] for word in words[-2:]).upper() if words else "?"


def share(value: float | None, whole: float | None) -> float:
    """Return `value` of `whole` in percent, held between 0 and 100; nothing of nothing is 0."""
    if not value or not whole or whole <= 0:
        return 0.0
    return max(0.0, min(100.0, 100.0 * float(value) / float(whole)))


def spark_points(values: Sequence[float], *, low: float, high: float, step: float, height: float) -> list[tuple[float, float]]:
    """Place values from left to right, `step` apart, `high` at the top and `low` at the bottom of `height`."""
    span = (high - low) or 1.0
    return [(index * step, round(2 + (height - 4) * (1 - (value - low) / span), 1)) for index, value in enumerate(values)]


def heat_step(percent: float) -> int:
    """Return the step 1 (few) to 6 (nearly all) of a percentage: below 30, 45, 60, 75, 92, and above."""
    return 1 + sum(percent >= edge for edge in (30, 45, 60, 75, 92))


def stack_parts(counts: Sequence[float], gap: float = 0.4) -> list[tuple[float, float]]:
    """Return (x, width) in percent for each part of a stacked bar, a small gap between those that are not empty."""
    whole = sum(counts)
    if whole <= 0:
        return [(0.0, 0.0) for _ in counts]
    gaps = max(0, sum(1 for count in counts if count > 0) - 1)
    usable, x, parts = 100.0 - gap * gaps, 0.0, []
    for count in counts:
        width = usable * count / whole
        parts.append((round(x, 2), round(width, 2)))
        x += width + (gap if count > 0 else 0)
    return parts
