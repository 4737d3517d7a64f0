"""What notifications hear: lost places (open pages are asked again, at once), merged people, ended guardianships; words of the trail."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.access.enums import Role
from core.audit.types import register_verbs
from core.events.services import at_commit, subscribe
from core.organisations.events import HatEnded, LearnerLeft, TeacherReleased
from core.people.events import GuardianshipEnded, PersonsMerged
from core.people.selectors import guardianships_of
from core.ports.live import revoke

from .enums import KindGroup
from .services import drop_waiting, merge_people
from .types import DIGEST_KIND, NotificationKind, register_kind

register_verbs(
    {
        "notifications.retried": _("đã cho gửi lại những thông báo không gửi được"),
        "notifications.chat_linked": _("đã nối tài khoản nhắn tin"),
        "notifications.chat_unlinked": _("đã bỏ nối tài khoản nhắn tin"),
    }
)


register_kind(
    NotificationKind(
        DIGEST_KIND,
        _("%(heading)s"),
        _("%(summary)s"),
        "cal",
        email=True,
        label=_("Bản tin về con"),
        group=KindGroup.DIGEST,
        hats=frozenset({Role.GUARDIAN}),
        letter="notifications/mail/digest",
        about=_("Việc của con trong ngày hay trong tuần, gom vào một thư."),
    )
)


@subscribe(PersonsMerged, "core.notifications")
def move_reach(event: PersonsMerged) -> None:
    """Give the notifications and the addresses of the duplicate to the person who stays."""
    merge_people(person_id=event.person_id, duplicate_id=event.duplicate_id)


@subscribe(GuardianshipEnded, "core.notifications")
def stop_waiting(event: GuardianshipEnded) -> None:
    """Keep back what still waits to tell a former guardian of the child."""
    drop_waiting(guardian_id=event.guardian_id, child_id=event.child_id)


@at_commit(GuardianshipEnded, "live")
def guardian_lost(event: GuardianshipEnded) -> None:
    """Ask the guardian's pages again."""
    revoke(event.guardian_id)


@at_commit(HatEnded, "live")
@at_commit(TeacherReleased, "live")
def place_lost(event: Any) -> None:
    """Ask the pages of who lost a role or a duty again."""
    revoke(event.person_id)


@at_commit(LearnerLeft, "live")
def learner_left(event: LearnerLeft) -> None:
    """Ask the learner's pages again, and those of the guardians, who were in the class through it."""
    revoke(event.person_id)
    for guardian_id in guardianships_of([event.person_id]).order_by().values_list("guardian_id", flat=True):
        revoke(guardian_id)


@at_commit(PersonsMerged, "live")
def records_merged(event: PersonsMerged) -> None:
    """Ask the pages of both records again: one log-in may have been locked, the other has moved."""
    revoke(event.person_id)
    revoke(event.duplicate_id)
