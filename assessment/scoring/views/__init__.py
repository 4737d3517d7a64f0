"""Pages of marking, keys, release, appeals and results."""
