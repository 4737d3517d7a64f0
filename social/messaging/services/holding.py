"""Telling who judges that a message waits."""

from django.db.models import Q
from django.urls import reverse

from core.jobs.services import enqueue
from core.notifications.services import notify
from core.organisations.models import Enrolment
from core.people.models import running
from social.moderation.selectors.units import judges_of

from ..enums import CHANNELS, ConversationKind, MessageState
from ..models import Message
from ..policies import minders, teaching

JOB = "social.message_held"
MOST_HANDED_OVER = 50


def judges_of_held(message: Message) -> set[int]:
    """Return who is asked to let a held message out: who looks after it, in a channel who leads the class, the heads of the school otherwise."""
    conversation = message.conversation
    if conversation.kind in CHANNELS:
        people = set(teaching([conversation.class_group_id]).filter(kind="homeroom").values_list("person_id", flat=True))
    else:
        people = set(minders(conversation.pk, conversation.child_id or 0).values_list("person_id", flat=True))
    return (people or set(judges_of(conversation.unit_id or 0))) - {message.author_id}


def ask_judges(message: Message) -> None:
    """Tell who judges a message that it waits; in a teacher's quiet time when that ends."""
    enqueue(JOB, {"message_id": message.pk}, run_at=message.visible_at, dedupe_key=f"held:{message.pk}")


def handed_over(class_id: int) -> int:
    """Tell who leads a class now which messages of its pupils wait; whoever was told of one is not told again. Returns how many wait."""
    pupils = Enrolment.objects.filter(running(), class_group_id=class_id, state="studying").values("person_id")
    here = Q(conversation__class_group_id=class_id) | Q(conversation__kind=ConversationKind.PUPIL, conversation__child_id__in=pupils)
    held = Message.objects.filter(here, state=MessageState.HELD).order_by("pk")
    ids = list(held.values_list("pk", flat=True)[:MOST_HANDED_OVER])
    for pk in ids:
        tell_held(pk)
    return len(ids)


def tell_held(message_id: int) -> int:
    """Tell who judges a message that it waits, if it still does; returns how many people. The words stay in the queue."""
    row = Message.objects.select_related("conversation", "author").filter(pk=message_id, state=MessageState.HELD).first()
    if row is None:
        return 0
    data = {"name": row.author.full_name, "place": str(row.conversation.get_kind_display())}
    key = f"held:{row.uuid}"
    return notify(recipient_ids=judges_of_held(row), kind="social.message.held", data=data, url=reverse("social:waiting"), dedupe_key=key)
