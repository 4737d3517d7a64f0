"""Writes of lessons, one verb each."""
