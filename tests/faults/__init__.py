"""Kill-and-cut campaigns on a real PostgreSQL: processes are killed in the middle, then everything is counted."""
