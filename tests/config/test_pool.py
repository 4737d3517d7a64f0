"""What serves pages holds a pool of connections: each request is a thread of its own there."""

import os
import subprocess
import sys


def test_the_page_server_takes_a_pool():
    asked = "import config.asgi; from django.conf import settings; print(settings.DATABASES['default']['OPTIONS']['pool'])"
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_POOL"}
    env |= {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "test-only"}
    done = subprocess.run([sys.executable, "-c", asked], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "{'min_size': 1, 'max_size': 8}"
