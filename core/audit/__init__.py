"""Append-only record of who did what, and of who looked at another person's record.

Invariant: rows are never changed or deleted by the application; `record` runs in the caller's transaction,
so that an act and its record stand or fall together.
"""
