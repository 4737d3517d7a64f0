"""Founding communities and circles, joining and leaving them, looking after their members."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access.enums import Role
from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import tidy
from core.organisations.models import Enrolment, Membership
from core.organisations.policies import taught_classes
from core.people.models import Person, running
from core.ports.live import broadcast_on_commit, person_group

from ..enums import Ability, JoinRule, MemberRole, MemberState, Side, SpaceKind
from ..errors import SpaceRefused
from ..models import Space, SpaceMember
from ..policies import can, can_found_community, can_join, can_leave, is_member
from . import telling
from .accompanying import company_changed

LEARNING = (Role.STUDENT, Role.LEARNER, Role.GUARDIAN)


def _checked_name(name: str, unit_id: int, but: Space | None = None) -> str:
    name = tidy(name)[:200]
    if not name:
        raise SpaceRefused("name_empty", "name")
    others = Space.objects.filter(unit_id=unit_id, kind__in=[SpaceKind.COMMUNITY, SpaceKind.CIRCLE], name__iexact=name, archived_at=None)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise SpaceRefused("name_taken", "name")
    return name


@transaction.atomic
def found_community(
    *, actor: Actor, name: str, about: str = "", kind: str = SpaceKind.COMMUNITY, join_rule: str = JoinRule.REQUEST
) -> Space:
    """Found a community of grown-ups or a circle with pupils (that one is always closed); the founder looks after it."""
    require(can_found_community, actor)
    space = Space(
        kind=SpaceKind(kind),
        unit_id=actor.unit_id,
        name=_checked_name(name, actor.unit_id),
        about=about.strip()[:1000],
        join_rule=JoinRule.CLOSED if kind == SpaceKind.CIRCLE else JoinRule(join_rule),
        created_by_id=actor.person_id,
    )
    space.save()
    SpaceMember.objects.create(space=space, person_id=actor.person_id, unit_id=actor.unit_id, role=MemberRole.OWNER)
    record(actor=actor, verb="social.space.founded", obj=space, changes={"name": space.name, "join_rule": space.join_rule})
    return space


@transaction.atomic
def change_space(*, actor: Actor, space: Space, name: str, about: str, join_rule: str, settings: dict[str, Any] | None = None) -> Space:
    """Change a community or circle: its words, how one joins, what sides may do. A circle stays closed."""
    require(_may_manage, actor, space)
    before = {"name": space.name, "about": space.about, "join_rule": space.join_rule}
    space.name, space.about = _checked_name(name, space.unit_id, but=space), about.strip()[:1000]
    space.join_rule = JoinRule.CLOSED if space.kind == SpaceKind.CIRCLE else JoinRule(join_rule)
    space.settings = {**space.settings, **(settings or {})}
    space.save()
    changes = {key: [old, getattr(space, key)] for key, old in before.items() if old != getattr(space, key)}
    record(actor=actor, verb="social.space.changed", obj=space, changes=changes)
    return space


@transaction.atomic
def archive_space(*, actor: Actor, space: Space, is_archived: bool) -> None:
    """Close a community (it stays readable) or open it again."""
    require(_may_manage, actor, space)
    space.archived_at = timezone.now() if is_archived else None
    space.save(update_fields=["archived_at"])
    record(actor=actor, verb="social.space.archived" if is_archived else "social.space.opened", obj=space)


def _may_manage(actor: Actor, space: Space) -> bool:
    if space.kind not in {SpaceKind.COMMUNITY, SpaceKind.CIRCLE}:  # who is in the others, and how long, is the roster's
        return False
    owners = SpaceMember.objects.filter(space=space, person_id=actor.person_id, role=MemberRole.OWNER, state=MemberState.RUNNING)
    return can(actor, space, Ability.MANAGE) or (owners.exists() and is_member(actor, space))


@transaction.atomic
def join_space(*, actor: Actor, space: Space, note: str = "") -> SpaceMember:
    """Join an open community at once, ask to join one on request, take up an invitation. Pressed twice it is done once."""
    require(can_join, actor, space)
    rows = SpaceMember.objects.select_for_update().filter(space=space, person_id=actor.person_id)
    if space.join_rule == JoinRule.CLOSED and not rows.filter(state__in=[MemberState.INVITED, MemberState.RUNNING]).exists():
        raise AccessRefused("join_space")
    if space.archived_at is not None:
        raise SpaceRefused("archived")
    row, _new = rows.get_or_create(space=space, person_id=actor.person_id, defaults={"unit_id": actor.unit_id, "state": MemberState.LEFT})
    if row.state == MemberState.RUNNING or (row.state == MemberState.ASKED and space.join_rule != JoinRule.OPEN):
        return row
    straight = row.state == MemberState.INVITED or (space.join_rule == JoinRule.OPEN and row.state != MemberState.REMOVED)
    row.state = MemberState.RUNNING if straight else MemberState.ASKED
    row.unit_id, row.note, row.side = actor.unit_id, tidy(note)[:300], Side.STAFF
    row.save()
    record(actor=actor, verb="social.space.joined" if straight else "social.space.asked", obj=space)
    if not straight:
        telling.asked(row)
    company_changed(space)
    return row


@transaction.atomic
def leave_space(*, actor: Actor, space: Space) -> None:
    """Leave a community or circle, pupils too; its last owner stays until another is named."""
    require(can_leave, actor, space)
    lock_owners([space.pk])
    row = _member(space, actor.person_id)
    _not_the_last_owner(row)
    row.state, row.role = MemberState.LEFT, MemberRole.MEMBER
    row.save(update_fields=["state", "role", "changed_at"])
    record(actor=actor, verb="social.space.left", obj=space)
    _told(actor.person_id)
    company_changed(space)


@transaction.atomic
def decline_invitation(*, actor: Actor, space: Space) -> None:
    """Decline an invitation, or take back what one asked; pressed twice it is done once. One may be invited or ask again."""
    require(can_join, actor, space)
    rows = SpaceMember.objects.select_for_update().filter(space=space, person_id=actor.person_id)
    row = rows.first()
    if row is None:
        raise AccessRefused("decline_invitation")
    if row.state in {MemberState.INVITED, MemberState.ASKED}:
        row.state = MemberState.LEFT
        row.save(update_fields=["state", "changed_at"])
        record(actor=actor, verb="social.space.declined", obj=space)


@transaction.atomic
def decide_member(*, actor: Actor, space: Space, person: Person, decision: str) -> SpaceMember:
    """Let somebody in who asked (`accept`), turn them down or take them out (`remove`), or give a role (`member`, `moderator`, `owner`)."""
    require(_may_manage, actor, space)
    lock_owners([space.pk])
    row = _member(space, person.pk, (MemberState.ASKED, MemberState.INVITED, MemberState.RUNNING))
    before = (row.state, row.role)
    if decision == "accept" and row.state == MemberState.ASKED:
        row.state = MemberState.RUNNING
    elif decision == "remove":
        _not_the_last_owner(row)
        row.state, row.role = MemberState.REMOVED, MemberRole.MEMBER
    elif decision in MemberRole.values and row.state == MemberState.RUNNING and row.side == Side.STAFF:
        if decision != MemberRole.OWNER:
            _not_the_last_owner(row)
        row.role = MemberRole(decision)
    else:
        raise AccessRefused("decide_member")
    row.decided_by_id = actor.person_id
    row.save()
    changes = {"state": [before[0], row.state], "role": [before[1], row.role]}
    record(actor=actor, verb="social.member.changed", obj=space, subject_person_id=person.pk, changes=changes)
    _told(person.pk)
    if before[0] == MemberState.ASKED:
        telling.answered(row)
    if row.side == Side.STAFF:
        company_changed(space)
    return row


@transaction.atomic
def invite_staff(*, actor: Actor, space: Space, person: Person | None) -> SpaceMember:
    """Invite a teacher or officer of the province; who already asked is let in."""
    require(_may_manage, actor, space)
    if person is None:
        raise SpaceRefused("no_account", "who")
    place = Membership.objects.filter(running(), person=person).exclude(role__in=LEARNING).order_by("id").first()
    if place is None:
        raise SpaceRefused("not_staff", "who")
    row, _new = SpaceMember.objects.select_for_update().get_or_create(
        space=space, person=person, defaults={"state": MemberState.INVITED, "unit_id": place.unit_id}
    )
    before = "" if _new else row.state
    if before in {MemberState.LEFT, MemberState.REMOVED}:
        row.state = MemberState.INVITED
    elif before == MemberState.ASKED:
        row.state = MemberState.RUNNING
    row.decided_by_id = actor.person_id
    row.save()
    record(actor=actor, verb="social.member.invited", obj=space, subject_person_id=person.pk)
    if before == MemberState.ASKED:
        telling.answered(row)
    elif row.state == MemberState.INVITED and before != MemberState.INVITED:
        telling.invited(row)
    return row


@transaction.atomic
def bring_pupils(*, actor: Actor, space: Space, class_id: int, person_ids: list[int]) -> int:
    """Put pupils of a class the actor teaches into a circle it is a member of; returns how many are new. So each school's pupils come with a teacher of theirs."""
    row = _member(space, actor.person_id)
    if space.kind != SpaceKind.CIRCLE or row.side != Side.STAFF or space.archived_at is not None:
        raise AccessRefused("bring_pupils")
    group = taught_classes(actor).filter(pk=class_id).first()
    if group is None:
        raise SpaceRefused("not_your_pupil", "class_id")
    known = set(
        Enrolment.objects.filter(running(), class_group=group, state="studying", person_id__in=person_ids).values_list(
            "person_id", flat=True
        )
    )
    if known != set(person_ids):
        raise SpaceRefused("not_your_pupil", "class_id")
    added = 0
    for person_id in sorted(known):
        member, is_new = SpaceMember.objects.get_or_create(
            space=space, person_id=person_id, defaults={"unit_id": group.unit_id, "side": Side.LEARNER, "decided_by_id": actor.person_id}
        )
        if not is_new and member.state != MemberState.RUNNING:
            member.state, member.side, member.unit_id, is_new = MemberState.RUNNING, Side.LEARNER, group.unit_id, True
            member.save()
        added += is_new
    record(actor=actor, verb="social.member.brought", obj=space, changes={"person_ids": tuple(sorted(known))})
    return added


def _member(space: Space, person_id: int, states: tuple[str, ...] = (MemberState.RUNNING,)) -> SpaceMember:
    row = SpaceMember.objects.select_for_update().filter(space=space, person_id=person_id, state__in=states).first()
    if row is None:
        raise AccessRefused("member")
    return row


def lock_owners(space_ids: Iterable[int]) -> list[SpaceMember]:
    """Lock the owners of spaces together, before any other member and in one order: two of them who leave at once neither leave a space to
    nobody nor wait for each other. Returns them."""
    rows = SpaceMember.objects.select_for_update().filter(role=MemberRole.OWNER, state=MemberState.RUNNING)
    return list(rows.filter(space_id__in=list(space_ids)).order_by("pk"))


def _not_the_last_owner(row: SpaceMember) -> None:
    if row.role == MemberRole.OWNER and len(lock_owners([row.space_id])) == 1:
        raise SpaceRefused("last_owner")


def _told(person_id: int) -> None:
    """Let the open pages of the person ask again what they may see."""
    broadcast_on_commit(person_group(person_id), {"type": "access"})
