"""Counts as expressions: several of them in one statement."""

from django.db.models import IntegerField, Subquery


class CountOf(Subquery):
    """How many rows a query has; of a sliced one, no more than the slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
