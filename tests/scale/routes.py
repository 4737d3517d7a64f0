"""All pages that are read: the site's own patterns with their holes filled."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from .hats import Place

# Doors for machines and files, and pages that end the session of whoever opens them.
NOT_PAGES = (
    "healthz",
    "readyz",
    "sw.js",
    "xapi/",
    "h5p-tep/",
    "h5p-khung/",
    "tep-hoc/",
    "bench/",
    "tai-khoan/logout/",
    settings.WAGTAIL_ADMIN_PATH,
)
# Searches and filters, by route name; {word} is a common given name, {rare} a code only one person has.
ASKED = {
    "core:unit_people": ["?q={word}", "?q=nguyen", "?q={rare}", "?vai=teacher", "?vai=student&q=minh {word}", "?sau={person}"],
    "core:unit_children": ["?q=truong"],
    "core:audit": ["?nguoi={word}", "?don_vi=truong", "?viec=people.person.viewed", "?sau={audit}"],
    "frontend:search": [
        "?q={word}",
        "?q=nguyen",
        "?q=nguyen thi {word}",
        "?q=vy",
        "?q={rare}",
        "?q=6a",
        "?q=truong",
        "?q=toan",
        "?q=bai",
        "?q=zzzz",
    ],
    "lms:courses": ["?q=toan", "?q=zzzz", "?ke=templates", "?ke=archived", "?sau={course}"],
    "lms:h5p_packages": ["?q=bai"],
    "core:unit_move": ["?q=xa"],
    "core:unit_merge": ["?q=truong"],
    "core:person_merge": ["?q={word}"],
    "core:guardian_add": ["?q={word}"],
}


def patterns(node: URLResolver, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str, URLPattern]]:
    """Yield (route, full name, pattern) of the site's own pages."""
    for one in node.url_patterns:
        route = prefix + str(one.pattern)
        if route.startswith(NOT_PAGES):
            continue
        if isinstance(one, URLResolver):
            yield from patterns(one, route, (*spaces, one.namespace) if one.namespace else spaces)
        else:
            yield route, ":".join((*spaces, one.name or route)), one


def addresses(place: Place, words: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (name of the page, address) for every route whose holes `place` fills, and for its searches."""
    for route, name, pattern in patterns(get_resolver()):
        holes = {key: fill(route, key, place) for key in pattern.pattern.converters or pattern.pattern.regex.groupindex}
        if any(value is None for value in holes.values()):
            continue
        try:
            path = reverse(name, kwargs=holes)
        except NoReverseMatch:
            continue
        yield name, path
        for asked in ASKED.get(name, []):
            yield f"{name} {asked}", path + asked.format(**words)


def fill(route: str, hole: str, place: Place) -> object:
    """Return what goes into a hole of a route, or None when the province has nothing of that kind."""
    if hole == "uuid":
        by_prefix = {"don-vi/": place.unit, "lop/": place.group, "nguoi/": place.child, "gia-dinh/con/": place.child}
        return next((row.uuid for prefix, row in by_prefix.items() if route.startswith(prefix)), None)
    known = {
        "unit_uuid": place.unit.uuid,
        "class_uuid": place.group.uuid,
        "course_uuid": place.course.course.uuid,
        "activity_uuid": place.activity.uuid,
        "person_uuid": place.child.uuid,
        "child_uuid": place.child.uuid,
        "number": 1,
        "kind": "students",
        "name": "lesson",
    }
    if hole == "pk" and route.startswith("lop/"):
        return place.seat.pk
    return known.get(hole)
