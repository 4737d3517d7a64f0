"""`manage.py load_outcomes`: the national curriculum's topics and outcomes, as often as wanted."""

import json

from django.core.management.base import BaseCommand

from assessment.items.services import load_outcomes
from core.access.types import Actor


class Command(BaseCommand):
    help = "Loads the topics and learning outcomes of the national curriculum; changed ones are renamed, missing ones closed."

    def handle(self, *args, **options):
        self.stdout.write(json.dumps(load_outcomes(actor=Actor.system("load_outcomes"))))
