"""WSGI: pages of the scaled-out stack."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from config import telemetry  # noqa: E402 (needs the settings)

telemetry.start()
