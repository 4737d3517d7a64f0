"""Before a test opens: candidates, packs, attempts. Everything here may run twice and stop half-way."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from assessment.hooks import ItemKind
from core.access.types import Actor
from core.organisations.models import Enrolment, running

from ...items.selectors.files import signed_address
from ...items.selectors.rendering import drawn_html, question
from ...papers.models import Paper, PaperForm
from ...papers.rules.shuffling import renumbered
from ...papers.services import make_forms, order_for
from ..enums import AttemptState, TestMode, TestState
from ..models import Attempt, Candidate, Pack, PackTranslation, Test
from ..rules.practising import wanted_run
from ..selectors.practice import checkable_positions
from ..types import TestSettings
from .practice import checks

BATCH = 500
ONLINE_FORMS = 8
ADDRESS_HOURS = 24 * 21


def prepare_test(*, test_id: int) -> dict[str, int]:
    """Make what a given test needs: packs of its forms, candidates of its classes, an attempt for each. Idempotent, in batches."""
    test = Test.objects.select_related("paper", "unit").get(pk=test_id)
    if test.state != TestState.SCHEDULED or test.paper is None:
        return {"candidates": 0, "packs": 0}
    packs = make_packs(test)
    for class_id in test.classes.values_list("class_group_id", flat=True):
        _enter_class(test, class_id)
    made = _make_attempts(test, packs)
    Test.objects.filter(pk=test.pk).update(prepared_at=timezone.now())
    return {"candidates": made, "packs": len(packs)}


def forms_of(test: Test, paper: Paper) -> list[PaperForm]:
    """Return the forms candidates get: the paper's codes, eight made for the purpose where it has none, or the paper as written."""
    if not TestSettings.read(test.settings).shuffles:
        return list(paper.forms.filter(code=""))
    coded = list(paper.forms.exclude(code="").order_by("code"))
    if coded:
        return coded
    return make_forms(actor=Actor.system("prepare-test"), paper=paper, count=ONLINE_FORMS, seed=paper.pk)


def make_packs(test: Test) -> list[Pack]:
    """Make a pack of each form and its translations, once; return them in the order of their codes."""
    paper = test.paper
    if paper is None or paper.snapshot is None:
        return []
    known = {pack.form_id: pack for pack in test.packs.defer("body")}
    translated = set(PackTranslation.objects.filter(pack__test=test).values_list("pack_id", "language"))
    packs = []
    for form in forms_of(test, paper):
        pack = known.get(form.pk)
        if pack is None:
            pack, _made = Pack.objects.get_or_create(test=test, form=form, defaults=_frozen(test, form, settings.LANGUAGE_CODE))
        for language in other_languages():
            if (pack.pk, language) not in translated:
                PackTranslation.objects.get_or_create(pack=pack, language=language, defaults=_frozen(test, form, language))
        packs.append(pack)
    return packs


