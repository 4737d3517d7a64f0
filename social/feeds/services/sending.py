"""Sharing a post into another space, and sending an announcement down to schools."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.services import enqueue
from core.organisations.models import Unit
from core.ports.live import broadcast_on_commit, topic_group
from social.groups.enums import Side, SpaceKind
from social.groups.models import Space
from social.groups.policies import Place
from social.groups.services import my_seats
from social.groups.services.seats import open_spaces

from ..enums import EntryKind, PostKind, PostState
from ..errors import PostRefused
from ..models import Entry, Post, SentDown
from ..policies import can_send_down, can_share, can_unshare
from ..selectors.sending import schools_below
from ..selectors.until import stands_until
from ..types import Audience, PostInput
from .posts import save_post

BATCH = 100


@transaction.atomic
def share_post(*, actor: Actor, post: Post, space: Space) -> Entry:
    """Put a post into another space, for the sides it was written for; once, whoever shares it. Side effects: audit, the space's topic."""
    require(can_share, actor, (post, space))
    entry, is_new = Entry.objects.get_or_create(
        space=space,
        post=post,
        defaults={"kind": EntryKind.SHARED, "by_id": actor.person_id, "sides": post.sides, "stands_until": stands_until(post)},
    )
    if is_new:
        record(actor=actor, verb="social.post.shared", obj=post, unit_id=space.unit_id, changes={"space": space.pk})
        broadcast_on_commit(topic_group(space.topic), {"type": "post", "space": space.pk, "entry": entry.pk})
    return entry


@transaction.atomic
def unshare_post(*, actor: Actor, entry: Entry) -> None:
    """Take a shared post away from the space it was shared to."""
    require(can_unshare, actor, entry)
    record(actor=actor, verb="social.post.unshared", obj=entry.post, unit_id=entry.space.unit_id, changes={"space": entry.space_id})
    entry.delete()


@transaction.atomic
def send_down(*, actor: Actor, given: PostInput, audience: Audience, client_id: UUID) -> SentDown:
    """Write an announcement for the actor's office and send it to the schools of an audience; sent twice it goes once.

    Raises `AccessRefused`, and `PostRefused` when no school fits or the words have to be looked at first. Side effects: audit, and a job
    that puts it into each school's space.
    """
    under = Unit.objects.get(pk=audience.under_id)
    require(can_send_down, actor, under)
    seat = next((seat for seat in my_seats(actor) if seat.space.kind == SpaceKind.UNIT and seat.space.unit_id == actor.unit_id), None)
    if seat is None or given.kind != PostKind.ANNOUNCEMENT:
        raise AccessRefused("send_down")
    total = schools_below(under, audience.kinds).count()
    if not total:
        raise PostRefused("nobody", _("Không có trường nào thuộc loại đã chọn ở đây."), "kinds")
    post = save_post(actor=actor, space=seat.space, given=given, client_id=client_id)
    if post.state != PostState.PUBLISHED:
        raise PostRefused("held", _("Thông báo có lời cần xem lại nên chưa gửi được. Hãy sửa rồi gửi."))
    kinds = sorted(set(audience.kinds))
    sent, is_new = SentDown.objects.get_or_create(
        post=post, defaults={"by_id": actor.person_id, "under": under, "kinds": kinds, "is_pinned": audience.is_pinned, "total": total}
    )
    if is_new:
        changes = {"under": under.key, "kinds": kinds, "schools": total}
        record(actor=actor, verb="social.post.sent_down", obj=post, unit_id=actor.unit_id, changes=changes)
        enqueue("social.send_down", {"sent_id": sent.pk}, dedupe_key=f"social.send_down:{sent.pk}", created_by_id=None)
    return sent


@transaction.atomic
def send_batch(sent_id: int) -> tuple[int, int]:
    """Put an announcement into the spaces of the next hundred schools; returns how many have it and how many there are.

    A batch that was cut off is done again, and a school gets it once. A post that is no longer out goes no further.
    """
    sent = SentDown.objects.select_for_update(of=("self",)).select_related("post", "under").get(pk=sent_id)
    units = list(schools_below(sent.under, sent.kinds).filter(pk__gt=sent.last_unit_id)[:BATCH]) if sent.ended_at is None else []
    if not units or sent.post.state != PostState.PUBLISHED:
        sent.ended_at = sent.ended_at or timezone.now()
        sent.save(update_fields=["ended_at"])
        return sent.total, sent.total
    open_spaces([Place(f"unit:{unit.pk}", SpaceKind.UNIT, unit.pk, unit.label, Side.STAFF) for unit in units])
    pinned_at = timezone.now() if sent.is_pinned else None
    spaces = list(Space.objects.filter(kind=SpaceKind.UNIT, unit__in=units))
    made = {
        "kind": EntryKind.SENT_DOWN,
        "by_id": sent.by_id,
        "sides": sent.post.sides,
        "pinned_at": pinned_at,
        "stands_until": stands_until(sent.post),
    }
    Entry.objects.bulk_create([Entry(space=space, post=sent.post, **made) for space in spaces], ignore_conflicts=True)
    rows = Entry.objects.filter(post=sent.post, space__in=spaces).values_list("pk", "space_id")
    for pk, space_id in rows:
        broadcast_on_commit(topic_group(f"space:{space_id}"), {"type": "post", "space": space_id, "entry": pk})
        enqueue("social.tell_entry", {"entry_id": pk}, dedupe_key=f"social.tell_entry:{pk}")
    sent.made += len(rows)
    sent.last_unit_id = units[-1].pk
    sent.save(update_fields=["made", "last_unit_id"])
    return sent.made, max(sent.total, sent.made + 1)
