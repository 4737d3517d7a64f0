"""From a raw body to what templates show. Everything is fetched and decided here; templates only write it down."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.access.types import Actor
from core.lib import latex, markup
from frontend.ui.rules import subject_look
from lms.courses.models import Activity, CourseFile
from lms.h5p.selectors import offline_urls as h5p_offline_urls

from ..enums import CalloutTone
from ..models import Lesson
from ..rules import checkpoints, outline, shape
from ..types import RawBlock, RawBody, RenderedBlock, RenderedLesson, RenderedPart, Step
from .files import file_address, files_of, packages_of, players_of

CALLOUT_ICONS = {"theorem": "star", "note": "info", "remember": "bookmark", "warning": "warn", "example": "bulb"}
KIND_ICONS = {"image": "image", "audio": "volume", "video": "film", "document": "file"}
DEFAULT_TITLES = {
    "text": gettext_noop("Đọc"),
    "formula": gettext_noop("Công thức"),
    "picture": gettext_noop("Hình ảnh"),
    "audio": gettext_noop("Bài nghe"),
    "video": gettext_noop("Video"),
    "table": gettext_noop("Bảng"),
    "callout": gettext_noop("Khung nhấn"),
    "file": gettext_noop("Tệp"),
    "h5p": gettext_noop("Hoạt động"),
    "checkpoint": gettext_noop("Câu chốt"),
    "columns": gettext_noop("Hai cột"),
}


@dataclass
class Page:
    """What drawing one lesson needs: who looks, the files in it by uuid, and the running numbers."""

    actor: Actor
    lesson_id: int
    files: dict[str, CourseFile]
    players: dict[str, dict[str, Any]]
    urls: list[str] = field(default_factory=list)
    formula_count: int = 0
    checkpoint_count: int = 0

    def url(self, uuid: str, variant: str = "") -> str:
        """Return the address of a file for this actor, noted as part of the page; "" when the file is gone."""
        found = self.files.get(uuid)
        if found is None or (variant and variant not in found.variants):
            return ""
        url = file_address(self.actor, found, variant)
        if url not in self.urls:
            self.urls.append(url)
        return url


def html(value: str) -> SafeString:
    """Return cleaned rich text with its formulas drawn."""
    return mark_safe(markup.with_formulas(value, latex.draw))


def _heading(value: dict[str, Any], page: Page) -> dict[str, Any]:
    return {"level": value["level"], "text": value["text"]}


def _text(value: dict[str, Any], page: Page) -> dict[str, Any]:
    return {"html": html(value["html"])}


def _formula(value: dict[str, Any], page: Page) -> dict[str, Any]:
    page.formula_count += value["numbered"]
    return {
        "math": mark_safe(latex.draw(value["latex"], True)) if value["latex"] else "",
        "caption": value["caption"],
        "number": page.formula_count if value["numbered"] else 0,
    }


def _picture(value: dict[str, Any], page: Page) -> dict[str, Any]:
    found = page.files.get(value["file"])
    small = page.url(value["file"], "640")
    return {
        "src": page.url(value["file"]) if found and not small else small,
        "large": file_address(page.actor, found) if found and small else "",
        "width": found.width if found else None,
        "height": found.height if found else None,
        "alt": "" if value["decorative"] else value["alt"],
        "caption": html(value["caption"]),
        "is_half": value["width"] == "half",
    }


def _audio(value: dict[str, Any], page: Page) -> dict[str, Any]:
    found = page.files.get(value["file"])
    return {
        "src": page.url(value["file"]),
        "content_type": found.content_type if found else "",
        "size_bytes": found.size_bytes if found else 0,
        "title": value["title"],
        "transcript": value["transcript"],
    }


def _video(value: dict[str, Any], page: Page) -> dict[str, Any]:
    poster = page.files.get(value["poster"])
    return {
        **_audio(value, page),
        "captions": page.url(value["captions"]),
        "poster": page.url(value["poster"], "640" if poster and "640" in poster.variants else ""),
    }


def _table(value: dict[str, Any], page: Page) -> dict[str, Any]:
    drawn = [[html(cell) for cell in row] for row in value["rows"]]
    with_head = value["header_row"] and len(drawn) > 1
    return {
        "caption": value["caption"],
        "head": drawn[0] if with_head else [],
        "rows": drawn[1:] if with_head else drawn,
        "header_column": value["header_column"],
    }


def _callout(value: dict[str, Any], page: Page) -> dict[str, Any]:
    return {
        "tone": value["tone"],
        "label": value["title"] or CalloutTone(value["tone"]).label,
        "icon": CALLOUT_ICONS[value["tone"]],
        "html": html(value["html"]),
    }


def _file(value: dict[str, Any], page: Page) -> dict[str, Any]:
    found = page.files.get(value["file"])
    return {
        "src": page.url(value["file"]),
        "preview": page.url(value["file"], "preview"),
        "title": value["title"] or (found.name if found else ""),
        "name": found.name if found else "",
        "size_bytes": found.size_bytes if found else 0,
        "kind": found.kind if found else "",
        "icon": KIND_ICONS.get(found.kind if found else "", "file"),
        "note": value["note"],
    }


def _h5p(value: dict[str, Any], page: Page) -> dict[str, Any]:
    return {"package": value["package"], "title": value["title"], "player": page.players.get(value["id"])}


def _checkpoint(value: dict[str, Any], page: Page) -> dict[str, Any]:
    page.checkpoint_count += 1
    return {
        "kind": value["kind"],
        "number": page.checkpoint_count,
        "prompt": html(value["prompt"]),
        "unit": value["unit"],
        "must_pass": value["must_pass"],
        "options": [
            {"id": item["id"], "letter": chr(65 + index), "html": html(item["value"]["text"])}
            for index, item in enumerate(value["options"])
        ],
    }


def _columns(value: dict[str, Any], page: Page) -> dict[str, Any]:
    return {"ratio": value["ratio"], "sides": [[draw_block(child, page) for child in value[side]] for side in ("left", "right")]}


DRAW: dict[str, Callable[[dict[str, Any], Page], dict[str, Any]]] = {
    "heading": _heading, "text": _text, "formula": _formula, "picture": _picture, "audio": _audio, "video": _video,
    "table": _table, "callout": _callout, "file": _file, "h5p": _h5p, "checkpoint": _checkpoint, "columns": _columns,
}  # fmt: skip


def draw_block(block: RawBlock, page: Page, step: Step | None = None) -> RenderedBlock:
    """Return one block ready for its template; a checkpoint carries its seal as JSON."""
    data = DRAW[block["type"]](block["value"] | {"id": block["id"]}, page)
    if block["type"] == "checkpoint":
        data["seal"] = json.dumps(drawn_seal(block, page.lesson_id), ensure_ascii=False)
    return RenderedBlock(block["id"], block["type"], data, step)


def drawn_seal(block: RawBlock, lesson_id: int) -> dict[str, Any]:
    """Return the seal of a checkpoint with the formulas of its texts drawn."""
    sealed = checkpoints.seal(block, salt=f"{lesson_id}:{block['id']}")
    for name in ("hint", "explanation"):
        if name in sealed:
            sealed[name] = str(html(sealed[name]))
    if "texts" in sealed:
        sealed["texts"] = {key: str(html(text)) for key, text in sealed["texts"].items()}
    return sealed


def steps_with_titles(body: RawBody) -> list[Step]:
    """Return the steps of a body, wordless ones called by their kind."""
    return [step if step.title else _titled(step) for step in outline.steps_of(body)]


def _titled(step: Step) -> Step:
    return Step(
        step.id, step.kind, _(DEFAULT_TITLES[step.kind]), step.is_checkpoint, step.must_pass, step.part, step.part_title, step.seconds
    )


def render_body(
    actor: Actor, activity: Activity, lesson_id: int, body: RawBody, *, goal: str = "", preview: bool = False
) -> RenderedLesson:
    """Return a body ready for `lessons/lesson.html`: at most one query for files and one for H5P packages."""
    packages = {block["id"]: block["value"]["package"] for block in body if block["type"] == "h5p" and block["value"]["package"]}
    players = players_of(actor, packages, activity, preview=preview)
    page = Page(actor, lesson_id, files_of(shape.file_references(body), activity.course_id), players)
    steps = steps_with_titles(body)
    by_id = {step.id: step for step in steps}
    drawn = [draw_block(block, page, by_id.get(block["id"])) for block in body]
    subject = activity.course.subject
    return RenderedLesson(
        title=activity.title,
        goal=goal,
        parts=_parts(drawn),
        steps=tuple(steps),
        file_urls=tuple(page.urls),
        subject_tone=subject_look(subject.name)[0] if subject else "",
    )


def _parts(drawn: list[RenderedBlock]) -> tuple[RenderedPart, ...]:
    groups: list[list[RenderedBlock]] = [[]]
    for block in drawn:
        if block.type == "heading" and block.data["level"] == "2" and groups[-1]:
            groups.append([])
        groups[-1].append(block)
    return tuple(
        RenderedPart(number, group[0].data["text"] if group and group[0].type == "heading" else "", tuple(group))
        for number, group in enumerate(groups, start=1)
    )


def render_lesson(actor: Actor, lesson: Lesson, *, preview: bool = False) -> RenderedLesson:
    """Return a lesson as learners read it (`preview`: as its draft would read). The caller has checked who may."""
    source = lesson.get_latest_revision_as_object() if preview else lesson
    return render_body(actor, lesson.activity, lesson.pk, source.raw_body, goal=source.goal, preview=preview)


def grade_answer(lesson: Lesson, block_id: str, answer: Any) -> dict[str, Any] | None:
    """Return `{is_correct, feedback, explanation}` (HTML, formulas drawn) for an answer to a published checkpoint, or None."""
    block = next((block for block in lesson.raw_body if block["id"] == block_id and block["type"] == "checkpoint"), None)
    if block is None:
        return None
    mark = checkpoints.grade(block["value"], answer)
    return {"is_correct": mark.is_correct, "feedback": html(mark.feedback), "explanation": html(mark.explanation)}


def offline_addresses(actor: Actor, lesson: Lesson) -> list[str]:
    """Return what a phone must keep to show a published lesson off line: its files, and all files of its H5P packages."""
    rendered = render_lesson(actor, lesson)
    packages = packages_of(shape.package_references(lesson.raw_body))
    players = [url for package in packages for url in h5p_offline_urls(actor, package, lesson.activity)]
    return list(dict.fromkeys([*rendered.file_urls, *players]))


def render_document(actor: Actor, lesson: Lesson, body: RawBody) -> list[RenderedBlock]:
    """Return the blocks of a read Word file as they would be shown, with one query for their pictures."""
    page = Page(actor, lesson.pk, files_of(shape.file_references(body), lesson.activity.course_id), {})
    return [draw_block(block, page) for block in body]


def render_changes(actor: Actor, lesson: Lesson, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines of a comparison with both versions of each block drawn."""
    blocks = [block for line in lines for block in (line["before"], line["after"]) if block]
    page = Page(actor, lesson.pk, files_of(shape.file_references(blocks), lesson.activity.course_id), {})
    return [
        {"state": line["state"], **{side: draw_block(line[side], page) if line[side] else None for side in ("before", "after")}}
        for line in lines
    ]
