"""Pages of studying."""
