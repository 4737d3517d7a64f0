"""What notifications hear: merged people, ended guardianships; words of the trail."""

from django.utils.translation import gettext_lazy as _

from core.audit.types import register_verbs
from core.events.services import subscribe
from core.people.events import GuardianshipEnded, PersonsMerged

from .services import drop_waiting, merge_people

register_verbs(
    {
        "notifications.retried": _("đã cho gửi lại những thông báo không gửi được"),
        "notifications.chat_linked": _("đã nối tài khoản nhắn tin"),
        "notifications.chat_unlinked": _("đã bỏ nối tài khoản nhắn tin"),
    }
)


@subscribe(PersonsMerged, "core.notifications")
def move_reach(event: PersonsMerged) -> None:
    """Give the notifications and the addresses of the duplicate to the person who stays."""
    merge_people(person_id=event.person_id, duplicate_id=event.duplicate_id)


@subscribe(GuardianshipEnded, "core.notifications")
def stop_waiting(event: GuardianshipEnded) -> None:
    """Keep back what still waits to tell a former guardian of the child."""
    drop_waiting(guardian_id=event.guardian_id)
