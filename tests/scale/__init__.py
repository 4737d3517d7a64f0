"""Every page at the size of the whole province: queries, time, rows read. `python -m tests.scale` on PostgreSQL."""
