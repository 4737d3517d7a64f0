"""How an outcome stands in one test, in the bounds in which a mark is good and sufficient.

TT 22/2021/TT-BGDĐT, Art. 9: from 8,0 (Tốt) and from 5,0 (Đạt). Over several tests levels follow `statistics.rules.mastery`.
"""

SOLID, FORMING = 0.8, 0.5
STANDINGS = ("solid", "forming", "not_yet")


def standing(ratio: float) -> str:
    """Return how an outcome stands in one test: `solid`, `forming` or `not_yet`."""
    return "solid" if ratio + 1e-9 >= SOLID else "forming" if ratio + 1e-9 >= FORMING else "not_yet"
