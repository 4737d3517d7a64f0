"""Names inside a ZIP and cells of a table that no program takes for something else. Pure."""

import re
import unicodedata

from core.lib.vietnamese import fold

MOST, MOST_BYTES = 100, 200  # a phone keeps no name of more than 255 bytes
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control characters, marks of direction, surrogates, no letters at all
_SPLIT_FORMULA = re.compile(r"([;\t]\s*)([=+\-@])")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(name: str, suffix: str = "", most: int = MOST) -> str:
    """Return a name a file bears on any system: no folders, nothing hidden, not reserved, with its ending, at most `most` letters and 200 bytes.

    `suffix` (`.webp`) takes the place of the ending the name has.
    """
    shown = "".join(letter for letter in unicodedata.normalize("NFC", name) if unicodedata.category(letter) not in _HIDDEN)
    shown = " ".join(_FORBIDDEN.sub("_", shown).split()).strip(". ")
    stem, dot, ending = shown.rpartition(".")
    if not dot or not stem or len(ending) > 8:
        stem, ending = shown, ""
    ending = suffix or (f".{ending}" if ending else "")
    stem = stem.strip(". ") or "tep"
    if _RESERVED.match(stem + "."):
        stem = f"_{stem}"
    stem = stem[: max(1, most - len(ending))].encode()[: MOST_BYTES - len(ending.encode())].decode(errors="ignore")
    return f"{stem.rstrip('. ')}{ending}"


def slug(label: str) -> str:
    """Return a label as the name of a ZIP: small letters without marks, `lop-9a1`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(label)).strip("-")[:60].strip("-") or "nhom"


def plain_cell(value: object) -> str:
    """Return a value as text no spreadsheet takes for a formula, one that splits lines at `;` neither."""
    text = "".join(letter for letter in str(value) if letter in "\n\t" or unicodedata.category(letter) != "Cc")
    text = _SPLIT_FORMULA.sub(r"\1'\2", text)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\n") else text
