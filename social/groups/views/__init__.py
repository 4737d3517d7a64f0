"""Pages of spaces: their people and settings, communities and circles."""

from .communities import (
    community,
    community_archive,
    community_decide,
    community_decline,
    community_edit,
    community_invite,
    community_join,
    community_leave,
    community_list,
    community_new,
    community_pupils,
)
from .spaces import course_space, space_people, space_settings, space_visit

__all__ = [
    "community", "community_archive", "community_decide", "community_decline", "community_edit", "community_invite", "community_join", "community_leave",
    "community_list", "community_new", "community_pupils", "course_space", "space_people", "space_settings", "space_visit",
]  # fmt: skip
