"""Factories of the record store."""

from uuid import uuid4


def make_statement(**fields):
    """A small valid statement; every field can be replaced."""
    return {
        "id": str(uuid4()),
        "actor": {"objectType": "Agent", "mbox": "mailto:hoc.tro@example.vn"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/attended", "display": {"vi": "đã dự"}},
        "object": {"objectType": "Activity", "id": "https://example.vn/hoat-dong/1"},
        **fields,
    }
