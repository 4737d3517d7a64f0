"""How tests of a unit are marked: data of the unit, because circulars change it.

Defaults: an outcome is solid from 8,0 and forming from 5,0 (the bounds of Tốt and Đạt, TT 22/2021/TT-BGDĐT Art. 9); markers give
quarters of a point (custom of schools; the circular rounds marks to tenths, which `TestSettings.mark_step` does).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from .inherited import nearest

KEY = "grading"
STEPS = (0.05, 0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Grading:
    """From which share of its points (0-1) an outcome is solid, and forming; the step of points markers give."""

    solid_ratio: float = 0.8
    forming_ratio: float = 0.5
    points_step: float = 0.25

    @property
    def is_sound(self) -> bool:
        return 0 < self.forming_ratio < self.solid_ratio <= 1 and self.points_step in STEPS

    def write(self) -> dict[str, float]:
        """Return it as JSON."""
        return asdict(self)


def grading_of(stored: Iterable[Mapping[str, Any] | None]) -> Grading:
    """Return what holds for a unit from what it and the units above have stored, its own first; else the defaults.

    What is not sound is passed over, as if the unit had stored nothing.
    """
    return nearest(stored, KEY, _read) or Grading()


def _read(given: dict[str, Any]) -> Grading | None:
    known = {name: float(value) for name, value in given.items() if name in asdict(Grading()) and isinstance(value, int | float)}
    found = replace(Grading(), **known)
    return found if found.is_sound else None
