"""Reads of lessons: drafts, revisions, comments, findings, and the reading form."""
