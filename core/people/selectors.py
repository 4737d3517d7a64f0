"""Code lists, guardians, and where consent stands."""

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from core.lib.once import once

from .enums import ConsentPurpose
from .models import CodeValue, Consent, Guardianship, Person, running
from .rules import age_on, may_publish, spellings
from .types import CODE_LISTS, CodeName, ConsentAnswer


def code_lists(list_keys: Iterable[str] = tuple(CODE_LISTS.values()), on: date | None = None) -> dict[str, list[CodeName]]:
    """Return the values of several official lists in their order, closed ones marked, in one query."""
    day, english = on or timezone.localdate(), get_language() == "en"
    found: dict[str, list[CodeName]] = {key: [] for key in list_keys}
    for row in CodeValue.objects.filter(list_key__in=list(found)).order_by("list_key", "order", "code"):
        is_open = (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or row.valid_to >= day)
        name = row.name_en if english and row.name_en else row.name
        found[row.list_key].append(CodeName(row.code, name, (row.name, *row.aliases), is_open))
    return found


def code_sets() -> dict[str, frozenset[str]]:
    """Return the codes of every list a person's record uses, closed ones included (old records stay valid)."""
    return {key: frozenset(value.code for value in values) for key, values in code_lists().items()}


def code_spellings(list_keys: Iterable[str] = tuple(CODE_LISTS.values())) -> dict[str, dict[str, str]]:
    """Return for each list the look-up `rules.code_of` reads: how imports find "H'Mông" for "Mông"."""
    return {key: spellings(values) for key, values in code_lists(list_keys).items()}


def guardianships_of(child_ids: Iterable[int]) -> QuerySet[Guardianship]:
    """Return the running guardianships of children, main contact first, each with its guardian and the log-in they may have."""
    rows = Guardianship.objects.filter(running(), child_id__in=list(child_ids))
    return rows.select_related("guardian__account").order_by("child_id", "-is_main_contact", "id")


def wards_of(guardian_id: int) -> QuerySet[Guardianship]:
    """Return the verified, running guardianships of a guardian with the children, eldest first."""
    rows = Guardianship.objects.filter(running(), guardian_id=guardian_id).exclude(verified_at=None)
    return rows.select_related("child").order_by("child__born_on", "id")


def known_wards(guardian_id: int) -> list[Guardianship]:
    """Return `wards_of` as a list; one query, once a page."""
    return once(("wards", guardian_id), lambda: list(wards_of(guardian_id)))


def followed_wards(guardian_id: int) -> list[Guardianship]:
    """Return those of `known_wards` whose progress the guardian may see."""
    return [ward for ward in known_wards(guardian_id) if "progress" in ward.may_see]


def same_person(prefix: str, person_id: int) -> Q:
    """Return the condition that `prefix` is the person or a record merged into it (ledgers keep the old record)."""
    return Q(**{f"{prefix}_id": person_id}) | Q(**{f"{prefix}__merged_into_id": person_id})


def _last_words(person_id: int, purposes: Iterable[str], on: date | None) -> dict[tuple[str, str], str]:
    rows = Consent.objects.filter(same_person("subject", person_id), purpose__in=list(purposes))
    if on is not None:
        rows = rows.filter(at__date__lte=on)
    return {(row.purpose, row.voice): row.decision for row in rows.order_by("id")}


def word_of(purpose: str, voice: str) -> Subquery:
    """Return the last decision of a voice on a purpose, to annotate a query of `Person` with; NULL while it is silent."""
    said = Consent.objects.filter(Q(subject_id=OuterRef("pk")) | Q(subject__merged_into_id=OuterRef("pk")), purpose=purpose, voice=voice)
    return Subquery(said.order_by("-id").values("decision")[:1])


def consent_answers(child: Person, on: date | None = None) -> list[ConsentAnswer]:
    """Return where consent stands for every purpose on a day (default now), in one query."""
    day = on or timezone.localdate()
    age = age_on(child.born_on, day) if child.born_on else None
    last = _last_words(child.pk, ConsentPurpose.values, on)
    answers = []
    for purpose in ConsentPurpose:
        words = {voice: last.get((purpose.value, voice)) for voice in ("child", "guardian", "self")}
        answers.append(
            ConsentAnswer(
                purpose.value, str(purpose.label), words["child"], words["guardian"], words["self"], is_permitted=may_publish(age, words)
            )
        )
    return answers


def may_publish_about(child: Person, purpose: str, on: date | None = None) -> bool:
    """Say whether consent permits `purpose` for a person on a day: see `rules.may_publish`. Every publisher asks here."""
    return next(answer.is_permitted for answer in consent_answers(child, on) if answer.purpose == purpose)


def find_by_papers(identifier: str, born_on: date) -> Person | None:
    """Return the person of a Ministry code or personal id, if the birth date is theirs."""
    number = identifier.strip()
    if not number:
        return None
    return Person.objects.filter(Q(moet_id=number) | Q(personal_id=number), born_on=born_on, merged_into=None).first()
