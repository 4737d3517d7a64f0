"""What every test has: fast password hashing, mail in memory. Its DATA_DIR: tests/settings.py."""

import os

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

import pytest

from config.compile_messages import compile_stale

compile_stale()  # a checkout whose tests are run without make has no .mo yet


@pytest.fixture(autouse=True)
def _fast_and_quiet(settings, tmp_path_factory):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    from django.db import connection

    # The health check of a kept PostgreSQL connection is a query of its own; tests count only the page's.
    connection.settings_dict["CONN_HEALTH_CHECKS"] = False
    connection.health_check_enabled = False


@pytest.fixture
def run_jobs():
    """Run every due job to its end; returns how many ran."""
    from core.jobs.services import run_due

    return run_due


def pytest_addoption(parser):
    parser.addoption(
        "--database-only", action="store_true", help="leave out tests that use no database: for another engine they say nothing new"
    )


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--database-only"):
        return
    kept = [item for item in items if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)]
    chosen = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = kept
