"""What supervision adds to others: the console's live topic, words of the audit trail."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from core.audit.types import register_verbs
from core.hooks import LiveTopic

from .policies import supervised_tests

register_verbs(
    {
        "assessment.test.paused": _("đã tạm dừng bài kiểm tra %(label)s"),
        "assessment.test.resumed": _("đã cho làm tiếp bài kiểm tra %(label)s"),
        "assessment.time.added": _("đã thêm giờ làm bài"),
        "assessment.message.sent": _("đã nhắn thí sinh trong bài kiểm tra %(label)s"),
        "assessment.attempt.locked": _("đã khoá bài làm của %(subject)s"),
        "assessment.attempt.unlocked": _("đã mở khoá bài làm của %(subject)s"),
        "assessment.attempt.collected": _("đã thu bài của %(subject)s"),
        "assessment.incident.written": _("đã ghi biên bản bài kiểm tra %(label)s"),
        "assessment.seating.made": _("đã xếp phòng thi cho bài kiểm tra %(label)s"),
        "assessment.seating.cleared": _("đã bỏ xếp phòng thi của bài kiểm tra %(label)s"),
    }
)


class SittingTopic(LiveTopic):
    """`sitting:<test uuid>`: what happens to candidates of a running test, for its proctors."""

    prefix = "sitting"

    def may_watch(self, actor: Actor, key: str) -> bool:
        try:
            uuid = UUID(key)
        except ValueError:
            return False
        return supervised_tests(actor).filter(uuid=uuid).exists()


LiveTopic.register(SittingTopic())
