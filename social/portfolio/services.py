"""Adding works, approving them or giving them back, showing them to the class."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.markup import clean_html, plain_text
from core.lib.typed import html_of
from core.lib.vietnamese import tidy
from core.notifications.services import notify
from core.organisations.models import TeachingAssignment
from core.people.models import Guardianship, Person, running
from core.people.selectors import may_publish_about
from social.files.enums import AttachmentKind
from social.files.models import Attachment
from social.files.selectors import attachments_of
from social.files.services import bind, release
from social.groups.enums import Ability, SpaceKind
from social.groups.policies import Seat
from social.groups.services import my_seats
from social.moderation.services import screening

from .enums import WorkState
from .errors import WorkRefused
from .models import Work
from .policies import can_change_work, can_hide_work, can_judge_work, can_remove_work, can_suspend_work, keeps_portfolio
from .selectors import stamp_of_work
from .types import WorkInput

MOST_HANDED_OVER = 50


def class_seats(actor: Actor) -> list[Seat]:
    """Return the seats of the actor in classes, their spaces opened; the newest class first."""
    seats = (seat for seat in my_seats(actor) if seat.space.kind == SpaceKind.CLASS)
    return sorted(seats, key=lambda seat: -(seat.space.class_group_id or 0))


def save_work(*, actor: Actor, given: WorkInput, client_id: UUID, work: Work | None = None) -> Work:
    """Add a work of the child, or change one: it waits for a teacher. Sent twice with one `client_id` it is kept once.

    Raises `AccessRefused`, `WorkRefused` (no title, nothing in it, words that don't fit, a limit on the child). Side effects: the
    homeroom teacher is told.
    """
    if work is not None:
        require(can_change_work, actor, work)
    else:
        require(keeps_portfolio, actor)
        if known := Work.objects.filter(child_id=actor.person_id, client_id=client_id).first():
            return known
    row = _filled(actor, given, work or Work(child_id=actor.person_id, client_id=client_id))
    try:
        with transaction.atomic():
            return _kept(actor, row, given)
    except IntegrityError:
        if work is not None:
            raise
        return Work.objects.get(child_id=actor.person_id, client_id=client_id)


def _filled(actor: Actor, given: WorkInput, row: Work) -> Work:
    """Return the work with what was given, judged and cleaned; nothing is written."""
    seat = next(iter(class_seats(actor)), None)
    if seat is None:
        raise WorkRefused("no_class")
    if not seat.standing.may(Ability.REACT):
        raise WorkRefused("limit", message=seat.standing.limit or str(WorkRefused("no_class")))
    title, body = tidy(given.title)[:200], clean_html(html_of(given.body))
    words = plain_text(body)
    if not title:
        raise WorkRefused("title", "title")
    if not (words or given.attachments):
        raise WorkRefused("empty", "body")
    if len(body) > 20_000:
        raise WorkRefused("long", "body")
    standing, unit_id = seat.standing, seat.space.unit_id
    if row.pk is None and (wait := screening.check_flood(person_id=actor.person_id, band=standing.band, kind="post")):
        raise WorkRefused("flood", message=wait)
    verdict = screening.screen(actor=actor, text=f"{title}\n{words}", band=standing.band, side=standing.side, unit_id=unit_id, kind="post")
    if verdict.action == "refuse":
        raise WorkRefused("refused", "body", screening.words_of(verdict))
    row.space, row.title, row.body, row.wants_class = seat.space, title, body, given.wants_class
    return row


def _kept(actor: Actor, row: Work, given: WorkInput) -> Work:
    is_new = row.pk is None
    if not is_new:
        require(can_change_work, actor, Work.objects.select_for_update().get(pk=row.pk))
    row.state, row.shown_at = WorkState.WAITING, None
    row.save()
    release(actor=actor, holder=row.holder, keep=given.attachments)
    bind(actor=actor, uuids=given.attachments, holder=row.holder)
    record(actor=actor, verb="social.work.added" if is_new else "social.work.changed", obj=row, unit_id=row.space.unit_id)
    _tell_homeroom(row, f"{timezone.now():%Y%m%d%H%M}")
    return row


def _tell_homeroom(row: Work, when: str) -> None:
    homeroom = TeachingAssignment.objects.filter(running(), class_group_id=row.space.class_group_id, kind="homeroom")
    _tell(row, "social.work.waiting", list(homeroom.values_list("person_id", flat=True)), when)


def hand_over_works(class_id: int) -> int:
    """Tell who leads a class now which works wait, each once. Returns how many wait."""
    rows = Work.objects.filter(space__class_group_id=class_id, state=WorkState.WAITING).select_related("space").order_by("pk")
    found = list(rows[:MOST_HANDED_OVER])
    for row in found:
        _tell_homeroom(row, "handed over")
    return len(found)


@transaction.atomic
def approve_work(*, actor: Actor, work: Work, word: str = "", show: bool = False, stamp: str = "") -> Work:
    """Put a work onto the child's shelf, with a word to the child; its guardians see it from now on. `show`: to the class as well.

    `WorkRefused` when another teacher has judged it meanwhile, or the child has changed it since it was read (`stamp`).
    """
    require(can_judge_work, actor, work)
    row = Work.objects.select_for_update().get(pk=work.pk)
    if row.state not in {WorkState.WAITING, WorkState.RETURNED}:
        raise WorkRefused("judged")
    if stamp and stamp != stamp_of_work(row, attachments_of([row.holder]).get(row.holder, ())):
        raise WorkRefused("changed")
    _decide(actor, row, WorkState.APPROVED, word)
    record(actor=actor, verb="social.work.approved", obj=row, subject_person_id=row.child_id, unit_id=row.space.unit_id)
    guardians = (
        Guardianship.objects.filter(running(), child_id=row.child_id).exclude(verified_at=None).values_list("guardian_id", flat=True)
    )
    _tell(row, "social.work.approved", [row.child_id], "approved")
    _tell(row, "social.work.approved.guardian", list(guardians), "approved")
    if show:
        set_shown(actor=actor, work=row, is_shown=True)
        row.refresh_from_db()
    return row


@transaction.atomic
def return_work(*, actor: Actor, work: Work, word: str) -> Work:
    """Give a work back to the child with a kind word, which is needed; `WorkRefused` without it, or when another teacher has judged it."""
    require(can_judge_work, actor, work)
    if not tidy(word):
        raise WorkRefused("word", "word")
    row = Work.objects.select_for_update().get(pk=work.pk)
    if row.state != WorkState.WAITING:
        raise WorkRefused("judged")
    _decide(actor, row, WorkState.RETURNED, word)
    record(actor=actor, verb="social.work.returned", obj=row, subject_person_id=row.child_id, unit_id=row.space.unit_id)
    _tell(row, "social.work.returned", [row.child_id], f"returned{row.decided_at:%Y%m%d%H%M}")
    return row


def _decide(actor: Actor, row: Work, state: WorkState, word: str) -> None:
    row.state, row.word = state, tidy(word)[:500]
    row.decided_by_id, row.decided_at = actor.person_id, timezone.now()
    row.save(update_fields=["state", "word", "decided_by", "decided_at"])


@transaction.atomic
def set_shown(*, actor: Actor, work: Work, is_shown: bool) -> Work:
    """Show an approved work to the child's class, or no longer. Only with the child's wish, and with pictures only with consent."""
    require(can_judge_work if is_shown else can_hide_work, actor, work)
    row = Work.objects.select_for_update(of=("self",)).select_related("space").get(pk=work.pk)
    if is_shown == (row.shown_at is not None):
        return row
    if is_shown:
        _check_showing(row)
    row.shown_at = timezone.now() if is_shown else None
    row.save(update_fields=["shown_at"])
    verb = "social.work.shown" if is_shown else "social.work.hidden"
    record(actor=actor, verb=verb, obj=row, subject_person_id=row.child_id, unit_id=row.space.unit_id)
    return row


def _check_showing(row: Work) -> None:
    if row.state != WorkState.APPROVED:
        raise WorkRefused("not_approved")
    if not row.wants_class:
        raise WorkRefused("not_wanted")
    has_pictures = Attachment.objects.filter(holder=row.holder, kind=AttachmentKind.PICTURE).exists()
    # locked as the ledger locks it: a word that is just being said is waited for, one said later finds the work shown
    if has_pictures and not may_publish_about(Person.objects.select_for_update(no_key=True).get(pk=row.child_id), "photo"):
        raise WorkRefused("no_consent")


@transaction.atomic
def remove_work(*, actor: Actor, work: Work) -> None:
    """Take a work off the shelf: the child's own right."""
    require(can_remove_work, actor, work)
    Work.objects.filter(pk=work.pk).update(state=WorkState.REMOVED, shown_at=None)
    record(actor=actor, verb="social.work.removed", obj=work, unit_id=work.space.unit_id)


@transaction.atomic
def suspend_work(*, actor: Actor, work: Work) -> None:
    """Hide a work from all but the child and its teachers until it is restored; a removed one stays removed."""
    require(can_suspend_work, actor, work)
    row = Work.objects.select_for_update(of=("self",)).select_related("space").get(pk=work.pk)
    if row.state not in {WorkState.HIDDEN, WorkState.REMOVED}:
        row.state, row.state_before = WorkState.HIDDEN, row.state
        row.save(update_fields=["state", "state_before"])
        record(actor=actor, verb="social.work.suspended", obj=row, subject_person_id=row.child_id, unit_id=row.space.unit_id)


@transaction.atomic
def restore_work(*, actor: Actor, work: Work) -> None:
    """Let a hidden work be again what it was; the class sees it only where it did and consent to its pictures is still there."""
    require(can_suspend_work, actor, work)
    row = Work.objects.select_for_update(of=("self",)).select_related("space").get(pk=work.pk)
    if row.state != WorkState.HIDDEN:
        return
    row.state, row.state_before = WorkState(row.state_before), ""
    row.save(update_fields=["state", "state_before"])
    record(actor=actor, verb="social.work.restored", obj=row, subject_person_id=row.child_id, unit_id=row.space.unit_id)


def hide_pictures_of(child_id: int) -> int:
    """Take the works with pictures of a child away from its class: the consent is gone. Returns how many."""
    shown = {row.holder: row.pk for row in Work.objects.filter(child_id=child_id).exclude(shown_at=None)}
    held = Attachment.objects.filter(holder__in=shown, kind=AttachmentKind.PICTURE).values_list("holder", flat=True)
    return Work.objects.filter(pk__in={shown[holder] for holder in held}).update(shown_at=None)


def _tell(row: Work, kind: str, recipient_ids: list[int], when: str) -> None:
    """Tell people of a work, once for each step."""
    url = reverse("social:work", args=[row.uuid])
    data = {"title": row.title, "name": Person.objects.get(pk=row.child_id).full_name, "word": row.word, "child_ids": [row.child_id]}
    notify(recipient_ids=recipient_ids, kind=kind, data=data, url=url, dedupe_key=f"{kind}:{row.pk}:{when}", topic=row.space.topic)