def other_languages() -> list[str]:
    """Return the languages of the interface beside the one packs are written in."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def _frozen(test: Test, form: PaperForm, language: str) -> dict[str, str]:
    snapshot = test.paper.snapshot if test.paper is not None else None
    body = json.dumps(pack_body(test, snapshot or {}, form, language), ensure_ascii=False, separators=(",", ":"))
    return {"digest": hashlib.sha256(body.encode()).hexdigest(), "body": body}


def pack_body(test: Test, snapshot: dict[str, Any], form: PaperForm, language: str) -> dict[str, Any]:
    """Return what a player gets: questions as HTML in the order of the form, without keys, and what the player must know.

    Helping words ("pick at most two") are in `language`, the paper's own as they were written.
    `{language, title, minutes, code, parts: [{key, title, instruction, minutes, count}], questions: [{position, number, part, kind, points,
    html, stimulus, hints, checks}], kinds, assets: [addresses], rules, public_key}`. The clock says when sections are open.
    """
    items = {item["position"]: (item, part) for part in snapshot["parts"] for item in part["items"]}
    order = form.order or order_for(snapshot, form.seed)
    numbers = {row["position"]: number for number, row in enumerate(order, 1)}
    assets: list[str] = []

    def address(uuid: str) -> str:
        found = signed_address(uuid, hours=ADDRESS_HOURS)
        if found not in assets:
            assets.append(found)
        return found

    questions = []
    with translation.override(language):
        for row in order:
            item, part = items[row["position"]]
            questions.append(_question(item, part, row, numbers, snapshot["stimuli"], address))
    given = TestSettings.read(test.settings)
    return {
        "language": language,
        "title": test.title,
        "minutes": test.minutes,
        "code": form.code,
        "mode": test.mode,
        "parts": [
            {
                "key": part["key"],
                "title": part["title"],
                "instruction": part["instruction"],
                "minutes": part["minutes"],
                "answer_count": part["answer_count"],
            }
            for part in snapshot["parts"]
        ],
        "questions": questions,
        "kinds": sorted({kind for item, _part in items.values() for kind in _kinds(item)}),
        "assets": assets,
        "rules": {
            "no_back": given.no_back,
            "calculator": given.calculator,
            "fullscreen": given.wants_fullscreen,
            **_practice_rules(test, snapshot, given),
        },
        "public_key": test.settings.get("public_key", ""),
    }


def _practice_rules(test: Test, snapshot: dict[str, Any], given: TestSettings) -> dict[str, Any]:
    if test.mode == TestMode.EXAM:
        return {"feedback": False, "hints": False, "tries": 0, "hint_cost": 0, "run": 0}
    return {
        "feedback": checks(test, given),
        "hints": given.shows_hints,
        "tries": given.tries,
        "hint_cost": given.hint_cost_ratio,
        "run": wanted_run(given.mastery_run, len(checkable_positions(snapshot))) if test.mode == TestMode.MASTERY else 0,
    }


def _kinds(item: dict[str, Any]) -> list[str]:
    return [item["kind"], *(part["kind"] for part in item["content"].get("parts", []) if isinstance(part, dict))]


def _question(
    item: dict[str, Any], part: dict[str, Any], row: dict[str, Any], numbers: dict[int, int], stimuli: dict[str, Any], address: Any
) -> dict[str, Any]:
    kind, position = ItemKind.of(item["kind"]), item["position"]
    made = question(
        kind=kind,
        content=item["content"],
        number=numbers[position],
        position=position,
        points=item["points"],
        order=row["lists"],
        address=address,
    )
    passage = stimuli.get(item["stimulus"], {}).get("passage", "")
    return {
        "position": position,
        "number": numbers[position],
        "part": part["key"],
        "kind": item["kind"],
        "points": item["points"],
        "html": render_to_string(kind.template, {"question": made}),
        "stimulus": renumbered(drawn_html(passage, address), numbers) if passage else "",
        "stimulus_id": item["stimulus"],
        "hints": len(item["content"].get("hints", [])),
        "checks": kind.is_machine_scored,
    }


def _enter_class(test: Test, class_id: int) -> None:
    learners = (
        Enrolment.objects.filter(running(), class_group_id=class_id, state="studying")
        .order_by("person__sort_key", "pk")
        .values_list("person_id", flat=True)
    )
    rows = [Candidate(test=test, person_id=person_id, class_group_id=class_id) for person_id in learners]
    Candidate.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _make_attempts(test: Test, packs: Sequence[Pack]) -> int:
    """Give each candidate without an attempt its first, forms dealt round in the order of the list, so that neighbours differ."""
    made = 0
    while True:
        waiting = list(
            Candidate.objects.filter(test=test, is_removed=False, attempts=None).order_by("class_group_id", "person__sort_key", "pk")[
                :BATCH
            ]
        )
        if not waiting or not packs:
            return made
        with transaction.atomic():
            rows = [
                Attempt(test=test, candidate=row, person_id=row.person_id, pack=packs[(made + place) % len(packs)], number=1)
                for place, row in enumerate(waiting)
            ]
            Attempt.objects.bulk_create(rows, ignore_conflicts=True)
        made += len(waiting)


@transaction.atomic
def attempt_for(*, candidate: Candidate, test: Test) -> Attempt | None:
    """Return the attempt a candidate goes on with: the one that is prepared or worked on, else a new one while there are any left.

    None: all are used up. Somebody who joined the class late gets the first one here. A guest takes an exam once.
    """
    Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    rows = list(Attempt.objects.filter(candidate=candidate).exclude(state=AttemptState.VOIDED).order_by("number"))
    for row in rows:
        if row.state in (AttemptState.PREPARED, AttemptState.WORKING):
            return row
    allowed = 1 if candidate.is_guest and test.mode == TestMode.EXAM else test.attempts_allowed
    if len(rows) >= allowed + candidate.extra_attempts:
        return None
    packs = list(test.packs.order_by("form__code").values_list("pk", flat=True))
    if not packs:
        return None
    number = (Attempt.objects.filter(candidate=candidate).count()) + 1
    return Attempt.objects.create(
        test=test, candidate=candidate, person_id=candidate.person_id, pack_id=packs[(candidate.pk + number) % len(packs)], number=number
    )


def candidate_of(*, test: Test, person_id: int) -> Candidate | None:
    """Return the person's place in a test; one who learns in a class that takes it and has none yet gets one."""
    found = Candidate.objects.filter(test=test, person_id=person_id).first()
    if found is not None:
        return None if found.is_removed else found
    places = Enrolment.objects.filter(
        running(), person_id=person_id, state="studying", class_group_id__in=test.classes.values("class_group_id")
    )
    class_id = places.values_list("class_group_id", flat=True).first()
    if class_id is None:
        return None
    made, _new = Candidate.objects.get_or_create(test=test, person_id=person_id, defaults={"class_group_id": class_id})
    return made
