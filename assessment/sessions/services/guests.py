"""Guests of open tests: coming in, coming back on another device, being taken out, being forgotten."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from assessment.hooks import SittingGuard
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish
from core.lib.vietnamese import split_name
from core.organisations.models import Unit
from core.people.models import Person

from ...events import AttemptVoided
from ..enums import AttemptState, Audience
from ..errors import SessionError
from ..models import Attempt, Candidate, Guest, GuestBrowser, Test
from ..policies import can_set_grading
from ..rules.guests import KEY, MOST_DAYS, MOST_GUESTS, MOST_NAME, Openness, clean_name, fresh_code, read_code
from ..selectors.guests import guest_in, key_of, openness_in
from ..types import TestSettings
from .attempts import entry_problem
from .tests import locked_test

BATCH = 500
GUEST_NAME = _("Khách %(number)s")


@transaction.atomic
def join_as_guest(
    *,
    test: Test,
    token: str,
    name: str,
    group: str = "",
    code: str = "",
    address: str = "",
    url: str = "",
    headers: Mapping[str, str] | None = None,
) -> Guest:
    """Let a browser take an open test under a typed name: once, however often and from however many windows it asks.

    `token` names the browser. Guests of a test come in one after another, so that they are counted; nobody else waits for that.
    `SessionError`: `guest.name`, `guest.group`, `guest.off`, `guest.full`, `guest.removed`, and whatever keeps candidates out.
    """
    locked = Test.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=test.pk)
    known = guest_in(token, locked.uuid)
    if known is not None:
        if known.candidate.is_removed:
            raise SessionError("guest.removed")
        return known
    name, group = clean_name(name), _group(group)
    if not name:
        raise SessionError("guest.name", field="name", limit=MOST_NAME)
    problem = entry_problem(
        test=locked, candidate=Candidate(test=locked), now=timezone.now(), code=code, address=address, url=url, headers=dict(headers or {})
    )
    if problem is not None:
        raise problem
    rule = openness_in(locked.unit)
    if locked.audience != Audience.OPEN or not rule.is_allowed:
        raise SessionError("guest.off")
    if not locked.prepared_at:
        raise SessionError("entry.preparing")
    number = 1 + (Guest.objects.filter(test=locked).order_by("-number").values_list("number", flat=True).first() or 0)
    if Guest.objects.filter(test=locked, candidate__is_removed=False).count() >= TestSettings.read(locked.settings).most_guests:
        raise SessionError("guest.full")
    return _enter(locked, token, name, group, number)


def _enter(test: Test, token: str, name: str, group: str, number: int) -> Guest:
    parts = split_name(name)
    person = Person.objects.create(family_name=parts.family, middle_name=parts.middle, given_name=parts.given)
    candidate = Candidate.objects.create(test=test, person=person, is_guest=True, guest_group=group)
    code = fresh_code()
    while Guest.objects.filter(test=test, code=code).exists():
        code = fresh_code()
    guest = Guest.objects.create(test=test, candidate=candidate, number=number, code=code)
    GuestBrowser.objects.create(test=test, guest=guest, key=key_of(token, test.uuid))
    return guest


def _group(text: str) -> str:
    if not text.strip():
        return ""
    group = clean_name(text)
    if not group:
        raise SessionError("guest.group", field="group", limit=MOST_NAME)
    return group


@transaction.atomic
def come_back(*, test: Test, token: str, code: str) -> Guest:
    """Let another browser go on as the guest whose code it knows. `SessionError`: `guest.code`, `guest.removed`.

    The caller counts the tries. A browser that is a guest of the test already stays that one.
    """
    wanted = read_code(code)
    guest = Guest.objects.select_related("candidate").filter(test=test, code=wanted, erased_at=None).first() if wanted else None
    if guest is None:
        raise SessionError("guest.code", field="back")
    if guest.candidate.is_removed:
        raise SessionError("guest.removed")
    row, _made = GuestBrowser.objects.get_or_create(test=test, key=key_of(token, test.uuid), defaults={"guest": guest})
    return row.guest


@transaction.atomic
def remove_guest(*, actor: Actor, candidate: Candidate) -> None:
    """Take a guest out of a test: its attempts don't count any more, and its browser doesn't get in again. Audited without a name.

    `guest.none` for somebody who signed in. Side effects: event `AttemptVoided` for each attempt.
    """
    test = locked_test(actor, candidate.test)
    row = Candidate.objects.select_for_update(of=("self",)).select_related("guest").get(pk=candidate.pk, test=test)
    if not row.is_guest:
        raise SessionError("guest.none")
    if row.is_removed:
        return
    row.is_removed = True
    row.save(update_fields=["is_removed"])
    attempts = Attempt.objects.select_for_update(of=("self",)).filter(candidate=row).exclude(state=AttemptState.VOIDED)
    for attempt in attempts.order_by("pk"):
        attempt.state, attempt.released_at = AttemptState.VOIDED, None
        attempt.save(update_fields=["state", "released_at"])
        publish(AttemptVoided(attempt_id=attempt.pk))
    record(
        actor=actor,
        verb="assessment.guest.removed",
        obj=test,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes={"guest": row.guest.number},
    )


def erase_guests(*, now: datetime | None = None) -> int:
    """Erase what is known of guests some days after their test: name, class, code, browser, addresses; returns how many.

    The days are those the test was given under (`guest_days`), from the end of entry, or from joining where a test has no end. Answers
    and points stay, under "Khách" and a number. In batches, safe to run twice and to stop half-way.
    """
    moment, done = now or timezone.now(), 0
    tests = Test.objects.filter(guests__erased_at=None).distinct().only("pk", "settings", "closes_at", "ends_at")
    for test in tests.iterator(chunk_size=BATCH):
        before = moment - timedelta(days=TestSettings.read(test.settings).guest_days)
        known = Guest.objects.filter(test=test, erased_at=None)
        due = known.annotate(end=Coalesce("test__ends_at", "test__closes_at", "joined_at")).filter(end__lt=before)
        while batch := list(due.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            done += _erase(batch, moment)
    return done


@transaction.atomic
def _erase(ids: list[int], moment: datetime) -> int:
    rows = list(
        Guest.objects.select_for_update(of=("self",)).select_related("candidate__person").filter(pk__in=ids, erased_at=None).order_by("pk")
    )
    for guest in rows:
        person = guest.candidate.person
        person.family_name, person.middle_name, person.given_name = "", "", GUEST_NAME % {"number": guest.number}
        person.save(update_fields=["family_name", "middle_name", "given_name"])
        guest.code, guest.erased_at = "", moment
    Guest.objects.bulk_update(rows, ["code", "erased_at"])
    candidates = [guest.candidate_id for guest in rows]
    Candidate.objects.filter(pk__in=candidates).update(guest_group="")
    GuestBrowser.objects.filter(guest__in=rows).delete()
    attempts = list(Attempt.objects.filter(candidate__in=candidates).values_list("pk", flat=True))
    Attempt.objects.filter(pk__in=attempts).update(device="")
    for guard in SittingGuard.all():
        guard.forget(attempt_ids=attempts)
    return len(rows)


@transaction.atomic
def set_openness(*, actor: Actor, unit: Unit, openness: Openness | None) -> None:
    """Say whether tests of a unit and of units below without a rule of their own may be open to guests; None: as the unit above says.

    Forbidding it shuts the door of running tests to new guests. `SessionError`: `openness.bounds`.
    """
    require(can_set_grading, actor, unit)
    if openness is not None and not openness.is_sound:
        raise SessionError("openness.bounds", field="most_guests", guests=MOST_GUESTS, days=MOST_DAYS)
    locked = Unit.objects.select_for_update().only("pk", "settings").get(pk=unit.pk)
    settings = {name: value for name, value in (locked.settings or {}).items() if name != KEY}
    if openness is not None:
        settings[KEY] = openness.write()
    Unit.objects.filter(pk=unit.pk).update(settings=settings)
    changes = {"open_tests": openness.write() if openness else None}
    record(actor=actor, verb="assessment.openness.set", obj=unit, unit_path=unit.path, unit_id=unit.pk, changes=changes)
