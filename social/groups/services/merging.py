"""Two records of one human: what the duplicate was in spaces."""

from django.db import transaction

from core.people.services.moving import move_rows

from ..enums import MemberRole, MemberState
from ..models import OverseerVisit, Space, SpaceMember, SpaceState

_ROLES = [MemberRole.MEMBER, MemberRole.MODERATOR, MemberRole.OWNER]


@transaction.atomic
def merge_people(*, person_id: int, duplicate_id: int) -> None:
    """Give places in communities and circles, visits, and how far one has read to the record that stays; of two places the one that says more."""
    to, of = person_id, duplicate_id
    move_rows(SpaceMember, "person", to=to, of=of, once=("space_id",), join=_join_members)
    move_rows(SpaceState, "person", to=to, of=of, once=("space_id",), join=_join_states)
    for model, field in ((SpaceMember, "decided_by"), (OverseerVisit, "person"), (Space, "created_by")):
        move_rows(model, field, to=to, of=of)


def _join_members(kept: SpaceMember, spare: SpaceMember) -> None:
    """Keep the place that runs; of two that do the role that looks after more. Who was taken out under one of its records stays out."""
    both = [kept, spare]
    if MemberState.REMOVED in {kept.state, spare.state}:
        chosen = next(one for one in both if one.state == MemberState.REMOVED)
    else:
        running = [one for one in both if one.state == MemberState.RUNNING]
        chosen = max(running or both[:1], key=lambda one: _ROLES.index(MemberRole(one.role)))
    if chosen is spare:
        kept.unit_id, kept.side, kept.role, kept.state, kept.note = spare.unit_id, spare.side, spare.role, spare.state, spare.note
        kept.decided_by_id = spare.decided_by_id
        kept.save()


def _join_states(kept: SpaceState, spare: SpaceState) -> None:
    kept.seen_entry_id = max(kept.seen_entry_id, spare.seen_entry_id)
    kept.save(update_fields=["seen_entry_id"])
