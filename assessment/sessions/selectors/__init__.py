"""Reads of tests and attempts."""
