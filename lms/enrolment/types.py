"""What learners are told."""

from django.utils.translation import gettext_lazy as _

from core.access.enums import Role
from core.notifications.enums import KindGroup
from core.notifications.types import NotificationKind, register_kind

PUBLISHED = register_kind(
    NotificationKind(
        key="lms.course.published",
        title=_("Khoá học %(course)s có bài mới"),
        body=_("Vào xem và học khi em sẵn sàng nhé."),
        icon="class",
        label=_("Khoá học có bài mới"),
        group=KindGroup.STUDY,
        hats=frozenset({Role.STUDENT, Role.LEARNER, Role.TEACHER}),
        about=_("Khi khoá học của bạn mở hoặc có thêm bài."),
    )
)
