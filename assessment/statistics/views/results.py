"""The results page of a test, one question of it, marks by person, the export."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from assessment.hooks import ItemKind
from core.access.views import access
from core.audit.services import record
from core.organisations.models import ClassGroup

from ...items.selectors.rendering import question
from ...scoring.policies import can_manage_test, can_mark, is_anonymous
from ...scoring.selectors.counting import items_of, parts_of
from ...scoring.selectors.tests import reviewed_test
from ...scoring.tables import download
from ...sessions.models import Test
from ..policies import gives_tests
from ..rules.drawing import distribution, mean_place
from ..rules.flags import Finding
from ..selectors import figures as found
from ..selectors import people
from ..tables import results_book


def reviewed(request: HttpRequest, test_uuid: UUID) -> Test:
    """Return a test whose figures the actor may see, or answer 404."""
    test = reviewed_test(request.actor, test_uuid)  # type: ignore[attr-defined]
    if test is None:
        raise Http404
    return test


def _class(request: HttpRequest, classes: list[ClassGroup]) -> ClassGroup | None:
    wanted = request.GET.get("lop", "")
    return next((one for one in classes if str(one.pk) == wanted), None)


def group_labels() -> list[str]:
    """Return what the score groups are called."""
    return ["8–10", "6,5–7,9", "5–6,4", _("dưới 5")]


def said(item: found.ItemFigures, finding: Finding, test: Test, manages: bool) -> dict[str, Any]:
    """Return a finding in plain words with what to do: `{code, tone, title, text, url, action}`."""
    words: dict[str, tuple[str, str, str]] = {
        "key": ("warn", _("Đáp án có thể nhầm"), _("%(count)s em chọn %(choice)s, đáp án trong đề là %(key)s.")),
        "reversed": ("bad", _("Phân biệt ngược"), _("Nhóm điểm cao sai nhiều hơn nhóm thấp. Đọc lại câu hỏi và đáp án.")),
        "hard": ("amber", _("Quá khó"), _("Chỉ %(percent)s%% số điểm đạt được. Xem lại cách hỏi, hoặc dạy lại phần này.")),
        "weak": ("amber", _("Phân loại kém"), _("Em giỏi và em yếu làm gần như nhau. Xem lại lời dẫn và phương án.")),
        "easy": ("", _("Quá dễ"), _("Gần như cả lớp làm đúng, không phân loại được.")),
        "idle": ("", _("Phương án thừa"), _("Không em nào chọn %(choice)s. Thay phương án khác khi dùng lại câu này.")),
    }
    tone, title, text = words[finding.code]
    if finding.code == "easy" and item.percent == 100:
        text = _("Cả lớp làm đúng, không phân loại được.")
    mends = finding.code == "key" and manages
    name = "assessment:key_mend" if mends else "assessment:results_item"
    values = {"count": finding.count, "choice": finding.choice, "key": item.key, "percent": item.percent}
    return {
        "position": item.position,
        "tone": tone,
        "title": title,
        "text": text % values,
        "url": reverse(name, args=[test.uuid, item.position]),
        "action": _("Chấm lại") if mends else _("Xem câu"),
    }


@require_GET
@access(gives_tests)
def results(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Show the results of a test: figures, distribution, outcomes, questions by score group, what to look at."""
    actor = request.actor  # type: ignore[attr-defined]
    test = reviewed(request, test_uuid)
    classes = found.classes_of(test)
    group = _class(request, classes)
    made = found.figures_of(actor, test, group.pk if group and len(classes) > 1 else None)
    manages = can_manage_test(actor, test)
    grade = classes[0].grade.label if classes and len({one.grade_id for one in classes}) == 1 else ""
    context: dict[str, Any] = {
        "test": test,
        "classes": classes,
        "group": group,
        "figures": made,
        "bars": distribution(made.histogram, made.outline),
        "mean_x": mean_place(made.mean) if made.mean is not None else None,
        "whole_name": grade.lower() if grade else str(_("các lớp")),
        "groups": [{"label": label, "cells": [item.groups[place] for item in made.items]} for place, label in enumerate(group_labels())],
        "warns": [said(item, finding, test, manages) for item, finding in made.flagged],
        "reliability": _reliability(made.reliability),
        "manages": manages,
        "marks": can_mark(actor, test),
        "meta": _meta(test),
        "spoken": _spoken(made),
    }
    return render(request, "statistics/results.html", context)


