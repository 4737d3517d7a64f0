"""The two official scales of cognitive levels, and what must be known of a question before it is used."""

from collections.abc import Mapping, Sequence

FOUR = ("nb", "th", "vd", "vdc")
THREE = ("biet", "hieu", "van_dung")
_TO_THREE = {"nb": "biet", "th": "hieu", "vd": "van_dung", "vdc": "van_dung"}
_FROM_THREE: Mapping[str, tuple[str, ...]] = {"biet": ("nb",), "hieu": ("th",), "van_dung": ("vd", "vdc")}
WEAK_DISCRIMINATION = 0.1  # below, good and weak candidates do alike; a usual floor of classical item analysis
REQUIRED = ("subject", "grade", "outcome", "level", "difficulty")
REQUIRED_OF_STIMULUS = ("subject", "grade")


def three_levels(level: str) -> str:
    """Return the level of CV 7991/BGDĐT-GDTrH for one of the four of old ("" for none)."""
    return _TO_THREE.get(level, "")


def stored_levels(name: str) -> tuple[str, ...]:
    """Return the stored levels a level of either scale stands for; unknown ones stand for none."""
    return (name,) if name in FOUR else _FROM_THREE.get(name, ())


def missing(values: Mapping[str, object], required: Sequence[str]) -> list[str]:
    """Return which of the required facts are unknown, in their order."""
    return [name for name in required if values.get(name) in (None, "")]
