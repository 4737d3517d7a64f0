"""What every test has: fast password hashing, mail in memory. Its DATA_DIR: tests/settings.py."""

import gc
import os
from collections import Counter

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

import pytest

from config.compile_messages import compile_stale

compile_stale()  # a checkout whose tests are run without make has no .mo yet


@pytest.fixture(autouse=True)
def _fast_and_quiet(settings, tmp_path_factory):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    from django.core.management.commands import flush
    from django.db import connection

    # The health check of a kept PostgreSQL connection is a query of its own; tests count only the page's.
    connection.settings_dict["CONN_HEALTH_CHECKS"] = False
    connection.health_check_enabled = False
    connection.ops.sql_flush = _flush_what_is_full
    flush.emit_post_migrate_signal = _load_again


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_found_once():
    """Each client of a test builds the middleware anew, and that lists all static files: an eighth of what the tests took."""
    from servestatic.middleware import ServeStaticMiddleware

    find, found = ServeStaticMiddleware.add_files_from_finders, {}

    def add_known(self):
        if self.static_prefix not in found:
            find(self)
            found[self.static_prefix] = dict(self.files)
        self.files.update(found[self.static_prefix])

    ServeStaticMiddleware.add_files_from_finders = add_known
    yield
    ServeStaticMiddleware.add_files_from_finders = find


MADE_BY_MIGRATING = {"django_content_type", "auth_permission"}  # no test adds to them; filling them anew takes longer than most tests


def _load_again(*args, **kwargs):
    """Put back what follows every migration (core.organisations.receivers) into the emptied tables."""
    from core.access.types import Actor
    from core.organisations.services import load_reference_data

    load_reference_data(actor=Actor.system("post-migrate"))


def _flush_what_is_full(style, tables, *, reset_sequences=False, allow_cascade=False):
    """Empty the tables that have rows: truncating some hundred empty ones with their indexes takes ten seconds after each test of threads."""
    from django.db import connection

    named = [(table, connection.ops.quote_name(table)) for table in tables if table not in MADE_BY_MIGRATING]
    if connection.vendor == "sqlite":
        return [f"DELETE FROM {name};" for _table, name in named]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {name})" for table, name in named))
        full = {row[0] for row in cursor.fetchall()}
    # Keys and append-only triggers would ask for an order; nobody looks while a test ends.
    return ["SET LOCAL session_replication_role = replica;", *(f"DELETE FROM {name};" for table, name in named if table in full)]


@pytest.fixture
def run_jobs():
    """Run every due job to its end; returns how many ran."""
    from core.jobs.services import run_due

    return run_due


def pytest_collection_finish(session):
    """Let the collector leave alone what stays until the end: thousands of tests and all modules."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_addoption(parser):
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out what says nothing new for another engine: tests that use no database, all but one case of each other one, pages",
    )


# Whose words, refusals and growth are tried on SQLite; that the SQL of every page runs is asked by those who may (tests/sweep).
PAGES = ("tests/frontend/", "tests/scale/", "tests/social/permissions/", "/test_views.py", "/test_pages.py", "tests/lms/test_demo.py")


def _is_new_to_another_engine(item):
    """Say whether a test uses the database for more than a page."""
    if not (item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)):
        return False
    if "tests/sweep/" in item.nodeid:
        return item.name.startswith("test_those_who_may")
    return not any(part in item.nodeid for part in PAGES)


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--database-only"):
        return
    cases: Counter[str] = Counter()
    kept = []
    for item in items:
        if not _is_new_to_another_engine(item):
            continue
        cases[item.nodeid.partition("[")[0]] += 1
        if cases[item.nodeid.partition("[")[0]] == 1:  # the cases of a matrix differ in who and what, not in the SQL
            kept.append(item)
    chosen = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = kept
