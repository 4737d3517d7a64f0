"""Looking at what people write before it is shown."""

from core.access.types import Actor

from ..types import Verdict


def screen(*, actor: Actor, text: str, band: str, side: str, unit_id: int | None, kind: str) -> Verdict:
    """Return what becomes of a text (`kind`: `post`, `comment`, `message`)."""
    return Verdict()


def words_of(verdict: Verdict) -> str:
    """Return the reasons of a verdict as a translated sentence for the author; "" when there are none."""
    return ""


def check_flood(*, person_id: int, band: str, kind: str) -> str:
    """Count one thing written; return "" or why the person has to wait, translated."""
    return ""
