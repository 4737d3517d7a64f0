"""The settings of a campaign's worker whose messenger is a local server."""

import os

from config.settings import *  # noqa: F403

TELEGRAM_API_URL = os.environ["FAULTS_TELEGRAM_URL"]
