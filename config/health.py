"""Health and readiness, for load balancers and operators. No personal data, no session."""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.access.policies import anyone
from core.access.views import access
from core.jobs.selectors import failing, oldest_waiting_seconds

_migrated = False


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if _migrated else "pending"


def _cache() -> str:
    cache.set("readiness", "1", 5)
    return "ok" if cache.get("readiness") == "1" else "lost"


def _storage() -> str:
    name = "health/readiness.txt"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(b"ok"))
    return "ok"


def _jobs() -> str:
    waiting = oldest_waiting_seconds()
    if waiting >= 600:
        return f"oldest job waits {waiting} s"
    return f"{stuck} rows fail" if (stuck := failing()) else "ok"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "cache": _cache,
    "storage": _storage,
    "jobs": _jobs,
}
# What keeps a process from serving pages; the others are reported only.
NEEDED = frozenset({"database", "migrations", "cache"})


@access(anyone)
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers, and nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@access(anyone)
def readyz(request: HttpRequest) -> JsonResponse:
    """Say what each part answers; 503 when one that pages need does not."""
    results = {}
    for name, check in CHECKS.items():
        try:
            results[name] = check()
        except Exception as problem:
            results[name] = type(problem).__name__
    ready = all(results[name] == "ok" for name in NEEDED)
    return JsonResponse(
        {"ready": ready, "engine": connection.vendor, "embedded": not settings.REDIS_URL, "checks": results}, status=200 if ready else 503
    )
