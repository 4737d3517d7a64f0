"""`manage.py import_h5p FILE --unit CODE`: the same import as the upload page, from the shell."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.access.types import Actor
from core.organisations.models import Unit
from core.people.models import Account
from lms.h5p.errors import PackageRefused, words
from lms.h5p.services import import_package
from lms.h5p.types import Problem


class Command(BaseCommand):
    help = "Check a .h5p and keep it in a unit. Exit code 1 when it is refused; nothing is kept then."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, help="the unit's code (key)")
        parser.add_argument("--owner", default="", help="user name of the package's owner")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = Unit.objects.filter(key=options["unit"]).first()
        if unit is None:
            raise CommandError(f"no unit with the code {options['unit']}")
        owner = Account.objects.filter(username=options["owner"].lower()).first() if options["owner"] else None
        if options["owner"] and owner is None:
            raise CommandError(f"no account called {options['owner']}")
        outcome = self._outcome(options["file"], unit, owner.person_id if owner else None)
        self._say(outcome, as_json=options["json"])
        if not outcome["ok"]:
            raise SystemExit(1)

    def _outcome(self, path: Path, unit: Unit, owner_id: int | None) -> dict[str, Any]:
        try:
            file = path.open("rb")
        except OSError as error:
            raise CommandError(str(error)) from error
        with file:
            try:
                package, is_new = import_package(actor=Actor.system("import_h5p"), unit=unit, file=file, name=path.name, owner_id=owner_id)
            except PackageRefused as refused:
                errors, warnings = [_row(row) for row in refused.problems], [_row(row) for row in refused.warnings]
                return {"ok": False, "uuid": None, "title": None, "main_library": None, "warnings": warnings, "errors": errors}
        said = [_row(Problem(row["code"], row["file"], row["params"])) for row in package.warnings]
        library = f"{package.main_library} {package.main_version}"
        return {
            "ok": True,
            "uuid": str(package.uuid),
            "title": package.title,
            "main_library": library,
            "is_new": is_new,
            "warnings": said,
            "errors": [],
        }

    def _say(self, outcome: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(outcome, ensure_ascii=False, indent=2))
            return
        if outcome["ok"]:
            self.stdout.write(f"{outcome['title']} ({outcome['main_library']}) {outcome['uuid']}")
        for row in (*outcome["errors"], *outcome["warnings"]):
            self.stderr.write(f"{row['code']}: {row['message']}")


def _row(problem: Problem) -> dict[str, str]:
    return {"code": problem.code, "file": problem.file, "message": words(problem)}
