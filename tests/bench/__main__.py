"""Run every benchmark on a fresh database of the configured engine; ends with 1 when a ratio is over its limit."""

import os
import sys
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="cayda-bench-"))
os.environ.setdefault("SECRET_KEY", "bench-only")
os.environ["LOG_LEVEL"] = "ERROR"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test.utils import setup_test_environment


def main() -> int:
    """Build the demo province, measure, say."""
    setup_test_environment(debug=False)
    settings.ROOT_URLCONF = "tests.bench.urls"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    from lms.management.demo.province import build_province
    from lms.management.demo.studying import build_courses

    from . import exam, feed, live, marking, pages, questions, roster, statements, weights

    demo = build_province()
    build_courses(demo)
    kept = [good for part in (pages, exam, marking, questions, roster, statements, feed, live, weights) for good in part.run(demo)]
    connection.creation.destroy_test_db(str(connection.settings_dict["NAME"]), verbosity=0)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
