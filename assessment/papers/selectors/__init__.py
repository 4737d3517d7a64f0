"""Reads of blueprints and papers."""
