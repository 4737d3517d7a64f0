"""Question banks of the demo: a teacher's own, the group's, the school's, the department's."""

import json
import re
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

from django.utils import timezone

from assessment.items import services
from assessment.items.types import ItemMeta, NewItem
from assessment.models import Bank, Item, Outcome
from core.access.types import Actor
from core.lib.markup import formula_span
from core.models import Account, Subject, Unit
from core.organisations.selectors import actor_for

HERE = Path(__file__).parent
SYSTEM = Actor.system("demo")
_FORMULA = re.compile(r"\$([^$]+)\$")


def _html(text: str) -> str:
    """Return rich text of a line with `$formulas$`."""
    parts = _FORMULA.split(text)
    return "".join(formula_span(part) if place % 2 else escape(part, quote=False) for place, part in enumerate(parts))


def _gaps(line: dict[str, Any]) -> dict[str, Any]:
    prompt = _html(line["prompt"])
    for place, word in enumerate(line["gaps"], 1):
        prompt = prompt.replace(f"[{word}]", f'<span data-gap="g{place}"></span>', 1)
    gaps = [{"id": f"g{place}", "mode": "number", "accepted": [{"text": word}]} for place, word in enumerate(line["gaps"], 1)]
    return {"prompt": f"<p>{prompt}</p>", "gaps": gaps}


def _pairs(line: dict[str, Any]) -> dict[str, Any]:
    left = [{"id": f"l{place}", "html": _html(pair[0])} for place, pair in enumerate(line["pairs"], 1)]
    right = [{"id": f"r{place}", "html": _html(pair[1])} for place, pair in enumerate(line["pairs"], 1)]
    return {"left": left, "right": right, "pairs": [[one["id"], other["id"]] for one, other in zip(left, right, strict=True)]}


def _content(line: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {"prompt": f"<p>{_html(line['prompt'])}</p>", "explanation": _html(line.get("explanation", ""))}
    if "options" in line:
        content["options"] = [
            {"id": f"o{place}", "html": _html(text.removeprefix("*")), "is_right": text.startswith("*")}
            for place, text in enumerate(line["options"], 1)
        ]
    if "statements" in line:
        content["statements"] = [
            {"id": f"s{place}", "html": _html(text[1:]), "is_true": text.startswith("+")}
            for place, text in enumerate(line["statements"], 1)
        ]
    if "accepted" in line:
        content |= {"accepted": [{"text": text} for text in line["accepted"]], "mode": line["mode"], "tolerance": line.get("tolerance", 0)}
    if "pairs" in line:
        content |= _pairs(line)
    if "entries" in line:
        content["entries"] = [{"id": f"e{place}", "html": _html(text)} for place, text in enumerate(line["entries"], 1)]
    if "gaps" in line:
        content |= _gaps(line)
    if "model" in line:
        content["model_answer"] = f"<p>{_html(line['model'])}</p>"
    return content


def _new(line: dict[str, Any], outcomes: dict[str, Outcome]) -> NewItem:
    outcome = outcomes.get(line["code"])
    meta = ItemMeta(
        subject_id=outcome.subject_id if outcome else None,
        grade_id=outcome.grade_id if outcome else None,
        outcome_id=outcome.pk if outcome else None,
        level=line["level"] or None,
        difficulty=line.get("facility", 0.6) if outcome else None,
        points=line.get("points", 0.25),
        tags=("HK1",) if line.get("uses") else None,
    )
    return NewItem(line["kind"], _content(line), meta)


def _fill(actor: Actor, bank: Bank, lines: list[dict[str, Any]]) -> list[Item]:
    """Write the questions of a bank folder by folder, put the good ones into use, count what tests of last year told."""
    outcomes = {row.key: row for row in Outcome.objects.filter(key__in=[line["code"] for line in lines])}
    made: list[Item] = []
    for name in dict.fromkeys(line["folder"] for line in lines):
        folder = services.folder_named(actor=actor, bank=bank, names=[name] if name else [])
        own = [line for line in lines if line["folder"] == name]
        items = services.create_items(actor=actor, bank=bank, questions=[_new(line, outcomes) for line in own], folder=folder)
        for item, line in zip(items, own, strict=True):
            if not line.get("draft"):
                services.make_ready(actor=actor, items=[item])
            if line.get("uses"):
                told = {"usage_count": line["uses"], "exposure_count": line["uses"] * 38, "facility": line["facility"]}
                used_at = timezone.now() - timedelta(days=40)
                Item.objects.filter(pk=item.pk).update(**told, discrimination=line.get("discrimination", 0.38), last_used_at=used_at)
        made += items
    return made


def _actor(username: str) -> Actor:
    return actor_for(Account.objects.select_related("person").get(username=username), None)[0]


def build_banks() -> int:
    """Make the banks of co.ha, her school and the department, with their questions; returns how many questions there are."""
    lines = json.loads((HERE / "toan-9.json").read_text(encoding="utf-8"))
    teacher, head = _actor("co.ha"), _actor("hieutruong")
    maths = Subject.objects.get(key="toan")
    school = Unit.objects.get(pk=teacher.unit_id)
    own = services.create_bank(actor=teacher, unit=school, name="Toán 9", subject_id=maths.pk)
    items = _fill(teacher, own, lines)
    for item in items[1:3]:
        services.star_item(actor=teacher, item=item, is_on=True)
    services.create_bank(actor=teacher, unit=school, name="Đề cũ 2025–2026", subject_id=maths.pk)
    group = services.create_bank(actor=head, unit=school, name="Tổ Toán – Tin", is_personal=False, subject_id=maths.pk, needs_review=True)
    services.grant_ability(actor=head, bank=group, ability="review", unit=school)
    sent = services.create_items(
        actor=_actor("thay.quan"), bank=group, questions=[_new(line, {row.key: row for row in _known()}) for line in lines[3:6]]
    )
    services.send_to_review(actor=_actor("thay.quan"), items=sent)
    root = Unit.objects.filter(path=school.path[: Unit.steplen]).get()
    province = services.create_bank(actor=SYSTEM, unit=root, name="Sở GDĐT", is_personal=False, subject_id=maths.pk)
    services.update_bank(actor=SYSTEM, bank=province, shared_down=True)
    _fill(SYSTEM, province, [{**line, "folder": ""} for line in lines if not line.get("draft")])
    return Item.objects.count()


def _known() -> list[Outcome]:
    return list(Outcome.objects.filter(unit=None, subject__key="toan"))