def _reliability(word: str) -> str:
    return {"high": _("rất tốt"), "good": _("tốt"), "fair": _("tạm được"), "low": _("thấp")}.get(word, "")


def _meta(test: Test) -> str:
    parts = [str(_("Kiểm tra")), test.subject.label if test.subject else ""]
    parts.append(ngettext("%(count)s câu", "%(count)s câu", test.item_count) % {"count": test.item_count})
    if test.minutes:
        parts.append(_("%(minutes)s phút") % {"minutes": test.minutes})
    return " · ".join(part for part in parts if part)


def _spoken(made: found.TestFigures) -> str:
    counts = ", ".join(str(count) for count in made.histogram)
    return _("Số em theo khoảng điểm từ 0 đến 10: %(counts)s") % {"counts": counts}


@require_GET
@access(gives_tests)
def item(request: HttpRequest, test_uuid: UUID, position: int) -> HttpResponse:
    """Show one question with what was chosen, how hard it was, how well it told good from weak."""
    actor = request.actor  # type: ignore[attr-defined]
    test = reviewed(request, test_uuid)
    source = items_of(test).get(position)
    if source is None:
        raise Http404
    classes = found.classes_of(test)
    group = _class(request, classes)
    made = found.figures_of(actor, test, group.pk if group and len(classes) > 1 else None)
    row = next((one for one in made.items if one.position == position and one.count), None)
    written = source["content"] if "give" not in source["content"] else _written(test, position)
    shown = question(
        kind=ItemKind.of(source["kind"]),
        content=written,
        number=position,
        position=position,
        points=source["points"],
        mode="review",
        shows_key=True,
    )
    manages = can_manage_test(actor, test)
    context = {
        "test": test,
        "row": row,
        "position": position,
        "question": shown,
        "groups": list(zip(group_labels(), row.groups, strict=True)) if row else [],
        "warns": [said(row, finding, test, manages) for finding in row.findings] if row else [],
        "upper_lower": found.upper_lower_of(test, position),
        "is_given": "give" in source["content"],
        "manages": manages,
        "last": test.item_count,
    }
    return render(request, "statistics/item.html", context)


def _written(test: Test, position: int) -> dict[str, Any]:
    content: dict[str, Any] = next(
        one["content"] for part in parts_of(test).values() for one in part["items"] if one["position"] == position
    )
    return content


@require_GET
@access(gives_tests)
def by_person(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Show the marks of a test by person."""
    test = reviewed(request, test_uuid)
    classes = found.classes_of(test)
    group = _class(request, classes)
    text = request.GET.get("q", "")[:60]
    page = people.people_page(
        request.actor,  # type: ignore[attr-defined]
        test,
        class_id=group.pk if group else None,
        text=text,
        after=request.GET.get("sau", ""),
    )
    manages = can_manage_test(request.actor, test)  # type: ignore[attr-defined]
    context = {"test": test, "classes": classes, "group": group, "page": page, "text": text, "manages": manages}
    return render(request, "statistics/people.html", context | {"is_anonymous": is_anonymous(test)})


@require_GET
@access(gives_tests)
def export(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Answer the marks of a test as Excel, by person and question; the export is in the trail."""
    actor = request.actor  # type: ignore[attr-defined]
    test = reviewed(request, test_uuid)
    classes = found.classes_of(test)
    group = _class(request, classes)
    class_id = group.pk if group and len(classes) > 1 else None
    rows, scores = people.export_rows(actor, test, class_id)
    record(
        actor=actor,
        verb="assessment.results.exported",
        obj=test,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes={"class": group.name if group else "", "people": len(rows)},
    )
    return download(results_book(test, rows, scores, found.figures_of(actor, test, class_id)), "ket-qua.xlsx")
