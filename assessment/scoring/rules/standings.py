"""How an outcome stands in one test, in Khan Academy's bounds (features.md C10): below 70 % not yet, below 100 % forming, else solid."""

FORMING, SOLID = 0.7, 1.0  # Khan Academy, "How do mastery levels work": 70 % familiar, 100 % proficient
STANDINGS = ("solid", "forming", "not_yet")


def standing(ratio: float) -> str:
    """Return how an outcome stands in one test: `solid`, `forming` or `not_yet`."""
    return "solid" if ratio + 1e-9 >= SOLID else "forming" if ratio + 1e-9 >= FORMING else "not_yet"
