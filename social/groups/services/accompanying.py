"""Telling who looks after a circle that pupils of a school have no teacher of theirs beside them."""

from collections.abc import Iterable

from django.db.models import Max
from django.urls import reverse

from core.jobs.selectors import set_aside
from core.jobs.services import each
from core.notifications.services import notify
from core.organisations.models import Membership
from core.ports.live import broadcast_on_commit, person_group

from ..enums import MemberState, Side, SpaceKind
from ..models import Space, SpaceMember
from ..selectors.alone import schools_alone
from ..selectors.people import keepers_of

CHECKING = "social.check_circles"


def tell_unaccompanied(spaces: Iterable[Space] | None = None) -> int:
    """Tell the owner and the others who look after a circle which school lacks a teacher, once each time the last one goes.

    Looks at `spaces`, at all open circles when there are none; asked again it tells nothing twice. Returns how many schools lack one.
    """
    rows = spaces
    if rows is None:
        rows = Space.objects.filter(kind=SpaceKind.CIRCLE, archived_at=None).exclude(pk__in=set_aside(CHECKING))
    circles = {space.pk: space for space in rows}
    alone = schools_alone(circles.values())

    def tell(pk: int) -> int:
        space, keepers = circles[pk], keepers_of(circles[pk])
        for school in alone[pk]:
            notify(
                recipient_ids=keepers,
                kind="social.circle.alone",
                data={"space": space.label, "school": school.label},
                url=reverse("social:community", args=[space.uuid]),
                dedupe_key=f"circle:{pk}:{school.pk}:{_since(space, school.pk)}",
                topic=space.topic,
            )
        return len(alone[pk])

    return each(CHECKING, list(alone), tell)


def company_changed(space: Space) -> None:
    """Follow a teacher who came into a circle or went: tell who looks after it, and let the pupils' open pages ask again what they may."""
    if space.kind != SpaceKind.CIRCLE:
        return
    tell_unaccompanied([space])
    for person_id in space.members.filter(side=Side.LEARNER, state=MemberState.RUNNING).values_list("person_id", flat=True):
        broadcast_on_commit(person_group(person_id), {"type": "access"})


def _since(space: Space, unit_id: int) -> str:
    """Return what changes each time the last teacher of a school goes: when its members last changed, or their work there ended."""
    members = SpaceMember.objects.filter(space=space, unit_id=unit_id, side=Side.STAFF)
    left = members.aggregate(at=Max("changed_at"))["at"]
    ended = Membership.objects.filter(unit_id=unit_id, person_id__in=members.values("person_id")).aggregate(on=Max("valid_to"))["on"]
    return f"{left:%Y%m%d%H%M%S}:{ended or ''}" if left else ""
