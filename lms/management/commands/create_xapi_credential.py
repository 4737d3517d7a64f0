"""`manage.py create_xapi_credential NAME`: let a program write to and read from the record store."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.access.types import Actor
from core.models import Unit
from lms.records.enums import Scope
from lms.records.services import create_credential


class Command(BaseCommand):
    """Makes a credential and tells its key and secret, once."""

    help = "Make a key and a secret for a program that talks xAPI to this platform."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("name", help="what the program is called; shown as the authority of its statements")
        parser.add_argument("--scope", action="append", choices=[scope.value for scope in Scope], help="default: all; may be repeated")
        parser.add_argument("--unit", help="key of the unit the program belongs to")
        parser.add_argument("--json", action="store_true", help="print {key, secret, endpoint} as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the credential."""
        unit = Unit.objects.filter(key=options["unit"]).first() if options["unit"] else None
        if options["unit"] and unit is None:
            raise CommandError(f"there is no unit {options['unit']!r}")
        row, secret = create_credential(
            actor=Actor.system("create_xapi_credential"),
            name=options["name"],
            scopes=frozenset(Scope(name) for name in options["scope"] or [Scope.ALL]),
            unit_id=unit.pk if unit else None,
        )
        told = {"key": row.key, "secret": secret, "endpoint": f"{settings.BASE_URL}/xapi"}
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        for name, value in told.items():
            self.stdout.write(f"{name}: {value}")
        self.stdout.write("The secret is not kept and can't be shown again.")
