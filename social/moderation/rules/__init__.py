"""What is looked for in a text, and the measures that follow. Pure: lists are read from `data/`, nothing else."""

from .ladder import HOURS, LADDER, LONGEST, URGENT_HOURS, Step, appeal_until, due_at, measures_for, next_step
from .limits import flood_limits
from .links import Link, links_in
from .lists import Entry, Lexicon, built_in
from .matching import Found, find
from .numbers import personal_in
from .screening import judge
from .times import is_quiet

__all__ = [
    "HOURS", "LADDER", "LONGEST", "URGENT_HOURS", "Entry", "Found", "Lexicon", "Link", "Step", "appeal_until", "built_in", "due_at", "find", "flood_limits", "is_quiet", "judge", "links_in", "measures_for", "next_step",
    "personal_in",
]  # fmt: skip
