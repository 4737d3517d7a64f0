"""Lessons: a StreamField body with Wagtail's drafts and revisions, its editor, its files, and the way in from Word."""
