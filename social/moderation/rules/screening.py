"""From what is found in a text to what becomes of it."""

from collections.abc import Collection

from ..types import Reason, Verdict
from .links import link_severity, links_in
from .lists import Lexicon
from .matching import find
from .numbers import personal_in

_ORDER = ("note", "hold", "refuse")
_PERSONAL = {"primary": "hold", "lower": "hold", "upper": "hold"}


def judge(text: str, *, band: str, kind: str, lexicon: Lexicon, hosts: Collection[str] = ()) -> Verdict:
    """Return the verdict on a text by somebody of an age band; `hosts` are those the unit allows beside the built-in ones.

    A cry for help is never refused: as a message it reaches whom it was written to, elsewhere it waits, away from the eyes of others.
    """
    found: list[tuple[str, Reason]] = []
    for hit in find(text, lexicon):
        found.append((hit.entry.severity_for(band), Reason(hit.entry.code, hit.entry.words, hit.start, hit.end)))
    for link in links_in(text):
        found.append((link_severity(link.host, band, hosts), Reason("link", link.host, link.start, link.end)))
    for one in personal_in(text):
        found.append((_PERSONAL.get(band, "pass"), Reason(one.code, text[one.start : one.end], one.start, one.end)))
    reasons = tuple(sorted((reason for severity, reason in found if severity != "pass"), key=lambda one: (one.start, one.end)))
    severities = {severity for severity, _ in found}
    if "crisis" in severities:
        return Verdict("pass" if kind == "message" else "hold", reasons, is_crisis=True)
    action = "refuse" if "refuse" in severities else "hold" if "hold" in severities else "pass"
    return Verdict(action, reasons)  # type: ignore[arg-type]
