"""What screening says."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a text is stopped: a code, the words that matched, where they stand in the text (characters)."""

    code: str
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a text: `pass`, `hold` (waits for approval) or `refuse` (the author is told why); a cry for help alerts people."""

    action: Literal["pass", "hold", "refuse"] = "pass"
    reasons: tuple[Reason, ...] = ()
    is_crisis: bool = False
