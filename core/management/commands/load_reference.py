"""`manage.py load_reference`: official code lists, grades, subjects, school years; with --province the tree of units."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.access.types import Actor
from core.organisations.services import load_province_tree, load_reference_data


class Command(BaseCommand):
    help = "Adds the official reference data that is missing; never changes what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--province", action="store_true", help="also open the department and the 124 communes")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor.system("load-reference")
        result: dict[str, Any] = dict(load_reference_data(actor=actor))
        if options["province"]:
            result["department"] = load_province_tree(actor=actor).key
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write("\n".join(f"{key}: {value}" for key, value in result.items()))
