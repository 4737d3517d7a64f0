"""What serves pages holds a pool of connections: each request is a thread of its own there."""

import os
import subprocess
import sys


def test_the_page_server_takes_a_pool_unless_it_is_told_how_large():
    asked = "import config.asgi; from django.conf import settings; print(settings.DATABASES['default'].get('OPTIONS', {}).get('pool'))"
    found = []
    for given in ({}, {"DATABASE_POOL": "3"}, {"DATABASE_POOL": "0"}):
        env = {key: value for key, value in os.environ.items() if key != "DATABASE_POOL"}
        env |= {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "test-only"}
        done = subprocess.run([sys.executable, "-c", asked], env=env | given, capture_output=True, text=True, check=True)
        found.append(done.stdout.strip().splitlines()[-1])
    assert found == ["{'min_size': 1, 'max_size': 8}", "{'min_size': 1, 'max_size': 3}", "None"]
