"""The frame a package plays in: its signed link, what it needs, what a phone must keep of it."""

import json
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation

from core.access.errors import AccessRefused
from core.access.types import Actor
from frontend.bundles.selectors import bundle, manifest
from lms.courses.models import Activity

from ..data import PLAYER_WORDS
from ..models import H5PLibrary, H5PPackage
from ..rules import FrameLink, person_hash, read_frame, sign_content, sign_frame
from .files import stored_path
from .keys import signing_key

ENTRY = "src/entries/h5p-frame.ts"
CONTENT_ID = "1"
_UNQUOTED = "/!'()*~"  # as encodeURIComponent leaves them, so that addresses are alike on both sides


def frame_url(actor: Actor, package: H5PPackage, activity: Activity | None = None) -> str:
    """Return the link of the frame that plays `package`, for this person, alike all day, dead by noon of the next.

    The caller's own policy has passed: whoever holds the link may play. Reads no row.
    """
    language = translation.get_language() or "vi"
    person = person_hash(signing_key(), actor.person_id)
    link = FrameLink(package.uuid, activity.pk if activity else 0, person, "en" if language.startswith("en") else "vi")
    return str(settings.CONTENT_ORIGIN) + reverse("lms:h5p_frame", args=[sign_frame(signing_key(), link, timezone.now())])


def frame_context(
    actor: Actor, package: H5PPackage, activity: Activity | None = None, *, block_id: str = "", is_kept: bool = True
) -> dict[str, Any]:
    """Return what `h5p/_frame.html` needs to play `package` inside a page. Reads no row; the caller's policy has passed.

    With `is_kept`, states and results are sent to the server (it refuses those of people who don't learn here);
    without, the package is only tried out. `block_id` is the lesson block it stands in.
    """
    keeps = is_kept and activity is not None
    return {
        "frame_url": frame_url(actor, package, activity),
        "title": package.title,
        "package": str(package.uuid),
        "activity": str(activity.uuid) if activity else "",
        "block": block_id,
        "person": person_hash(signing_key(), actor.person_id),
        "states_url": reverse("lms:h5p_states", args=[package.uuid, activity.uuid]) if keeps and activity else "",
        "sync_url": reverse("lms:h5p_sync") if keeps else "",
    }


def frame_for_token(token: str) -> tuple[H5PPackage, FrameLink]:
    """Return the package a link opens, and what the link says. `AccessRefused` when it is forged or too old."""
    link = read_frame(signing_key(), token, timezone.now())
    package = H5PPackage.objects.filter(uuid=link.package).first() if link else None
    if link is None or package is None:
        raise AccessRefused("h5p.frame.open")
    return package, link


def play_data(package: H5PPackage) -> dict[str, Any]:
    """Return what the frame's script is given: the content, its libraries in order, addresses of all files, the words."""
    files = {row.digest: row for row in package.uses.all()}
    base = reverse("lms:h5p_content_file", args=[_content_token(package), "x"])[:-1]
    return {
        "contentId": CONTENT_ID,
        "title": package.title,
        "library": f"{package.main_library} {'.'.join(package.main_version.split('.')[:2])}",
        "language": package.language or "und",
        "iri": f"{settings.BASE_URL}/h5p/{package.uuid}",
        "params": _params(package),
        "content": {"base": base, "files": [[path, size] for path, size in package.files if path != "content.json"]},
        "libraries": [_library(entry, files[entry["digest"]]) for entry in package.libraries if entry["digest"] in files],
        "words": {key: str(word) for key, word in PLAYER_WORDS.items()},
        "parent": settings.BASE_URL,
    }


def _content_token(package: H5PPackage) -> str:
    return sign_content(signing_key(), package.sha256, timezone.now())


def _params(package: H5PPackage) -> Any:
    with default_storage.open(stored_path(f"{package.sha256}/content", "content.json")) as file:
        return json.loads(file.read().decode("utf-8-sig"))


def _library(entry: dict[str, Any], library: H5PLibrary) -> dict[str, Any]:
    base = reverse("lms:h5p_library_file", args=[library.digest, "x"])[:-1]
    return {"dir": entry["dir"], "base": base, "js": entry["js"], "css": entry["css"], "files": library.files}


def offline_urls(actor: Actor, package: H5PPackage, activity: Activity) -> list[str]:
    """Return every address a phone must keep to play `package` without a network: the frame, the player, all files."""
    if settings.CONTENT_ORIGIN:
        return []  # the service worker can't keep another origin's pages
    data = play_data(package)
    sources = [data["content"], *data["libraries"]]
    files = [source["base"] + quote(path, safe=_UNQUOTED) for source in sources for path, _size in source["files"]]
    return [frame_url(actor, package, activity), *player_urls(), *files]


def player_urls() -> list[str]:
    """Return the built files of the player: its script, style, the sandbox's script, fonts."""
    found = bundle("h5p-frame")
    assets = manifest().get(ENTRY, {}).get("assets", [])
    return [static(file) for file in dict.fromkeys([*found.styles, *found.scripts, *found.preloads, *assets])]
