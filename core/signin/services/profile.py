"""What people change about themselves: language, colours, the phone and e-mail they sign in with; and their data."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.identifiers import normal_phone
from core.people.models import Account, Person

from ..errors import ContactProblemError
from ..policies import own_device
from ..selectors import personal_data

LANGUAGES = ("vi", "en")
THEMES = ("auto", "light", "dark")
EMAIL_SALT = "cayda.signin.email"
EMAIL_SECONDS = 24 * 3600


@transaction.atomic
def update_taste(*, actor: Actor, language: str, theme: str) -> Account:
    """Choose one's language and colours; unknown values are refused with `ValueError`."""
    if language not in LANGUAGES or theme not in THEMES:
        raise ValueError(language, theme)
    account = Account.objects.select_for_update().get(pk=actor.account_id)
    account.language, account.theme = language, theme
    account.save(update_fields=["language", "theme"])
    return account


@transaction.atomic
def set_phone(*, actor: Actor, phone: str) -> Account:
    """Set the phone number one signs in with, "" for none. `ContactProblemError` when it is no number or another's."""
    require(own_device, actor)
    number = normal_phone(phone) if phone.strip() else None
    if phone.strip() and number is None:
        raise ContactProblemError("phone", "format")
    account = Account.objects.select_for_update().get(pk=actor.account_id)
    old, account.phone = account.phone, number
    _save(account, "phone")
    Person.objects.filter(pk=account.person_id).update(phone=number or "")
    _record(actor, account, "signin.phone.changed", had=bool(old), has=bool(number))
    return account


def _save(account: Account, field: str) -> None:
    try:
        with transaction.atomic():
            account.save(update_fields=[field])
    except IntegrityError:
        raise ContactProblemError(field, "taken") from None


def _record(actor: Actor, account: Account, verb: str, **has: bool) -> None:
    record(actor=actor, verb=verb, obj=account, subject_person_id=account.person_id, changes={"set": [has["had"], has["has"]]})


def ask_for_email(*, actor: Actor, email: str) -> None:
    """Send a link to the new address; it is used for nothing before the link is opened. "" removes the address at once.

    An address that belongs to somebody else gets no link, and the answer is the same.
    """
    require(own_device, actor)
    address = email.strip().lower()
    if not address:
        _store_email(actor, None)
        return
    try:
        validate_email(address)
    except ValidationError:
        raise ContactProblemError("email", "format") from None
    if Account.objects.filter(email__iexact=address).exists():
        return
    token = signing.dumps([actor.account_id, address], salt=EMAIL_SALT)
    link = f"{settings.BASE_URL}/ho-so/e-mail/{token}/"
    text = _("Mở liên kết này để xác nhận e-mail của bạn ở Cây Đa:\n\n%(link)s\n\nNếu không phải bạn, xin bỏ qua thư này.") % {"link": link}
    EmailMessage(_("Xác nhận e-mail"), text, to=[address]).send()


def confirm_email(*, actor: Actor, token: str) -> Account:
    """Set the address of a link opened by the person who asked for it; `ContactProblemError` when old, damaged or another's."""
    require(own_device, actor)
    try:
        account_id, address = signing.loads(token, salt=EMAIL_SALT, max_age=EMAIL_SECONDS)
    except signing.BadSignature:
        raise ContactProblemError("email", "expired") from None
    if account_id != actor.account_id:
        raise ContactProblemError("email", "expired")
    return _store_email(actor, address)


@transaction.atomic
def _store_email(actor: Actor, address: str | None) -> Account:
    account = Account.objects.select_for_update().get(pk=actor.account_id)
    old, account.email = account.email, address
    _save(account, "email")
    Person.objects.filter(pk=account.person_id).update(email=address or "")
    _record(actor, account, "signin.email.changed", had=bool(old), has=bool(address))
    return account


@transaction.atomic
def export_own_data(*, actor: Actor) -> dict[str, Any]:
    """Return everything the core keeps about the person that is theirs, JSON-ready, and record that it was taken."""
    require(own_device, actor)
    record(actor=actor, verb="signin.data.exported", subject_person_id=actor.person_id)
    return personal_data(actor)
