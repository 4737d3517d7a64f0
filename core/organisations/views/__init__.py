"""Pages of units, classes and people."""
