"""Reads of figures: a test's results, one question, mastery."""
