"""How much somebody may write in a minute, in an hour and in a day."""

from functools import lru_cache

from .lists import read

WINDOWS = (60, 3600, 86400)


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, list[int]]]:
    return read("limits")  # type: ignore[return-value]


def flood_limits(band: str, kind: str) -> tuple[tuple[int, int], ...]:
    """Return pairs of seconds and how many things of `kind` somebody of a band may write within them."""
    by_band = _table().get(kind) or _table()["post"]
    return tuple(zip(WINDOWS, by_band.get(band) or by_band["lower"], strict=True))
