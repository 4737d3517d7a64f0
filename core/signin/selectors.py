"""Reads of signing in."""

import hashlib
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from core.access.enums import Role
from core.access.types import Actor
from core.lib.identifiers import normal_phone
from core.organisations.enums import EnrolmentState
from core.organisations.models import ClassGroup, Enrolment, Membership, Unit
from core.organisations.policies import can_manage_accounts, taught_classes
from core.organisations.selectors import running
from core.people.models import Account, Guardianship, Person

from .models import ClassLoginCode, OneTimePassword, SlipBatch
from .policies import login_classes, manageable_people
from .rules import TRIES_BEFORE_CLOSED, uses_pictures
from .types import ClassChild, ClassPupil

LEARNERS = (Role.STUDENT, Role.LEARNER)
TONES = 6


class DemoLogin(TypedDict):
    """One log-in of the demo province."""

    username: str
    password: str
    label: str


def demo_logins() -> list[DemoLogin]:
    """Return the log-ins `manage.py demo` left in DATA_DIR/demo-logins.json; none outside of a demo."""
    path = Path(settings.DATA_DIR) / "demo-logins.json"
    if not settings.DEMO or not path.exists():
        return []
    logins: list[DemoLogin] = json.loads(path.read_text())
    return logins


def account_by_identifier(identifier: str) -> Account | None:
    """Return the account of a typed username, phone number or e-mail, with its person, or None."""
    typed = identifier.strip()
    accounts = Account.objects.select_related("person")
    if "@" in typed:
        return accounts.filter(email__iexact=typed).first()
    found = accounts.filter(username=typed.lower()).first()
    phone = normal_phone(typed)
    return found or (accounts.filter(phone=phone).first() if phone else None)


def one_time_password_is_over(account: Account) -> bool:
    """Say whether the account still has its printed password and that has run out."""
    if not account.must_change_password:
        return False
    return OneTimePassword.objects.filter(account=account, expires_at__lte=timezone.now()).exists()


def class_people(class_group: ClassGroup) -> QuerySet[Person]:
    """Return the children who study in a class today, in the order of Vietnamese names, with their accounts."""
    here = Enrolment.objects.filter(running(), class_group=class_group, state=EnrolmentState.STUDYING, person_id=OuterRef("pk"))
    return Person.objects.filter(Exists(here)).select_related("account", "account__picture_lock").order_by("sort_key", "id")


def staff_people(unit: Unit) -> QuerySet[Person]:
    """Return everybody with a running place in a unit who does not learn there, in the order of names."""
    here = Membership.objects.filter(running(), unit=unit, person_id=OuterRef("pk")).exclude(role__in=LEARNERS)
    return Person.objects.filter(Exists(here)).select_related("account").order_by("sort_key", "id")


def open_class_code(token: str) -> ClassLoginCode | None:
    """Return the open code a token belongs to, with its class, or None: unknown, expired and revoked look the same."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    codes = ClassLoginCode.objects.select_related("class_group__unit", "class_group__grade")
    code = codes.filter(token_hash=digest).first()
    return code if code and code.is_open else None


def is_in_hours(code: ClassLoginCode) -> bool:
    """Say whether a class code works at this time of the day."""
    now = timezone.localtime().time()
    return (code.from_time is None or now >= code.from_time) and (code.to_time is None or now <= code.to_time)


def picture_people(class_group: ClassGroup) -> QuerySet[Person]:
    """Return who may sign in by pictures in a class: its children with an open account.

    Not people who are more than a learner anywhere or have children here: pictures never open more than a child's place.
    """
    other_place = Membership.objects.filter(running(), person_id=OuterRef("pk")).exclude(role__in=LEARNERS)
    wards = Guardianship.objects.filter(running(), guardian_id=OuterRef("pk"))
    people = class_people(class_group).filter(account__is_active=True, account__is_staff=False)
    return people.exclude(Exists(other_place)).exclude(Exists(wards))


def picture_account(class_group: ClassGroup, ref: str) -> Account | None:
    """Return the account behind a name on a class's list, or None."""
    try:
        person = picture_people(class_group).filter(uuid=ref).first()
    except ValidationError:
        return None
    return person.account if person else None


def class_children(class_group: ClassGroup) -> list[ClassChild]:
    """Return a class as its children see it: names only, the middle name added where two are called the same."""
    people = list(picture_people(class_group))
    called = Counter(person.given_name for person in people)
    called_short = Counter(person.short_name for person in people)

    def name_of(person: Person) -> str:
        if called[person.given_name] == 1:
            return person.given_name
        return person.short_name if called_short[person.short_name] == 1 else person.full_name

    return [
        ClassChild(
            ref=str(person.uuid),
            name=name_of(person),
            has_pictures=bool(person.account.picture_pin),
            tone=person.uuid.int % TONES,
            initials=person.initials,
        )
        for person in people
    ]


def class_codes(actor: Actor, class_group: ClassGroup) -> list[ClassLoginCode]:
    """Return the open codes of a class, newest first; none for those who may not open its log-in."""
    if not login_classes(actor).filter(pk=class_group.pk).exists():
        return []
    codes = ClassLoginCode.objects.filter(class_group=class_group, revoked_at=None, expires_at__gt=timezone.now())
    return list(codes[:20])


