"""Formats of others: calendars."""
