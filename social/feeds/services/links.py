"""Reading what posts link to, off the request path, from our server only."""

import io
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.hooks import Expiring
from core.jobs.services import enqueue
from core.lib.filetypes import FileProblem
from core.lib.pagehead import decoded, read_head
from core.lib.pictures import Picture, clean
from core.ports.webpages import Fetched, PageRefusedError, Reach, fetch

from ..models import LinkPreview, Post
from ..selectors.links import hash_of, may_preview, preview_hosts

PAGE_BYTES, PICTURE_BYTES = 512 * 1024, 5 * 1024 * 1024
GOOD_FOR, BAD_FOR = timedelta(days=30), timedelta(days=1)
PAGES, PICTURES = ("text/html", "application/xhtml+xml"), ("image/",)


def ask_for_previews(post: Post) -> None:
    """Have the links of a published post read by a job, where they may be and nobody read them lately. Three queries where there are any."""
    urls = post.data.get("links", ())
    hosts = preview_hosts(post.space.unit_id) if urls else frozenset()
    urls = [url for url in urls if may_preview(urlsplit(url).hostname or "", hosts)]
    if not urls:
        return
    now = timezone.now()
    fresh = set(LinkPreview.objects.filter(url_hash__in=[hash_of(url) for url in urls], expires_at__gt=now).values_list("url", flat=True))
    for url in urls:
        if url not in fresh:
            key = f"social.read_link:{hash_of(url)[:40]}:{now:%Y%m%d}"
            enqueue("social.read_link", {"url": url, "unit_id": post.space.unit_id}, dedupe_key=key)


def read_link(url: str, unit_id: int | None, reach: Reach | None = None) -> LinkPreview | None:
    """Read the page at an address and keep what it says of itself with our own copy of its picture; None where it may not be read.

    What cannot be read is kept as such for a day. `reach` is for tests. Idempotent: one that was read lately stays.
    """
    hosts = preview_hosts(unit_id)
    reach = reach or Reach(may_visit=lambda host: may_preview(host, hosts))
    if not reach.may_visit(urlsplit(url).hostname or ""):
        return None
    key, now = hash_of(url), timezone.now()
    known = LinkPreview.objects.filter(url_hash=key).first()
    if known is not None and known.expires_at > now:
        return known
    try:
        page = fetch(url, reach, types=PAGES, most_bytes=PAGE_BYTES, is_cut=True)
    except PageRefusedError as refused:
        return _kept(url, {"problem": refused.code, "expires_at": now + BAD_FOR})
    head = read_head(decoded(page.body, page.charset))
    if not head.title:
        return _kept(url, {"problem": "untitled", "expires_at": now + BAD_FOR})
    said = {"title": head.title, "description": head.description, "site": head.site, "problem": "", "expires_at": now + GOOD_FOR}
    return _kept(url, {**said, **_picture_of(page, head.picture, reach, key, known)})


def _kept(url: str, said: dict[str, object]) -> LinkPreview:
    row, _is_new = LinkPreview.objects.update_or_create(url_hash=hash_of(url), defaults={"url": url, "fetched_at": timezone.now(), **said})
    return row


def _picture_of(page: Fetched, address: str, reach: Reach, key: str, known: LinkPreview | None) -> dict[str, object]:
    """Return the fields of a page's picture, stored by us; the old copy goes. What is no picture, or not on an allowed host, is left out."""
    if known is not None and known.picture:
        default_storage.delete(known.picture)
    none: dict[str, object] = {"picture": "", "width": None, "height": None, "size_bytes": 0}
    picture = _small(urljoin(page.url, address), reach) if address else None
    if picture is None:
        return none
    name = default_storage.save(f"social/links/{key[:2]}/{key}.webp", ContentFile(picture.data))
    return {"picture": name, "width": picture.width, "height": picture.height, "size_bytes": len(picture.data)}


def _small(url: str, reach: Reach) -> Picture | None:
    try:
        found = fetch(url, reach, types=PICTURES, most_bytes=PICTURE_BYTES)
        return clean(io.BytesIO(found.body))[-1]
    except (PageRefusedError, FileProblem):
        return None


class OldPreviews(Expiring):
    """Previews of links: a year; a post that links the page later has it read again."""

    key = "social.links"
    label = _("Bản xem trước của đường dẫn trong bài")
    days, least_days = 365, 30

    def delete(self, before: datetime, limit: int) -> int:
        """Delete old previews with our copies of their pictures."""
        rows = list(LinkPreview.objects.filter(fetched_at__lt=before).order_by("fetched_at")[:limit])
        LinkPreview.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for row in rows:
            if row.picture:
                default_storage.delete(row.picture)
        return len(rows)
