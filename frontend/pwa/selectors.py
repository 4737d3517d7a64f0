"""What the service worker has to know of this build."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from frontend.bundles.selectors import asset, bundle

FONTS = [f"src/fonts/bvp-{part}-{weight}.woff2" for part in ("latin", "vietnamese") for weight in (400, 600, 700)]


def shell_files() -> list[str]:
    """Return the URLs every page needs: base style and script, fonts of three weights, icons."""
    found = [bundle(name) for name in ("app", "kept")]
    files = [file for one in found for file in (*one.styles, *one.scripts, *one.preloads)]
    files += [file for file in map(asset, [*FONTS, "icons/icons.svg"]) if file]
    return [static(file) for file in dict.fromkeys(files)]


def worker_settings() -> dict[str, Any]:
    """Return the object put in front of the worker's code; `version` changes with every build."""
    files = shell_files()
    digest = hashlib.sha256("\n".join([*files, worker_code()]).encode()).hexdigest()[:12]
    return {"version": digest, "files": files, "offline": reverse("frontend:offline"), "static": settings.STATIC_URL}


def worker_code() -> str:
    """Return the built service worker, "" where nothing has been built."""
    path = Path(settings.DJANGO_VITE["default"]["manifest_path"]).parent / "sw.js"
    return path.read_text("utf-8") if path.is_file() else ""
