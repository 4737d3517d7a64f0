"""How an outcome stands in one test, in the bounds its unit has set (`sessions.rules.grading`) when the test was given.

Over several tests levels follow `statistics.rules.mastery`.
"""

STANDINGS = ("solid", "forming", "not_yet")


def standing(ratio: float, solid: float = 0.8, forming: float = 0.5) -> str:
    """Return how an outcome stands in one test, from two bounds (0-1): `solid`, `forming` or `not_yet`."""
    return "solid" if ratio + 1e-9 >= solid else "forming" if ratio + 1e-9 >= forming else "not_yet"
