"""Conversations of parents, teachers and pupils."""
