"""Picture codes of small children: four taps out of nine pictures.

There are 6,561 codes, so what protects them is the lock: a wait of ten minutes after five wrong tries, closed for good after
ten until the teacher resets it. The hash is over a digest under the server's key, so that a stolen table says nothing.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.audit.services import record
from core.organisations.models import ClassGroup, Enrolment
from core.organisations.selectors import running
from core.people.models import Account, Person

from ..enums import PictureAnswer
from ..errors import PictureProblemError
from ..models import ClassLoginCode, PictureLock
from ..policies import can_open_class_login
from ..rules import TRIES_BEFORE_CLOSED, TRIES_BEFORE_WAIT, WAIT_SECONDS, picture_problem
from .secrets import keyed_digest
from .sessions import note_failure


def _digest(account: Account, taps: Sequence[str]) -> str:
    return keyed_digest("pictures", f"{account.pk}:{'-'.join(taps)}")


@transaction.atomic
def choose_pictures(*, code: ClassLoginCode, account: Account, taps: Sequence[str]) -> Account:
    """Store the first picture code of a child, while the teacher has opened choosing; never replaces one."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.picture_pin or not code.takes_new_pictures:
        raise PictureProblemError("closed")
    problem = picture_problem(taps)
    if problem:
        raise PictureProblemError(problem)
    account.picture_pin = make_password(_digest(account, taps))
    account.save(update_fields=["picture_pin"])
    record(actor=Actor.system("class-login"), verb="signin.pictures.chosen", obj=account, subject_person_id=account.person_id)
    return account


@transaction.atomic
def check_pictures(*, account: Account, taps: Sequence[str]) -> PictureAnswer:
    """Check a picture code and count what was wrong. A wait or a closed lock answers without looking."""
    if not account.picture_pin or not account.is_active:
        return PictureAnswer.NONE
    PictureLock.objects.get_or_create(account=account)
    lock = PictureLock.objects.select_for_update().get(account=account)
    if lock.failures >= TRIES_BEFORE_CLOSED:
        return PictureAnswer.CLOSED
    if lock.locked_until and lock.locked_until > timezone.now():
        return PictureAnswer.WAIT
    if check_password(_digest(account, taps), account.picture_pin):
        if lock.failures:
            lock.failures, lock.locked_until = 0, None
            lock.save()
        return PictureAnswer.OK
    return _count_wrong(account, lock)


def _count_wrong(account: Account, lock: PictureLock) -> PictureAnswer:
    lock.failures += 1
    if lock.failures == TRIES_BEFORE_WAIT:
        lock.locked_until = timezone.now() + timedelta(seconds=WAIT_SECONDS)
    lock.save()
    note_failure(account=account, reason="pictures")
    if lock.failures >= TRIES_BEFORE_CLOSED:
        return PictureAnswer.CLOSED
    return PictureAnswer.WAIT if lock.failures == TRIES_BEFORE_WAIT else PictureAnswer.WRONG


@transaction.atomic
def reset_pictures(*, actor: Actor, class_group: ClassGroup, person: Person) -> Account:
    """Forget a child's picture code and its wrong tries, so that it can choose again while choosing is open."""
    studies_here = Enrolment.objects.filter(running(), person=person, class_group=class_group).exists()
    if not studies_here or not (actor.is_system or can_open_class_login(actor, class_group)):
        raise AccessRefused("can_open_class_login")
    account = Account.objects.select_for_update().get(person=person)
    account.picture_pin = ""
    account.save(update_fields=["picture_pin"])
    PictureLock.objects.filter(account=account).delete()
    record(actor=actor, verb="signin.pictures.reset", obj=account, subject_person_id=person.pk, unit_path=class_group.unit.path)
    return account
