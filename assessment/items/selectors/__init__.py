"""Reads of banks and items."""
