"""One page: queries, milliseconds beside an empty page, rows the database read and rows it handed over."""

import json
import statistics
import time
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROUNDS = 5
EMPTY = "/bench/empty/"


def seconds(client: Client, path: str) -> float:
    """Return the seconds one GET takes."""
    started = time.perf_counter()
    client.get(path)
    return time.perf_counter() - started


def measure(client: Client, path: str) -> dict[str, Any] | None:
    """Return the measures of a page, or None when this hat gets none there (refused, sent elsewhere, only POST)."""
    if client.get(path).status_code != 200:
        return None
    client.get(path)
    with CaptureQueriesContext(connection):
        answer = client.get(path)
        captured = [query["sql"] for query in connection.queries]  # the next request empties the log
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    pairs = [(seconds(client, path), seconds(client, EMPTY)) for _ in range(ROUNDS)]
    own, empty = (statistics.median(side) for side in zip(*pairs, strict=True))
    looked = [explained(sql) for sql in captured]
    worst = max(looked, key=lambda one: one["read"], default={"read": 0, "sql": ""})
    return {
        "queries": len(captured),
        "ms": round(own * 1000, 1),
        "ratio": round(own / empty, 1),
        "rows": sum(one["rows"] for one in looked),
        "read": sum(one["read"] for one in looked),
        "kib": round(len(body) / 1024),
        "worst": worst["sql"],
        "worst_read": worst["read"],
    }


def explained(sql: str) -> dict[str, Any]:
    """Return the rows a SELECT hands over and the rows its scans read to find them, as PostgreSQL counts them."""
    if not sql.lstrip("( ").upper().startswith(("SELECT", "WITH")) or "FOR UPDATE" in sql or "nextval" in sql:
        return {"rows": 0, "read": 0, "sql": sql}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        found = cursor.cursor.fetchone()[0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return {"rows": round(plan["Actual Rows"] * plan["Actual Loops"]), "read": read_by(plan), "sql": sql}


def read_by(plan: dict[str, Any]) -> int:
    """Return how many rows the scans of a plan looked at, kept and thrown away, over all loops."""
    own = 0
    if "Scan" in plan["Node Type"] and plan["Node Type"] not in {"CTE Scan", "Subquery Scan", "Bitmap Index Scan"}:
        thrown = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        own = round((plan["Actual Rows"] + thrown) * plan["Actual Loops"])
    return own + sum(read_by(inner) for inner in plan.get("Plans", []))
