"""Reads of studying."""
