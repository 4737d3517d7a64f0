"""`python -m tests.scale [--schools N --learners N] [--only TEXT]`: fill the configured PostgreSQL once, measure every page.

A JSON line a page and hat. With `--beside FILE` (the lines of a database half as large) each line says the queries and rows
there too. Ends with 1 when a page takes more than 20 queries or more than it takes on the other database.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="cayda-scale-"))
os.environ["LOG_LEVEL"] = "ERROR"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_test_environment

from core.audit.models import AuditRecord
from core.models import Person
from lms.courses.models import Course
from lms.management.demo.scale import build_scale
from lms.management.demo.scale.people import LEARNERS
from lms.management.demo.scale.places import SCHOOLS

from .hats import HATS, client_of, place_of
from .measuring import measure
from .routes import addresses

MOST_QUERIES = 20


def words() -> dict[str, str]:
    """Return what searches and pages in the middle of a list ask for."""
    middle = Person.objects.order_by("sort_key", "id").values_list("sort_key", flat=True)[Person.objects.count() // 2]
    return {
        "word": "anh",
        "rare": "3000000777",
        "person": str(Person.objects.filter(sort_key=middle)[0].pk),
        "audit": str(AuditRecord.objects.order_by("-pk")[0].pk - 1000),
        "course": str(Course.objects.order_by("-pk")[0].pk - 30),
    }


def lines(only: str) -> Any:
    """Yield the measures of every page as every hat."""
    asked = words()
    for hat, username in HATS.items():
        client, place = client_of(username), place_of(username)
        for page, path in addresses(place, asked):
            if only in page and (found := measure(client, path)) is not None:
                yield {"page": page, "hat": hat, **found}


def main() -> int:
    """Build unless there are people, measure, compare."""
    parser = argparse.ArgumentParser(prog="tests.scale")
    parser.add_argument("--schools", type=int, default=SCHOOLS)
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--only", default="")
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    if connection.vendor != "postgresql":
        sys.exit("tests.scale wants PostgreSQL: python tests/with_services.py postgres redis -- python -m tests.scale")
    call_command("migrate", verbosity=0)
    if not Person.objects.exists():
        print(json.dumps(build_scale(say=lambda text: print(text, file=sys.stderr), schools=wanted.schools, learners=wanted.learners)))
    setup_test_environment(debug=False)
    settings.ROOT_URLCONF = "tests.bench.urls"
    beside = {}
    if wanted.beside:
        rows = [json.loads(line) for line in wanted.beside.read_text().splitlines()]
        beside = {(row["page"], row["hat"]): row for row in rows}
    bad = 0
    with (wanted.out or Path(os.devnull)).open("w") as out:
        for line in lines(wanted.only):
            other = beside.get((line["page"], line["hat"]))
            if other:
                line |= {"queries_half": other["queries"], "read_half": other["read"]}
            bad += line["queries"] > min(MOST_QUERIES, other["queries"] if other else MOST_QUERIES)
            print(json.dumps({key: value for key, value in line.items() if not key.startswith("worst")}), flush=True)
            out.write(json.dumps(line) + "\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
