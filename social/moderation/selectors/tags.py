"""Who is on a picture, and whom others may see."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.access.enums import Role
from core.access.types import Actor
from core.lib.vietnamese import fold
from core.people.models import Consent, Guardianship, Person, running
from core.people.rules import age_on, may_publish
from core.people.selectors import may_publish_about, same_person, word_of
from social.files.models import Attachment
from social.files.policies import holder_space_id
from social.groups.enums import Side
from social.groups.models import Space
from social.groups.selectors import people_of
from social.groups.selectors.members import people_query
from social.groups.types import Standing

from ..models import PictureTag

VOICES = ("child", "guardian", "self")


def tags_on(attachment: Attachment) -> list[PictureTag]:
    """Return who is on a picture, in the order they were named."""
    return list(PictureTag.objects.filter(attachment=attachment).select_related("person", "by").order_by("id"))


def is_permitted(tag: PictureTag) -> bool:
    """Say whether the picture may show this person to others: grown-ups, consent as it is now, or a clearing nobody took back since."""
    if not tag.is_child or may_publish_about(tag.person, "photo"):
        return True
    if tag.cleared_at is None:
        return False
    later = Consent.objects.filter(same_person("subject", tag.person_id), purpose="photo", decision="withdrawn", at__gt=tag.cleared_at)
    return not later.exists()


def is_blurred_for(actor: Actor, attachment_id: int) -> bool:
    """Say whether the actor gets the blurred picture: see `blurred_among`."""
    return attachment_id in blurred_among(actor, [attachment_id])


def blurred_among(actor: Actor, attachment_ids: Iterable[int]) -> set[int]:
    """Return which pictures the actor gets blurred: somebody on them may not be shown, and they are neither its own, nor is it of its child.

    One query where nobody is named; at most four for any number of pictures and names.
    """
    tags = list(PictureTag.objects.filter(attachment_id__in=list(attachment_ids)).select_related("attachment"))
    children = [tag for tag in tags if tag.is_child and tag.attachment.owner_id != actor.person_id]
    if not children:
        return set()
    shown = _may_be_shown({tag.person_id for tag in children})
    missing = [tag for tag in children if tag.person_id not in shown]
    last = _withdrawals({tag.person_id for tag in missing if tag.cleared_at})
    missing = [tag for tag in missing if tag.cleared_at is None or last.get(tag.person_id, tag.cleared_at) > tag.cleared_at]
    own = {actor.person_id}
    if missing and actor.has_role(Role.GUARDIAN):
        rows = Guardianship.objects.filter(running(), guardian_id=actor.person_id).exclude(verified_at=None)
        own |= set(rows.values_list("child_id", flat=True))
    return {tag.attachment_id for tag in missing if tag.person_id not in own}


def _may_be_shown(person_ids: set[int]) -> set[int]:
    """Return who of them agreed to pictures, as the ledger is now. One query."""
    words = {f"photo_by_{voice}": word_of("photo", voice) for voice in VOICES}
    return {row.pk for row in Person.objects.filter(pk__in=person_ids).annotate(**words) if _agreed(row)}


def _withdrawals(person_ids: set[int]) -> dict[int, datetime]:
    """Return when somebody last took an agreement to pictures back. One query, none for nobody."""
    if not person_ids:
        return {}
    said = Q(subject_id__in=person_ids) | Q(subject__merged_into_id__in=person_ids)
    rows = Consent.objects.filter(said, purpose="photo", decision="withdrawn")
    found: dict[int, datetime] = {}
    for own, kept, at in rows.values_list("subject_id", "subject__merged_into_id", "at"):
        for pk in (own, kept):
            if pk is not None and pk in person_ids:
                found[pk] = max(at, found.get(pk, at))
    return found


def space_of(attachment: Attachment) -> Space | None:
    """Return the space a picture stands in; None for one of a conversation or not sent yet."""
    pk = holder_space_id(attachment)
    return Space.objects.select_related("unit", "class_group").filter(pk=pk).first() if pk else None


def pupils_to_name(actor: Actor, space: Space, standing: Standing) -> list[Person]:
    """Return whom a writer is asked about before its pictures go out: staff of a class the pupils nobody agreed to show, pupils their
    classmates. Nobody elsewhere, and no names for guardians. One query."""
    if not space.class_group_id or standing.side == Side.GUARDIAN:
        return []
    words = {f"photo_by_{voice}": word_of("photo", voice) for voice in VOICES}
    rows = people_query(space, Side.LEARNER).exclude(pk=actor.person_id).annotate(**words).order_by("sort_key", "id")
    return [row for row in rows if standing.side != Side.STAFF or not _agreed(row)]


def _agreed(person: Any) -> bool:
    age = age_on(person.born_on, timezone.localdate()) if person.born_on else None
    return may_publish(age, {voice: getattr(person, f"photo_by_{voice}") for voice in VOICES})


def found_people(space: Space, text: str, without: Iterable[int], limit: int = 20) -> list[Person]:
    """Return people of a space by name, diacritics or not, those already named left out; a class at once, elsewhere by words only."""
    words = fold(text).split()
    if not words and not space.class_group_id:
        return []
    rows = Person.objects.filter(pk__in=list(people_of(space, ["learner", "staff"]))).exclude(pk__in=list(without))
    for word in words:
        rows = rows.filter(search_text__contains=word)
    return list(rows.order_by("sort_key", "id")[: 60 if space.class_group_id else limit])
