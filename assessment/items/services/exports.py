"""Questions out of the house: in the formats others read, each with what the format could not hold."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.markup import files_in

from ..errors import ItemError
from ..interop.exporting import WRITERS, write_file
from ..interop.types import Media, OutQuestion
from ..models import Bank, Folder, Item, ItemFile
from ..policies import can_view_items, visible_items
from ..selectors.kinds import kind_of

LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Exported:
    """A written file, its name, and per question what was lost."""

    data: bytes
    name: str
    content_type: str
    count: int
    lost: dict[str, list[str]] = field(default_factory=dict)


def part_words(part: str) -> str:
    """Return what people call a part of a question that a format did not hold."""
    names = {
        "kind": _("cả câu (định dạng không có dạng này)"),
        "all": _("cả câu"),
        "count": _("số câu đọc lại"),
        "hints": _("gợi ý"),
        "explanation": _("lời giải"),
        "prompt": _("trình bày của lời câu hỏi"),
        "passage": _("trình bày của ngữ liệu"),
        "title": _("tên ngữ liệu"),
        "shuffles": _("lựa chọn trộn"),
        "scoring": _("cách chấm"),
        "steps": _("bậc điểm"),
        "rubric": _("thang chấm"),
        "model_answer": _("đáp án mẫu"),
        "tolerance": _("sai số"),
        "units": _("đơn vị"),
        "needs_unit": _("đơn vị"),
        "mode": _("cách trả lời (lưới bốn ô, số)"),
        "cells": _("cách trả lời (lưới bốn ô, số)"),
        "accepted": _("đáp án được một phần điểm"),
        "minds_case": _("phân biệt hoa thường"),
        "minds_marks": _("phân biệt dấu"),
        "options": _("phương án (ghim, nhận xét hoặc cách trình bày)"),
        "statements": _("các ý (giải thích hoặc cách trình bày)"),
        "gaps": _("chỗ trống (trọng số, cách so đáp án)"),
        "most": _("số lựa chọn tối đa"),
        "takes_files": _("nộp ảnh bài viết tay"),
        "lines": _("số dòng kẻ"),
        "min_words": _("số từ"),
        "max_words": _("số từ"),
        "accepts": _("loại tệp nhận"),
    }
    return names.get(part.split(".")[0], _("một số chi tiết"))


def export_items(*, actor: Actor, bank: Bank, items: Sequence[Item], form: str) -> Exported:
    """Return questions of a bank in a format. Passages come along with their questions; sealed ones only for who may open them.

    `ItemError`: `export.none`, `export.format`, `export.many`. Side effects: audit.
    """
    if form not in WRITERS:
        raise ItemError("export.format", format=form)
    if not items:
        raise ItemError("export.none")
    if len(items) > LIMIT:
        raise ItemError("export.many", limit=LIMIT)
    require(can_view_items, actor, items)
    rows = _with_passages(actor, items)
    questions = _questions(rows)
    written = write_file(form, questions, _media(questions))
    lost: dict[str, list[str]] = defaultdict(list)
    for key, part in written.lost:
        words = part_words(part)
        if words not in lost[key]:
            lost[key].append(words)
    changes = {"count": len(questions), "format": form}
    record(actor=actor, verb="assessment.items.exported", obj=bank, unit_path=bank.unit.path, unit_id=bank.unit_id, changes=changes)
    name = f"{bank.key or 'cau-hoi'}-{form}.{written.suffix}"
    return Exported(written.data, name, written.content_type, len(questions), dict(lost))


def items_to_export(*, actor: Actor, bank: Bank, folder_ids: Sequence[int] = ()) -> list[Item]:
    """Return the questions of a bank (or of folders) the actor sees and that are in use, oldest first, at most one more than may go."""
    rows = visible_items(actor).filter(bank=bank).exclude(state="retired")
    if folder_ids:
        rows = rows.filter(folder_id__in=folder_ids)
    return list(_loaded(rows).order_by("pk")[: LIMIT + 1])


def _loaded(rows: Any) -> Any:
    return rows.select_related("working", "ready", "folder", "subject", "grade", "outcome", "stimulus").prefetch_related("tags")


def _with_passages(actor: Actor, items: Sequence[Item]) -> list[Item]:
    """Return items with the passages they stand under, each before its questions."""
    wanted = {item.pk for item in items} | {item.stimulus_id for item in items if item.stimulus_id}
    rows = list(_loaded(visible_items(actor).filter(pk__in=wanted)))
    return sorted(rows, key=lambda item: (item.stimulus_id or item.pk, item.stimulus_id is not None, item.position, item.pk))


def _folders(items: Sequence[Item]) -> dict[int, list[str]]:
    bank_ids = {item.bank_id for item in items if item.folder_id}
    known = {folder.pk: folder for folder in Folder.objects.filter(bank_id__in=bank_ids)}
    paths: dict[int, list[str]] = {}
    for key in known:
        names: list[str] = []
        at: int | None = key
        while at is not None and at in known:
            names.insert(0, known[at].name)
            at = known[at].parent_id
        paths[key] = names
    return paths


def _questions(items: Sequence[Item]) -> list[OutQuestion]:
    folders = _folders(items)
    keys = {item.pk: item.key for item in items}
    questions = []
    for item in items:
        version = item.working or item.ready
        if version is None:
            continue
        meta: dict[str, Any] = {
            "level": item.level,
            "difficulty": item.difficulty,
            "points": float(item.points) if item.points is not None else None,
            "source": item.source,
            "tags": sorted(tag.name for tag in item.tags.all()),
            "subject": item.subject.name if item.subject else "",
            "grade": item.grade.name if item.grade else "",
            "outcome": item.outcome.name if item.outcome else "",
            "folder": folders.get(item.folder_id or 0, []),
        }
        meta = {name: value for name, value in meta.items() if value not in (None, "", [])}
        questions.append(OutQuestion(item.key, item.kind, version.content, meta, keys.get(item.stimulus_id or 0, "")))
    return questions


def _media(questions: Sequence[OutQuestion]) -> dict[str, Media]:
    """Return the pictures and recordings questions use."""
    used: set[str] = set()
    for question in questions:

        def take(html: str) -> str:
            used.update(files_in(html))
            return html

        kind_of(question.kind).map_html(question.content, take)
        used.update(filter(None, [question.content.get("picture", "")]))
    media = {}
    for file in ItemFile.objects.filter(uuid__in=used):
        with file.file.open("rb") as stream:
            media[str(file.uuid)] = Media(str(file.file.name).rsplit("/", 1)[-1], stream.read())
    return media
