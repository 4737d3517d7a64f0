"""What links, files and pages show."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage

from core.access.types import Actor
from core.lib.filetypes import suffix_of

from ..enums import FileKind, PreviewState
from ..models import Activity, CourseFile
from .files import file_url, files_of

_PICTURE = re.compile(r'<img data-picture="(p\d+)"|<img alt="([^"]*)" data-picture="(p\d+)"')


@dataclass(frozen=True)
class FileView:
    """A file as pages show it: links that open for this person, the way it is shown, the preview of a document as safe HTML."""

    name: str
    url: str
    kind: str
    suffix: str
    size_bytes: int
    small_url: str = ""
    width: int | None = None
    height: int | None = None
    preview_html: str = ""
    preview_state: str = PreviewState.NONE
    uuid: str = ""

    @property
    def way(self) -> str:
        """How it is shown: `image`, `audio`, `video`, `pdf`, `document` (with its preview) or `download`."""
        if self.kind in {FileKind.IMAGE, FileKind.AUDIO, FileKind.VIDEO}:
            return self.kind
        return "pdf" if self.suffix == "pdf" else "document" if self.preview_state != PreviewState.NONE else "download"


def draft_or_published(activity: Activity, *, preview: bool) -> dict[str, Any]:
    """Return the content of a link, file or page: what learners get, or with `preview` what its author last saved."""
    content = activity.config.get("draft") if preview else activity.config.get("published")
    return content or {}


def file_view(actor: Actor, file: CourseFile, *, with_preview: bool = True) -> FileView:
    """Return how `file` is shown; with a ready preview this reads it from storage."""
    preview = file.variants.get("preview") if with_preview else None
    return FileView(
        name=file.name,
        url=file_url(actor, file),
        kind=file.kind,
        suffix=suffix_of(str(file.file.name)),
        size_bytes=file.size_bytes,
        small_url=file_url(actor, file, "640"),
        width=file.width,
        height=file.height,
        preview_html=_preview_html(actor, file, preview["name"]) if preview else "",
        preview_state=file.preview_state,
        uuid=str(file.uuid),
    )


def activity_file(actor: Actor, activity: Activity, *, preview: bool) -> FileView | None:
    """Return the file of a file activity as it is shown, None while there is none."""
    uuid = draft_or_published(activity, preview=preview).get("file", "")
    file = files_of(activity.course, [uuid]).get(uuid)
    return file_view(actor, file) if file else None


def _preview_html(actor: Actor, file: CourseFile, name: str) -> str:
    with default_storage.open(name) as stream:
        html = stream.read().decode()

    def with_source(match: "re.Match[str]") -> str:
        key, alt = match[1] or match[3], match[2]
        words = f' alt="{alt}"' if alt is not None else ""
        return f'<img loading="lazy" src="{file_url(actor, file, key)}"{words}'.replace("&v=", "&amp;v=")

    return _PICTURE.sub(with_source, html)
