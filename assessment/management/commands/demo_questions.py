"""`manage.py demo_questions`: question banks for the demo province; `manage.py demo` calls it."""

from django.core.management.base import BaseCommand
from django.db import transaction

from assessment.items.services import load_outcomes
from assessment.management.demo.banks import build_banks
from core.access.types import Actor


class Command(BaseCommand):
    help = "Loads the curriculum and question banks into the demo province."

    @transaction.atomic
    def handle(self, *args, **options):
        load_outcomes(actor=Actor.system("demo"))
        self.stdout.write(f"demo questions: {build_banks()}")
