"""Reads of the record store."""
