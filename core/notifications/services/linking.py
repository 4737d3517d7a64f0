"""A person's chat in a messenger: linked by a one-time code that is sent from it, ended by either side."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require, signed_in
from core.access.types import Actor
from core.audit.services import record
from core.jobs.services import enqueue
from core.ports.carriers import CarrierError
from core.ports.ott import MessengerGateway, gateways
from core.ports.ott.types import Incoming

from ..errors import NoGatewayError
from ..models import OttCode, OttLink
from .tokens import access_token

#: No letters that are read as one another; 32 ** 8 codes, each good for fifteen minutes and once.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8
CODE_LIFE = timedelta(minutes=15)


def start_link(*, actor: Actor, gateway: str) -> OttCode:
    """Give the person a new code to send from a messenger; the one before is worth nothing. `NoGatewayError`; refused on shared devices."""
    require(signed_in, actor)
    if actor.is_shared_device:
        raise AccessRefused("own_device")
    if gateway not in gateways():
        raise NoGatewayError
    code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
    values = {"code": code, "expires_at": timezone.now() + CODE_LIFE}
    row, _created = OttCode.objects.update_or_create(person_id=actor.person_id, gateway=gateway, defaults=values)
    return row


@transaction.atomic
def take_message(*, gateway: str, incoming: Incoming) -> OttLink | None:
    """Link the chat a code was sent from to the person it was given to; None for any other text.

    The code is used up in the same transaction: two calls with it link once. A chat that was another person's is this one's from now
    on: whoever holds the phone has just signed in. Side effects: a record in the trail and, on commit, a job that greets.
    """
    code = incoming.text.strip().upper()
    if len(code) != CODE_LENGTH or not incoming.address:
        return None
    found = OttCode.objects.filter(gateway=gateway, code=code, expires_at__gt=timezone.now()).first()
    if found is None or not OttCode.objects.filter(pk=found.pk, code=code).delete()[0]:
        return None
    OttLink.objects.filter(gateway=gateway, address=incoming.address).exclude(person_id=found.person_id).delete()
    link, _created = OttLink.objects.update_or_create(
        person_id=found.person_id, gateway=gateway, defaults={"address": incoming.address[:100]}
    )
    actor = Actor.system("notifications")
    record(actor=actor, verb="notifications.chat_linked", subject_person_id=found.person_id, changes={"channel": gateway})
    enqueue("notifications.greet", {"link_id": link.pk})
    return link


@transaction.atomic
def end_link(*, actor: Actor, gateway: str) -> bool:
    """Write to the person's chat no more; says whether there was one."""
    require(signed_in, actor)
    if not OttLink.objects.filter(person_id=actor.person_id, gateway=gateway).delete()[0]:
        return False
    record(actor=actor, verb="notifications.chat_unlinked", subject_person_id=actor.person_id, changes={"channel": gateway})
    return True


def greet(*, link_id: int) -> bool:
    """Say in a chat whose notifications arrive there now; says whether the messenger took it."""
    link = OttLink.objects.select_related("person__account").filter(pk=link_id).first()
    gateway: MessengerGateway | None = gateways().get(link.gateway) if link else None
    if link is None or gateway is None:
        return False
    account = getattr(link.person, "account", None)
    with translation.override((account.language if account else "") or settings.LANGUAGE_CODE):
        text = _("Đã nối với Cây Đa. Thông báo của %(name)s sẽ tới đây.") % {"name": link.person.full_name}
    chosen = gateway
    try:
        gateway.send(address=link.address, text=text, message_id=f"l{link.pk}", token=lambda: access_token(chosen))
    except CarrierError:
        return False
    return True
