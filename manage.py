#!/usr/bin/env python
"""Django's command line for Cây Đa."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["serve"]:
        os.environ.setdefault("DATABASE_POOL", "8")  # a request is a thread of its own here: each would open a connection
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
