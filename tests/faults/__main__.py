"""`python -m tests.faults [--short] [WORD]`: run the campaigns (whose name has the word) on the configured database, a JSON line each."""

import json
import os
import sys
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="cayda-faults-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", "faults-only")
os.environ["LOG_LEVEL"] = "ERROR"
os.environ["WORKER_IN_PROCESS"] = "false"

import django

django.setup()

from django.core.management import call_command

from tests.faults import campaigns


def main(arguments: list[str]) -> int:
    """Build a province in an empty database, cut and kill, count."""
    call_command("migrate", verbosity=0)
    from lms.management.demo.province import build_province
    from lms.management.demo.studying import _build

    demo = build_province()
    _build(demo, "toan-9", demo.people["ha"], ("THCS-TANTRAO/9A1",), 0.0)
    word = next((one for one in arguments if not one.startswith("--")), "")
    chosen = campaigns.SHORT if "--short" in arguments else campaigns.FULL
    bad = 0
    for report in campaigns.run(demo, {name: campaign for name, campaign in chosen.items() if word in name}):
        print(json.dumps(report, ensure_ascii=False), flush=True)
        bad += any(report.get(key) for key in campaigns.BAD)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
