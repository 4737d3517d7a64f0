"""Courses and activities in the search box."""

from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from core.hooks import SearchHit, SearchSource

from ..selectors.search import found_activities, found_courses


class CourseSearch(SearchSource):
    """Courses by title."""

    key = "courses"
    label = _("Khoá học")

    def search(self, actor: Actor, folded: str, limit: int) -> list[SearchHit]:
        return [SearchHit(row.title, row.detail, row.url, "class") for row in found_courses(actor, folded, limit)]


class ActivitySearch(SearchSource):
    """Activities by title."""

    key = "activities"
    label = _("Bài học và hoạt động")

    def search(self, actor: Actor, folded: str, limit: int) -> list[SearchHit]:
        return [SearchHit(row.title, row.detail, row.url, row.icon) for row in found_activities(actor, folded, limit)]


SearchSource.register(CourseSearch())
SearchSource.register(ActivitySearch())
