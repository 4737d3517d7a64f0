"""What is odd about a question. Ebel & Frisbie (1991), Essentials of Educational Measurement, chapter 13, for what is weak."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TOO_EASY, TOO_HARD = 0.92, 0.15
WEAK, REVERSED = 0.2, -0.05
FEW = 8  # candidates below which nothing is said of a question
IDLE_FROM = 20  # candidates from which an option nobody chose is worth a word
GRAVE = ("key", "reversed")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is odd: `code` `key`, `reversed`, `easy`, `hard`, `weak` or `idle`; `choice` and `count` the option meant (`key`, `idle`)."""

    code: str
    choice: str = ""
    count: int = 0

    @property
    def is_grave(self) -> bool:
        return self.code in GRAVE


def findings(
    *,
    count: int,
    facility: float,
    discrimination: float | None,
    choices: Mapping[str, tuple[int, float]],
    options: Sequence[str],
    right: Sequence[str],
) -> list[Finding]:
    """Return what to look at in a question, the gravest first. `choices`: option -> (how many chose it, their mean total).

    The key is doubtful where a wrong option draws more candidates than the right one, and better ones.
    """
    if count < FEW:
        return []
    found = []
    wrong = {key: choices[key] for key in options if key not in right and key in choices}
    right_count = sum(choices[key][0] for key in right if key in choices)
    right_mean = sum(choices[key][0] * choices[key][1] for key in right if key in choices) / right_count if right_count else 0.0
    most = max(wrong, key=lambda key: wrong[key][0], default="")
    if right and most and wrong[most][0] > max(right_count, count * 0.3) and wrong[most][1] > right_mean:
        found.append(Finding("key", most, wrong[most][0]))
    if discrimination is not None and discrimination < REVERSED:
        found.append(Finding("reversed"))
    if facility >= TOO_EASY:
        found.append(Finding("easy"))
    elif facility <= TOO_HARD:
        found.append(Finding("hard"))
    elif discrimination is not None and REVERSED <= discrimination < WEAK:
        found.append(Finding("weak"))
    if right and count >= IDLE_FROM and facility < TOO_EASY:
        found += [Finding("idle", key) for key in options if key not in right and key not in choices][:1]
    return found
