"""`manage.py register_messengers`: tell the messengers that are switched on where to call us."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from core.ports.carriers import CarrierError
from core.ports.ott import gateways


class Command(BaseCommand):
    """Registers the webhook of each gateway, or says which address to enter in the messenger's own portal."""

    help = "Register the webhooks of the messengers that are switched on."

    def handle(self, *args: Any, **options: Any) -> None:
        """Register them one by one; a refusal is said and the next one tried."""
        for key, gateway in gateways().items():
            url = settings.BASE_URL + reverse("core:ott_webhook", args=[key])
            try:
                said = "registered" if gateway.register(url) else "enter this address in its portal"
            except CarrierError as problem:
                said = f"refused: {problem}"
            self.stdout.write(f"{key}: {url}: {said}")