def slip_classes(actor: Actor, unit: Unit) -> list[ClassGroup]:
    """Return the classes of a unit's newest school year whose slips the actor may print."""
    classes = login_classes(actor).filter(unit=unit).select_related("grade", "school_year")
    newest = classes.order_by("-school_year__starts_on").values_list("school_year_id", flat=True).first()
    return list(classes.filter(school_year_id=newest)) if newest else []


def my_slip_batches(actor: Actor) -> list[SlipBatch]:
    """Return the actor's own printings that still exist, newest first."""
    rows = SlipBatch.objects.filter(created_by_id=actor.person_id, expires_at__gt=timezone.now())
    return list(rows.select_related("job").order_by("-id")[:30])


def account_state(actor: Actor, person_uuid: str) -> tuple[Person, Account | None, bool]:
    """Return a person the actor manages, the account (None: none yet) and whether a second factor is on.

    `Person.DoesNotExist` when absent or out of reach.
    """
    person = manageable_people(actor).select_related("account", "account__one_time_password").get(uuid=person_uuid)
    account = getattr(person, "account", None)
    return person, account, account is not None and Authenticator.objects.filter(user=account).exists()


def personal_data(actor: Actor) -> dict[str, Any]:
    """Return the person's own data: record, account, hats, classes, guardianships and consents. JSON-ready."""
    person = Person.objects.select_related("account").get(pk=actor.person_id)
    account = getattr(person, "account", None)
    places = person.memberships.select_related("unit").order_by("id")
    classes = person.enrolments.select_related("class_group__unit", "class_group__school_year").order_by("id")
    return {
        "person": {name: _plain(getattr(person, name)) for name in Person.PERSONAL_FIELDS},
        "account": {name: _plain(getattr(account, name)) for name in ("username", "phone", "email", "language", "created_at")}
        if account
        else {},
        "memberships": [
            {"unit": row.unit.label, "role": row.role, "from": _plain(row.valid_from), "to": _plain(row.valid_to)} for row in places
        ],
        "classes": [
            {
                "class": row.class_group.name,
                "school": row.class_group.unit.label,
                "year": row.class_group.school_year.key,
                "state": row.state,
                "from": _plain(row.valid_from),
                "to": _plain(row.valid_to),
            }
            for row in classes
        ],
        "children": [
            {"name": row.child.full_name, "relation": row.relation, "from": _plain(row.valid_from), "to": _plain(row.valid_to)}
            for row in person.wards.select_related("child").order_by("id")
        ],
        "guardians": [
            {"name": row.guardian.full_name, "relation": row.relation}
            for row in person.guardianships.select_related("guardian").order_by("id")
        ],
        "consents": [
            {"purpose": row.purpose, "voice": row.voice, "decision": row.decision, "at": _plain(row.at)}
            for row in person.consents.order_by("id")
        ],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def has_second_factor(actor: Actor) -> bool:
    """Say whether a passkey or an authenticator app protects the actor's account."""
    factors = Authenticator.objects.filter(user_id=actor.account_id).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(factors.exists())


def class_pupils(class_group: ClassGroup) -> list[ClassPupil]:
    """Return the children of a class as their teacher sees them: full names and the state of their pictures."""
    pupils = []
    for person in class_people(class_group):
        account = getattr(person, "account", None)
        lock = getattr(account, "picture_lock", None)
        waits = bool(lock and lock.locked_until and lock.locked_until > timezone.now())
        closed = bool(lock and lock.failures >= TRIES_BEFORE_CLOSED)
        pupils.append(
            ClassPupil(str(person.uuid), person.full_name, account is not None, bool(account and account.picture_pin), waits, closed)
        )
    return pupils


def my_login_classes(actor: Actor) -> list[ClassGroup]:
    """Return the classes of the newest school year whose log-in the actor may open, at most 200; one's own unit first."""
    classes = (
        login_classes(actor).select_related("grade", "school_year", "unit").order_by("-school_year__starts_on", "grade__order", "name")
    )
    rows = list(classes.filter(unit_id=actor.unit_id)[:200]) if actor.unit_id else list(classes[:200])
    return [row for row in rows if row.school_year_id == rows[0].school_year_id]


def slip_unit(actor: Actor, unit_uuid: str) -> Unit | None:
    """Return the unit to print slips for: the one asked for if its log-ins are the actor's to manage, else the hat's own."""
    unit: Unit | None
    if not unit_uuid:
        unit = Unit.objects.filter(pk=actor.unit_id).first()
        return unit
    try:
        unit = Unit.objects.filter(uuid=unit_uuid).first()
    except ValidationError:
        return None
    return unit if unit and can_manage_accounts(actor, unit) else None


def teaches_small_children(actor: Actor) -> bool:
    """Say whether a teacher has a class that signs in by pictures; one query, kept for ten minutes."""
    if not actor.has_role(Role.TEACHER):
        return False
    key = f"signin:small:{actor.person_id}:{actor.unit_id}"
    known: bool | None = cache.get(key)
    if known is None:
        grades = taught_classes(actor).values_list("grade__key", "grade__level").distinct()
        known = any(uses_pictures(grade, level) for grade, level in grades)
        cache.set(key, known, 600)
    return known
