"""Telephone numbers, numbers of identity cards and addresses of mail in a text."""

import re
from typing import NamedTuple

from core.lib import vietnamese


class Personal(NamedTuple):
    """Something that tells who or where somebody is: `phone`, `card` or `mail`, and where it stands."""

    code: str
    start: int
    end: int


_GAP = r"[ .\-]?"
_PHONE = re.compile(rf"(?<![\d.,])(?:\+84{_GAP}|0){_GAP}[35789](?:{_GAP}\d){{8}}(?![\d]|[.,]\d)")
_CARD = re.compile(r"(?<![\d.,/])0\d{11}(?![\d]|[.,]\d)")
_MAIL = re.compile(r"[\w.+-]{2,}@[\w-]+(?:\.[\w-]+)+")
_WORDS = {"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "ko", "k"}
_PLAIN = {vietnamese.fold(word) for word in _WORDS}
_SPOKEN = re.compile(r"[^\W\d_]+", re.UNICODE)


def personal_in(text: str) -> list[Personal]:
    """Return what tells who or where somebody is, in the order of the text; numbers said in words included."""
    found = [
        Personal(code, *match.span())
        for code, rule in (("card", _CARD), ("phone", _PHONE), ("mail", _MAIL))
        for match in rule.finditer(text)
    ]
    return sorted([*found, *_spoken(text)], key=lambda one: one.start)


def _spoken(text: str) -> list[Personal]:
    """Return runs of nine or more digits said in words that begin with nought: "không chín một …"."""
    found, run = [], []
    words = list(_SPOKEN.finditer(text))
    for match in [*words, None]:
        if match is not None and vietnamese.fold(match.group()) in _PLAIN:
            run.append(match)
            continue
        if len(run) >= 9 and vietnamese.fold(run[0].group()) in {"khong", "ko", "k"}:
            found.append(Personal("phone", run[0].start(), run[-1].end()))
        run = []
    return found
