"""Making log-ins for people, and one-time passwords for them."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import islice

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import get_hasher, make_password
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.lengths import require_lengths
from core.notifications.services import notify
from core.people.models import Account, Person
from core.ports.live import revoke_on_commit

from ..models import OneTimePassword
from ..policies import can_manage_account, manageable_people
from ..rules import new_one_time_password, next_username, username_base
from ..types import IssuedPassword, Progress
from .devices import told_at

BATCH = 100
PASSWORD_CHANGED = "signin.password_changed"  # noqa: S105 (a kind of notification)
UNUSABLE = make_password(None)


def create_account(*, actor: Actor, person: Person, with_contacts: bool = False) -> Account:
    """Give a person a log-in with a new username and no password yet; one that exists is returned as it is.

    The password comes with the first slip. `with_contacts` lets phone and e-mail of the person sign in too, where nobody
    else's account has them (staff and guardians; a pupil's contacts are often the parents').
    """
    create_accounts(actor=actor, person_ids=[person.pk], with_contacts=with_contacts)
    return Account.objects.get(person=person)


def create_accounts(*, actor: Actor, person_ids: Sequence[int], with_contacts: bool = False, progress: Progress | None = None) -> int:
    """Give each person without one a log-in (see `create_account`); returns how many are new.

    No password is hashed, so that 2,000 take seconds. A constant number of queries for each 100 people.
    """
    _require_all(actor, person_ids)
    missing = list(Person.objects.filter(pk__in=person_ids, account=None).order_by("sort_key", "id"))
    for start in range(0, len(missing), BATCH):
        _create_batch(actor, missing[start : start + BATCH], with_contacts)
        if progress:
            progress(min(start + BATCH, len(missing)), len(missing))
    return len(missing)


def _require_all(actor: Actor, person_ids: Sequence[int]) -> None:
    wanted = set(person_ids)
    allowed = actor.is_system or manageable_people(actor).filter(pk__in=wanted).count() == len(wanted)
    if not allowed or actor.is_shared_device:
        raise AccessRefused("can_manage_account")


def _create_batch(actor: Actor, people: Sequence[Person], with_contacts: bool, tries: int = 3) -> None:
    accounts = _new_accounts(people, with_contacts)
    try:
        with transaction.atomic():
            Account.objects.bulk_create(accounts)
            record(actor=actor, verb="signin.accounts.created", changes={"usernames": [None, [a.username for a in accounts]]})
    except IntegrityError:
        if tries == 1:
            raise
        done = set(Account.objects.filter(person__in=people).values_list("person_id", flat=True))
        _create_batch(actor, [person for person in people if person.pk not in done], with_contacts, tries - 1)


def _new_accounts(people: Sequence[Person], with_contacts: bool) -> list[Account]:
    bases = {
        person.pk: username_base(person.family_name, person.middle_name, person.given_name, person.born_on.year if person.born_on else None)
        for person in people
    }
    taken = _taken_usernames(set(bases.values()))
    phones, emails = _free_contacts(people) if with_contacts else ({}, {})
    accounts = []
    for person in people:
        base = bases[person.pk]
        username = next_username(base, [name for name in taken if name == base or name.startswith(f"{base}-")])
        taken.add(username)
        accounts.append(
            Account(
                person=person,
                username=username,
                password=UNUSABLE,
                must_change_password=True,
                phone=phones.get(person.pk),
                email=emails.get(person.pk),
            )
        )
    return accounts


def _taken_usernames(bases: set[str]) -> set[str]:
    taken: set[str] = set()
    rest = iter(sorted(bases))
    while chunk := list(islice(rest, BATCH)):
        condition = Q(username__in=chunk)
        for base in chunk:
            condition |= Q(username__startswith=f"{base}-")
        taken.update(Account.objects.filter(condition).values_list("username", flat=True))
    return taken


def _free_contacts(people: Sequence[Person]) -> tuple[dict[int, str], dict[int, str]]:
    phones = _first_holders((person.phone, person.pk) for person in people)
    emails = _first_holders((person.email.lower(), person.pk) for person in people)
    used_phones = set(Account.objects.filter(phone__in=phones).values_list("phone", flat=True))
    used_emails = set(Account.objects.filter(email__in=emails).values_list("email", flat=True))
    return (
        {pk: phone for phone, pk in phones.items() if phone not in used_phones},
        {pk: email for email, pk in emails.items() if email not in used_emails},
    )


def _first_holders(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    holders: dict[str, int] = {}
    for value, pk in pairs:
        if value:
            holders.setdefault(value, pk)
    return holders


def _one_time_hasher() -> str:
    try:
        get_hasher(settings.ONE_TIME_PASSWORD_ALGORITHM)
    except ValueError:
        return "default"
    return str(settings.ONE_TIME_PASSWORD_ALGORITHM)


def issue_one_time_passwords(*, actor: Actor, person_ids: Sequence[int], progress: Progress | None = None) -> list[IssuedPassword]:
    """Give people with an account a new one-time password each and return them in clear, in the order of names.

    Ends their sessions. The password must be changed at once after signing in and runs out after ONE_TIME_PASSWORD_DAYS.
    """
    _require_all(actor, person_ids)
    accounts = list(Account.objects.filter(person_id__in=person_ids).select_related("person").order_by("person__sort_key", "id"))
    issued: list[IssuedPassword] = []
    for start in range(0, len(accounts), BATCH):
        issued += _issue_batch(actor, accounts[start : start + BATCH])
        if progress:
            progress(len(issued), len(accounts))
    return issued


def _issue_batch(actor: Actor, accounts: Sequence[Account]) -> list[IssuedPassword]:
    expires_at = timezone.now() + timedelta(days=settings.ONE_TIME_PASSWORD_DAYS)
    hasher, issued = _one_time_hasher(), []
    for account in accounts:
        password = new_one_time_password()
        account.password, account.must_change_password = make_password(password, hasher=hasher), True
        issued.append(IssuedPassword(account.person_id, account.person.full_name, account.username, password, expires_at))
    with transaction.atomic():
        require_lengths(accounts, ["password"])
        Account.objects.bulk_update(accounts, ["password", "must_change_password"])
        rows = [
            OneTimePassword(account=account, issued_by_id=actor.person_id or None, issued_at=timezone.now(), expires_at=expires_at)
            for account in accounts
        ]
        OneTimePassword.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["account"], update_fields=["issued_by", "issued_at", "expires_at"]
        )
        for account in accounts:
            record(actor=actor, verb="signin.password.issued", obj=account, subject_person_id=account.person_id)
    return issued


def reset_password(*, actor: Actor, person: Person, without_mfa: bool = False) -> IssuedPassword:
    """Give one person a new one-time password, shown once; `without_mfa` also removes a second factor that was lost."""
    require(can_manage_account, actor, person)
    with transaction.atomic():
        create_account(actor=actor, person=person)
        if without_mfa:
            Authenticator.objects.filter(user__person=person).delete()
            record(actor=actor, verb="signin.mfa.removed", obj=person.account, subject_person_id=person.pk)
        return issue_one_time_passwords(actor=actor, person_ids=[person.pk])[0]


@transaction.atomic
def set_locked(*, actor: Actor, person: Person, locked: bool) -> Account:
    """Lock a log-in, which closes its live sockets and ends its sessions at their next request, or open it again."""
    require(can_manage_account, actor, person)
    account = Account.objects.select_for_update().get(person=person)
    if account.is_active == locked:
        account.is_active = not locked
        account.save(update_fields=["is_active"])
        record(
            actor=actor,
            verb="signin.account.locked" if locked else "signin.account.unlocked",
            obj=account,
            subject_person_id=account.person_id,
            changes={"is_active": [locked, not locked]},
        )
        revoke_on_commit(account.person_id)
    return account


@transaction.atomic
def choose_password(*, account: Account, password: str) -> Account:
    """Store the password its owner has chosen; the one-time password is gone."""
    was_first = account.must_change_password
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    OneTimePassword.objects.filter(account=account).delete()
    actor = Actor.of(account_id=account.pk, person_id=account.person_id, hat=None)
    record(actor=actor, verb="signin.password.chosen", obj=account, subject_person_id=account.person_id)
    if not was_first:
        notify(recipient_ids=[account.person_id], kind=PASSWORD_CHANGED, data={"at": told_at(account)}, url="/ho-so/#bao-mat")
    return account
