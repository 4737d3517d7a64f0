"""Every test here has files of its own."""

import pytest


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    options = {"location": tmp_path / "files", "base_url": "/tep/"}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options},
    }
