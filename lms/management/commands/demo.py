"""`manage.py demo`: a believable province to try everything; `--scale province` for benchmarks."""

import json
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from core.jobs.services import run_due
from core.models import Person


class Command(BaseCommand):
    help = "Loads the demo province into an empty database (deterministic, under a minute)."

    def add_arguments(self, parser):
        parser.add_argument("--scale", choices=["small", "province"], default="small")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are people already")

    def handle(self, *args, **options):
        if Person.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("there are people in this database already; the demo wants an empty one (make demo-reset)")
        if options["scale"] == "province":
            from lms.management.demo.scale import build_scale

            self.stdout.write(json.dumps(build_scale(say=self.stdout.write)))
            return
        self.small()

    def small(self):
        from lms.delivery.services.figures import make_figures
        from lms.management.demo.province import build_province
        from lms.management.demo.studying import STUDIED_DAYS, build_courses, hold_test, keep_package, keep_template

        with transaction.atomic():
            demo = build_province()
            build_courses(demo)
            keep_package()
            keep_template()
            for days in range(STUDIED_DAYS, -1, -1):
                make_figures(day=timezone.localdate() - timedelta(days=days))
            call_command("demo_questions", stdout=self.stdout)
            call_command("demo_tests", stdout=self.stdout)
            hold_test()
            call_command("demo_social", stdout=self.stdout)
        path = Path(settings.DATA_DIR) / "demo-logins.json"
        path.write_text(json.dumps(demo.logins, ensure_ascii=False, indent=1))
        run_due(limit=100_000)
        self.stdout.write(f"demo province: {Person.objects.count()} people, {len(demo.units)} units, {len(demo.classes)} classes")
