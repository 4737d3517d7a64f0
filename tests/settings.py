"""The product's settings, over a DATA_DIR of this run's own: two runs in one checkout don't meet."""

import atexit
import os
import shutil
import tempfile

if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="cayda-test-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "test-only")
os.environ.setdefault("QUIET_HOURS", "00:00-00:00")  # what a test sees must not hang on the hour it runs at
os.environ.setdefault("LINK_PREVIEW_HOSTS", "truong.example")  # a post in a test sends no job out into the world

from config.settings import *  # noqa: F403
