"""Which links of posts are previewed, and the previews of a page of posts."""

from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from core.access.errors import AccessRefused
from social.groups.models import Space
from social.moderation.rules.links import is_under
from social.moderation.selectors.units import hosts_at, lexicon_of

from ..models import LinkPreview, Post


def hash_of(url: str) -> str:
    """Return what a preview is found by."""
    return sha256(url.encode()).hexdigest()


def preview_hosts(unit_id: int | None) -> frozenset[str]:
    """Return the hosts our server reads for posts of a unit: those of the platform, those the unit and the units above it allow. Two queries."""
    return frozenset(settings.LINK_PREVIEW_HOSTS) | lexicon_of(unit_id)[1]


def may_preview(host: str, hosts: frozenset[str]) -> bool:
    """Say whether a host is one of those or stands below one."""
    return is_under(host.lower().rstrip("."), hosts)


def previews_of_posts(places: Iterable[tuple[Post, Space]]) -> dict[int, tuple[LinkPreview, ...]]:
    """Return the previews that were read of what posts link to, by post id, where the unit of the space each is read in allows their hosts: a
    post may be shared from elsewhere, and a unit may think better of a host. One query, none where nothing is linked."""
    urls = {post.pk: (post.data["links"], space) for post, space in places if post.data.get("links")}
    if not urls:
        return {}
    wanted = {hash_of(url) for rows, _space in urls.values() for url in rows}
    found = {row.url: row for row in LinkPreview.objects.filter(url_hash__in=wanted, problem="").exclude(title="")}
    return {pk: tuple(found[url] for url in rows if url in found and _is_allowed(url, space)) for pk, (rows, space) in urls.items()}


def _is_allowed(url: str, space: Space) -> bool:
    host = urlsplit(url).hostname or ""
    return may_preview(host, frozenset(settings.LINK_PREVIEW_HOSTS)) or may_preview(host, hosts_at(space.unit.path))


def find_picture(uuid: UUID) -> LinkPreview:
    """Return a preview with a picture, or raise `AccessRefused`."""
    row = LinkPreview.objects.filter(uuid=uuid).exclude(picture="").first()
    if row is None:
        raise AccessRefused("link")
    return row
