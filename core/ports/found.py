"""The first rows of each of several groups in one query, on every database."""

from typing import Any

from django.db.models import JSONField, Subquery


class FoundIds(Subquery):
    """What a sub-select (ordered, cut) calls `found`, as a list; None or empty when it finds nothing.

    Annotated on the groups it is correlated with, it reads the first rows of each along an index: a list over a few units
    doesn't read all rows of those units. `rows.annotate(found=F("pk")).order_by(...).values("found")[:25]`.
    """

    template = '(SELECT jsonb_agg(s."found") FROM (%(subquery)s) s)'
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite calls the list `json_group_array`."""
        return self.as_sql(compiler, connection, template='(SELECT json_group_array(s."found") FROM (%(subquery)s) s)', **extra)
