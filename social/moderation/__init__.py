"""Keeping people safe: words, queues, reports, measures."""
