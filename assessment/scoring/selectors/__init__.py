"""Reads of scores, marks, results."""
