"""Static files: one Vite build, served hashed and compressed by ServeStatic."""

from typing import Any

from .capabilities import DATA_DIR, STORAGES
from .env import BASE_DIR, read

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
VITE_DIST = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [VITE_DIST] if VITE_DIST.exists() else []
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = read("DEBUG")
SERVESTATIC_MAX_AGE = 0 if read("DEBUG") else 3600
DJANGO_VITE: dict[str, dict[str, Any]] = {
    "default": {"dev_mode": False, "manifest_path": VITE_DIST / "manifest.json"},
}


def SERVESTATIC_ADD_HEADERS_FUNCTION(headers: Any, path: str, url: str) -> None:  # noqa: N802 (a setting)
    """Let browsers keep Vite's files for ever: they carry a hash in their name and never change.

    ServeStatic's Django middleware overrides its own `immutable_file_test`, so the setting of that name does nothing.
    """
    if "/assets/" in url:
        headers["Cache-Control"] = "max-age=31536000, public, immutable"
