"""`manage.py import_people FILE --unit CODE [--dry-run] --json`: the same roster import from the shell."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.access.types import Actor
from core.organisations.models import SchoolYear, Unit
from core.roster.errors import RosterFileError, message_of
from core.roster.services import check_import, run_import, set_mapping, start_import
from core.roster.types import Problem


class Command(BaseCommand):
    help = "Imports people from an Excel or CSV roster into a unit; again and again without doubles."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, help="the unit's code")
        parser.add_argument("--kind", choices=["students", "staff"], default="students")
        parser.add_argument("--year", help="school year, e.g. 2026-2027; default: the running one")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--accept-transfers", action="store_true")
        parser.add_argument("--mark-leavers", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        unit = Unit.objects.filter(key=options["unit"]).first()
        if unit is None:
            raise CommandError(f"no unit has the code {options['unit']}")
        years = (
            SchoolYear.objects.filter(key=options["year"])
            if options["year"]
            else SchoolYear.objects.filter(starts_on__lte=timezone.localdate())
        )
        year = years.first()
        if year is None:
            raise CommandError("no such school year")
        report = self.run_file(options, unit, year)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{key}: {value}" for key, value in report.items() if key != "errors"))
            self.stdout.write("\n".join(f"  {e['row']} {e['column']}: {e['message']}" for e in report["errors"]))
        if not report["ok"]:
            raise SystemExit(1)

    def run_file(self, options, unit, year):
        actor = Actor.system("import_people")
        try:
            with options["file"].open("rb") as stream:
                roster = start_import(
                    actor=actor, unit=unit, kind=options["kind"], stream=stream, file_name=options["file"].name, school_year=year
                )
            ticked = {"create_classes": True, "accept_transfers": options["accept_transfers"], "mark_leavers": options["mark_leavers"]}
            set_mapping(actor=actor, roster=roster, mapping=roster.mapping, options=ticked)
            check_import(actor=actor, roster=roster)
            if not options["dry_run"]:
                run_import(actor=actor, roster=roster)
        except FileNotFoundError as problem:
            raise CommandError(f"no such file: {options['file']}") from problem
        except RosterFileError as problem:
            return {
                "ok": False,
                "dry_run": options["dry_run"],
                "errors": [{"row": 0, "column": "", "code": problem.code, "message": str(problem)}],
            }
        errors = [
            {**item, "message": message_of(Problem(item["row"], item["column"], item["code"], item["value"]))} for item in roster.problems
        ]
        return {"ok": True, "dry_run": options["dry_run"], "import": str(roster.uuid), **roster.totals, "errors": errors}
