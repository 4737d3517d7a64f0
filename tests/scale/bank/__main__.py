"""`python -m tests.scale.bank [--items N]`: the list of a question bank at its largest, on the configured PostgreSQL.

Fills an empty database with one school and a bank of N questions (60,000), reads the list as its owner with every usual filter and order,
and writes a JSON line each: queries, milliseconds beside an empty page, rows its scans read, and which tables of questions were read
whole. Ends with 1 when one was.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from random import Random
from typing import Any

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="cayda-bank-"))
os.environ["LOG_LEVEL"] = "ERROR"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.urls import reverse

from assessment.models import Bank, Folder, Item, ItemVersion
from core.lib.vietnamese import fold
from tests.factories.assessment_items import choice, make_bank, make_folder, make_outcome
from tests.factories.core import make_account, make_membership, make_person, make_unit

from ..measuring import measure

WORDS = [
    "căn",
    "thức",
    "hàm",
    "số",
    "bậc",
    "hai",
    "đồ",
    "thị",
    "phương",
    "trình",
    "hệ",
    "số",
    "nghiệm",
    "tam",
    "giác",
    "đường",
    "tròn",
    "tiếp",
    "tuyến",
    "xác",
    "suất",
    "thống",
    "kê",
    "biểu",
    "đồ",
    "thể",
    "tích",
    "hình",
    "nón",
]
OTHERS = 20  # smaller banks beside it: what one filters by must find this one


def fill(count: int) -> tuple[Any, Bank, Folder, Any]:
    """Make the school, the bank and its questions; return the account, the bank, a folder of it, a topic."""
    random = Random(7)
    unit, person = make_unit(), make_person("Mai Thị Hồng")
    make_membership(person, unit, "teacher")
    topics = [make_outcome(f"Chủ đề {number}") for number in range(40)]
    bank = make_bank(unit, person, subject=topics[0].subject)
    folders = [make_folder(bank, name=f"Thư mục {number}") for number in range(30)]
    for place in range(OTHERS + 1):
        where = bank if place == 0 else make_bank(unit, make_person(f"Người {place}"))
        _questions(where, count if place == 0 else count // 40, folders if place == 0 else [None], topics, person, random)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return make_account(person), bank, folders[3], topics[5]


def _questions(bank: Bank, count: int, folders: list[Any], topics: list[Any], author: Any, random: Random) -> None:
    for start in range(0, count, 5000):
        rows = []
        for number in range(start, min(start + 5000, count)):
            text = f"Câu {number}: {' '.join(random.choice(WORDS) for _ in range(14))}"
            topic = random.choice(topics)
            rows.append(
                Item(
                    bank=bank,
                    folder=random.choice(folders),
                    key=f"Q{number}",
                    kind=random.choice(["single_choice"] * 6 + ["true_false", "short_answer", "essay"]),
                    state=random.choices(["ready", "draft", "in_review", "retired"], [90, 6, 1, 3])[0],
                    subject=topic.subject,
                    grade=topic.grade,
                    outcome=topic,
                    level=random.choice(["nb", "th", "vd", "vdc"]),
                    difficulty=random.choice([None, *[place / 20 for place in range(2, 20)]]),
                    usage_count=max(0, int(random.gauss(2, 4))),
                    author=author,
                    search_text=fold(text),
                )
            )
        with transaction.atomic():
            Item.objects.bulk_create(rows)
            versions = [ItemVersion(item=row, number=1, content=choice(f"<p>{row.search_text}</p>"), author=author) for row in rows]
            ItemVersion.objects.bulk_create(versions)
            for row, version in zip(rows, versions, strict=True):
                row.working = row.ready = version
            Item.objects.bulk_update(rows, ["working", "ready"], batch_size=1000)


def asked(client: Client, bank: Bank, folder: Folder, topic: Any) -> Iterator[tuple[str, str]]:
    """Yield (what is asked, address) of the first page, of a page in the middle of each order, and of each usual filter."""
    base = reverse("assessment:bank", args=[bank.uuid])
    middle = Item.objects.filter(bank=bank).order_by("pk")[Item.objects.filter(bank=bank).count() // 2]
    keys = {"": str(middle.pk), "cu": str(middle.pk), "dung": f"2_{middle.pk}", "kho": f"0.5_{middle.pk}", "de": f"0.5_{middle.pk}"}
    for order, key in keys.items():
        yield f"order {order or 'moi'}", f"{base}?xep={order}"
        yield f"order {order or 'moi'}, middle", f"{base}?xep={order}&sau={key}"
    filters = {
        "folder": f"thu-muc={folder.pk}",
        "kind": "dang=essay",
        "level": "muc=van_dung",
        "state": "trang-thai=in_review",
        "topic": f"yccd={topic.pk}",
        "difficulty": "do-kho=kho",
        "unused": "dung=chua",
        "word": "q=tiếp tuyến",
        "two rare words": "q=câu 59123",
        "none": "q=khongcotrongnganhang",
        "folder, level, kind": f"thu-muc={folder.pk}&muc=nb&dang=true_false",
        "hard, used first": "do-kho=kho&xep=dung",
    }
    for name, query in filters.items():
        yield f"filter {name}", f"{base}?{query}"
    yield "to look at", f"{reverse('assessment:banks')}?loc=can-xem"


def read_whole(client: Client, path: str) -> list[str]:
    """Return which tables of questions a page reads from beginning to end."""
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    found = set()
    for query in seen.captured_queries:
        if not query["sql"].lstrip("( ").upper().startswith("SELECT") or "FOR UPDATE" in query["sql"]:
            continue
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}")
            plan = cursor.cursor.fetchone()[0]
        found |= set(_seq_scans((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    return sorted(found & {"assessment_item", "assessment_itemversion"})


def _seq_scans(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for inner in plan.get("Plans", []):
        yield from _seq_scans(inner)


def main() -> int:
    """Fill, read, tell."""
    parser = argparse.ArgumentParser(prog="tests.scale.bank")
    parser.add_argument("--items", type=int, default=60_000)
    wanted = parser.parse_args()
    if connection.vendor != "postgresql":
        sys.exit("tests.scale.bank wants PostgreSQL: python tests/with_services.py postgres redis -- python -m tests.scale.bank")
    call_command("migrate", verbosity=0)
    account, bank, folder, topic = fill(wanted.items)
    setup_test_environment(debug=False)
    settings.ROOT_URLCONF = "tests.bench.urls"
    client = Client()
    client.force_login(account)
    bad = 0
    for name, path in asked(client, bank, folder, topic):
        found = measure(client, path) or {}
        found["whole"] = read_whole(client, path)
        bad += bool(found["whole"]) or found.get("queries", 99) > 20
        print(json.dumps({"asked": name, **found}, ensure_ascii=False), flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
