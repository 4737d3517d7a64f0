"""Places of bars and lines in the drawings of the results page (a field of 470 by 206, as the design has it)."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, GROUND, HIGH = 470.0, 186.0, 162.0
TONES = ("low", "low", "low", "low", "low", "mid", "mid", "mid", "done", "done")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the distribution with its label; `outline` is the height of the comparison (None: nothing to compare)."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    count: int
    tone: str
    outline: float | None
    compared: float


def distribution(histogram: Sequence[int], outline: Sequence[float] = ()) -> list[Bar]:
    """Return the ten bars of marks 0-1 … 9-10, all scaled to the highest."""
    top = max([*histogram, *outline, 1])
    step = WIDTH / len(histogram)
    bars = []
    for place, count in enumerate(histogram):
        height = HIGH * count / top
        compared = outline[place] if outline else 0.0
        bars.append(
            Bar(
                x=round(place * step + 2, 1),
                y=round(GROUND - height, 1),
                width=round(step - 4, 1),
                height=round(height, 1),
                middle=round(place * step + step / 2, 1),
                label=f"{place}–{place + 1}",
                count=count,
                tone=TONES[place],
                outline=round(GROUND - HIGH * compared / top, 1) if outline and compared > 0 else None,
                compared=round(compared, 1),
            )
        )
    return bars


def mean_place(mean: float) -> float:
    """Return where the line of a mean on the scale of ten stands."""
    return round(WIDTH * mean / 10, 1)
