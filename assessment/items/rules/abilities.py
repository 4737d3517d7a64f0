"""What each ability on a bank includes."""

ORDER = ("use", "edit", "review", "manage")


def at_least(ability: str) -> list[str]:
    """Return the abilities that include `ability`."""
    return list(ORDER[ORDER.index(ability) :])


def best(*abilities: str) -> str:
    """Return the widest of some abilities ("" for none)."""
    known = [ability for ability in abilities if ability in ORDER]
    return max(known, key=ORDER.index) if known else ""


def ancestors(path: str, step: int = 4) -> list[str]:
    """Return the path of a unit and of every unit above it (materialised paths, `step` characters a level)."""
    return [path[:end] for end in range(step, len(path) + 1, step)]
