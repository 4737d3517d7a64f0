"""Spaces: of classes, units, teams and courses by the roster, and communities people join; who is what in them."""
