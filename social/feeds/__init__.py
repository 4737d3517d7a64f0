"""Posts in spaces: what is new, who read it, who answered."""
