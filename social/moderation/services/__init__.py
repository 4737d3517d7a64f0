"""Screening, reports and measures."""
