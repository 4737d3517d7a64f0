"""`manage.py demo_tests`: papers, tests and results for the demo province; `manage.py demo` calls it after the questions."""

from django.core.management.base import BaseCommand
from django.db import transaction

from assessment.management.demo.tests import build_tests


class Command(BaseCommand):
    help = "Loads papers, tests and results into the demo province."

    @transaction.atomic
    def handle(self, *args, **options):
        self.stdout.write(f"demo tests: {build_tests()}")
