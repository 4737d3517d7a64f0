"""Hôm nay: cards that the domains register for each hat."""
