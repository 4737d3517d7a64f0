"""The signs of a page with how they look: bold and italic by the font, red by the colour, the rest by what is drawn under them."""

import re
import unicodedata
from typing import Any

from ..word.lines import BOLD, ITALIC
from ..word.lines import RED as RED_LOOK
from ..word.marking import is_red
from .types import MAX_GLYPHS, Box, Glyph, PdfProblem

_BOLD = re.compile(r"bold|black|heavy|demi|[-,]b[di]?$|\.b$|BX\d", re.I)
_ITALIC = re.compile(r"italic|oblique|[-,]b?i$|CMTI\d", re.I)
_MATH_FONT = re.compile(r"math|symbol|mt.?extra|euclid|\b(?:CM(?:MI|SY|EX|BSY|MIB)|MS[AB]M|EU[FS]M|rsfs)\d*|mtmi|mtsy", re.I)
_TCVN = re.compile(r"^\.?vn[a-z]{3,}", re.I)
_VNI = re.compile(r"^vni[-_ ]", re.I)
_TCVN_SIGNS = set("µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ª¬­«Ë×Ñ")
_VNI_PAIR = re.compile(r"[aeoöôuyAEOÖÔUY][ùøûõïâêáàåãäéèúüëÙØÛÕÏÂÊÁÀÅÃÄÉÈÚÜË]")
_OWN_SIGN = re.compile(r"[ạ-ỹẠ-Ỹđơưăĩũ]")
_LOST = re.compile(r"\(cid:\d+\)|\ufffd")
LOST = "\ufffd"


def font_name(name: Any) -> str:
    """Return a font's name without the tag of its subset."""
    text = name.decode("latin-1") if isinstance(name, bytes) else str(name or "")
    return re.sub(r"^[A-Z]{6}\+", "", text)


def hex_colour(colour: Any) -> str:
    """Return a fill colour as six hex digits, "" for patterns and colours nobody can tell."""
    if colour is None:
        return "000000"
    parts = [colour] if isinstance(colour, int | float) else list(colour)
    if not parts or not all(isinstance(part, int | float) for part in parts):
        return ""
    values = [min(1.0, max(0.0, float(part))) for part in parts]
    if len(values) == 1:
        values *= 3
    elif len(values) == 4:
        values = [(1 - value) * (1 - values[3]) for value in values[:3]]
    return "".join(f"{round(255 * value):02X}" for value in values) if len(values) == 3 else ""


def is_math(sign: str, font: str) -> bool:
    """Say whether a sign belongs to a formula that PDF took apart."""
    code = ord(sign[0])
    by_sign = (0x2200 <= code <= 0x22FF and sign not in "−∙∼∶∕") or 0x1D400 <= code <= 0x1D7FF or 0xE000 <= code <= 0xF8FF
    return by_sign or (bool(_MATH_FONT.search(font)) and sign not in "•–-")


def glyphs_of(chars: list[dict[str, Any]]) -> list[Glyph]:
    """Return the signs of a page in the order the file draws them; slanted ones (watermarks) are left out."""
    if len(chars) > MAX_GLYPHS:
        raise PdfProblem("pdf.bomb")
    found: list[Glyph] = []
    seen: dict[tuple[str, int, int], Glyph] = {}
    space = False
    for char in chars:
        text = _LOST.sub(LOST, str(char["text"]))
        if not char["upright"] or not text:
            continue
        if not text.strip() or text == "\u200b":
            space = True
            continue
        if unicodedata.combining(text[0]) and found:
            found[-1].text = unicodedata.normalize("NFC", found[-1].text + text)
            continue
        glyph = _glyph(char, unicodedata.normalize("NFKC", text) if "\ufb00" <= text[0] <= "\ufb06" else text)
        glyph.after_space, space = space, False
        place = (glyph.text, round(glyph.box.x0), round(glyph.base))
        twin = seen.get(place)
        if twin is not None:  # drawn twice to look bold
            twin.look |= BOLD
            continue
        seen[place] = glyph
        found.append(glyph)
    return found


def _glyph(char: dict[str, Any], text: str) -> Glyph:
    font = font_name(char["fontname"])
    size = float(char["size"]) or 1.0
    box = Box(float(char["x0"]), float(char["top"]), float(char["x1"]), float(char["bottom"]))
    base = box.bottom - (float(char["matrix"][5]) - float(char["y0"]))
    if not box.top <= base <= box.bottom + size:
        base = box.bottom - 0.22 * size
    look = (BOLD if _BOLD.search(font) else 0) | (ITALIC if _ITALIC.search(font) else 0)
    look |= RED_LOOK if is_red(hex_colour(char.get("non_stroking_color"))) else 0
    return Glyph(text, box, base, size, look, is_math=is_math(text, font))


def legacy_font(chars: list[dict[str, Any]]) -> str:
    """Return the name of the old code page (`TCVN3`, `VNI`) a page is written in, "" for Unicode."""
    letters = [char for char in chars if str(char["text"]).isalpha() or str(char["text"]) in _TCVN_SIGNS]
    if len(letters) < 20:
        return ""
    text = "".join(str(char["text"]) for char in letters)
    own = len(_OWN_SIGN.findall(text))
    for name, pattern in (("TCVN3", _TCVN), ("VNI", _VNI)):
        so_named = sum(bool(pattern.match(font_name(char["fontname"]))) for char in letters)
        if so_named > 0.3 * len(letters) and own < 0.02 * len(letters):
            return name
    if own:
        return ""
    if sum(sign in _TCVN_SIGNS for sign in text) > 0.06 * len(text):
        return "TCVN3"
    return "VNI" if len(_VNI_PAIR.findall(text)) > 0.06 * len(text) else ""
