"""Printed products of a frozen paper, from its snapshot alone."""

import base64
import io
import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from assessment.hooks import ItemKind
from core.lib.markup import plain_text

from ...items.models import ItemFile
from ...items.rules.levels import three_levels
from ...items.selectors.rendering import drawn_html
from ..errors import PaperError
from ..interop.pages import Printed, printed
from ..interop.sheets import SheetPart, SheetProblem, SheetWords, answer_sheet
from ..interop.tables import HeadCell, Table, excel
from ..interop.tables import word as word_table
from ..interop.word import TAB, word
from ..models import Paper, PaperForm
from ..rules.totals import LEVELS, totals
from ..selectors.papers import questions_of
from .tables import matrix_table

FONTS = Path(__file__).parents[3] / "frontend" / "src" / "fonts"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FOUR_WIDE, TWO_WIDE = 17, 40


def points_text(value: Any) -> str:
    """Return points as people write them: 0,25."""
    return number_format(Decimal(str(value)).normalize(), use_l10n=True)


def picture_addresses(snapshot: dict[str, Any], *, as_png: bool = False) -> Callable[[str], str]:
    """Return a look-up of `data:` addresses for the pictures of a snapshot, read at once; Word wants PNG."""
    names = set(_UUID.findall(json.dumps([snapshot["parts"], snapshot["stimuli"]])))
    rows = {str(row.uuid): row for row in ItemFile.objects.filter(uuid__in=names, content_type__startswith="image/")}

    def address(uuid: str) -> str:
        row = rows.get(uuid)
        if row is None:
            return "data:,"
        data, content_type = row.file.open().read(), row.content_type
        if as_png:
            from PIL import Image

            out = io.BytesIO()
            Image.open(io.BytesIO(data)).convert("RGBA").save(out, "PNG")
            data, content_type = out.getvalue(), "image/png"
        return f"data:{content_type};base64,{base64.b64encode(data).decode()}"

    return address


def columns_of(texts: Sequence[str]) -> int:
    """Return in how many columns options are printed: four short ones on a line, two middling ones, else one under the other."""
    longest = max((len(text) for text in texts), default=0)
    if len(texts) > 1 and longest <= FOUR_WIDE:
        return 4
    return 2 if len(texts) > 1 and longest <= TWO_WIDE else 1


def numbered(html: str, label: str) -> str:
    """Return a question's words with “Câu 1.” before the first of them, on the same line."""
    head = f"<b>{label}</b> "
    return re.sub(r"^\s*<p([^>]*)>", lambda match: f"<p{match[1]}>{head}", html, count=1) if html.lstrip().startswith("<p") else head + html


def _ready(parts: list[dict[str, Any]], address: Callable[[str], str], *, for_word: bool) -> list[dict[str, Any]]:
    """Make questions ready for the booklet: numbers in the words, options laid out."""
    for part in parts:
        for question in part["questions"]:
            content = question["content"]
            label = _("Câu %(number)s.") % {"number": question["number"]}
            question["content"] = {**content, "prompt": mark_safe(numbered(content.get("prompt", ""), label))}
            question["passage"] = mark_safe(drawn_html(question["passage"], address)) if question["passage"] else ""
            question["laid"] = None
            if question["kind"] in ("single_choice", "multiple_response"):
                options = content["options"]
                question["columns"] = columns_of([plain_text(row["html"]) if "<img" not in row["html"] else "x" * 30 for row in options])
                letters = [{"letter": chr(65 + place), "html": mark_safe(_flat(row["html"]))} for place, row in enumerate(options)]
                step = question["columns"]
                question["laid"] = [letters[start : start + step] for start in range(0, len(letters), step)]
            question["tab"] = mark_safe(TAB if for_word else "")
    return parts


def _flat(html: str) -> str:
    """Return an option's words without the paragraph around them."""
    match = re.fullmatch(r"\s*<p[^>]*>(.*)</p>\s*", html, re.S)
    return match[1] if match and "<p" not in match[1] else html


def _context(paper: Paper, snapshot: dict[str, Any], code: str) -> dict[str, Any]:
    header = snapshot.get("header") or {}
    parts = snapshot["parts"]
    return {
        "title": snapshot["title"],
        "above": header.get("above", ""),
        "school": header.get("school") or paper.unit.name,
        "exam": header.get("exam") or snapshot["title"],
        "notes": header.get("notes", ""),
        "subject": paper.subject.name if paper.subject else "",
        "grade": paper.grade.name if paper.grade else "",
        "minutes": snapshot["minutes"],
        "code": code,
        "is_single": len(parts) == 1,
    }


def css(**more: Any) -> str:
    """Return the style of printed papers."""
    return render_to_string("papers/print/paper.css", more)


def faces() -> str:
    """Return our own fonts by their place on this machine, for servers that have none; only WeasyPrint reads them."""
    return "".join(
        f'@font-face {{ font-family: "CD {file.stem[4:-4]}"; font-weight: {file.stem[-3:]}; src: url("{file.as_uri()}"); }}\n'
        for file in sorted(FONTS.glob("bvp-*.woff2"))
    )


def _codes(paper: Paper, codes: Sequence[str]) -> list[PaperForm]:
    """Return the forms to print: those chosen, else all codes, else the paper as written."""
    rows = paper.forms.exclude(code="")
    chosen = list(rows.filter(code__in=list(codes)) if codes else rows)
    return chosen or list(rows) or list(paper.forms.filter(code=""))


def booklet_html(paper: Paper, form: PaperForm, *, for_word: bool = False, address: Callable[[str], str] | None = None) -> str:
    """Return one code of a paper as the HTML of its booklet."""
    snapshot = paper.snapshot or {}
    address = address or picture_addresses(snapshot, as_png=for_word)
    parts = _ready(questions_of(snapshot, form.order, mode="print", address=address), address, for_word=for_word)
    context = {**_context(paper, snapshot, form.code), "parts": parts, "for_word": for_word}
    return render_to_string("papers/print/booklet.html", context)


def booklet(paper: Paper, options: dict[str, Any], chosen: str) -> Printed:
    """Return the booklets of the chosen codes one after the other."""
    snapshot = paper.snapshot or {}
    forms = _codes(paper, options.get("codes", ()))
    address = picture_addresses(snapshot, as_png=chosen == "docx")
    pages = [booklet_html(paper, form, for_word=chosen == "docx", address=address) for form in forms]
    if chosen == "docx":
        if len(pages) == 1:
            return Printed(word(pages[0], footer=_footer(forms[0].code), page=_("Trang"), title=paper.title), "docx")
        return Printed(_zipped(paper, forms, pages), "zip")
    return printed(pages, css(), faces(), title=paper.title)


def _footer(code: str) -> str:
    return _("Mã đề %(code)s") % {"code": code} if code else ""


def _zipped(paper: Paper, forms: Sequence[PaperForm], pages: Sequence[str]) -> bytes:
    """Return one Word file for each code, as teachers send them to the copier."""
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for form, page in zip(forms, pages, strict=True):
            archive.writestr(f"Ma-de-{form.code}.docx", word(page, footer=_footer(form.code), page=_("Trang"), title=paper.title))
    return out.getvalue()


def sheet(paper: Paper, options: dict[str, Any], chosen: str) -> Printed:
    """Return the answer sheet of a paper; essays have no place on it."""
    snapshot = paper.snapshot or {}
    parts = []
    for part in snapshot["parts"]:
        items = part["items"]
        if part["form"] not in ("choice", "true_false", "short"):
            continue
        widths = [len(item["content"].get("options") or item["content"].get("statements") or "1234") for item in items]
        parts.append(SheetPart(part["key"], part["form"], len(items), max(widths, default=4)))
    if not parts:
        raise PaperError("export.no_sheet")
    context = _context(paper, snapshot, "")
    words = SheetWords(
        title=_("PHIẾU TRẢ LỜI TRẮC NGHIỆM"),
        school=context["school"],
        exam=" – ".join(text for text in (context["exam"], context["subject"]) if text),
        lines=[
            _("1. Họ và tên:"),
            _("2. Ngày sinh:"),
            _("3. Lớp:"),
            _("4. Phòng kiểm tra:"),
            _("5. Chữ kí của học sinh:"),
            _("6. Chữ kí của giám thị:"),
        ],
        number=_("7. Số báo danh"),
        code=_("8. Mã đề"),
        part=_("PHẦN"),
        true=_("Đúng"),
        false=_("Sai"),
        hint=_("Tô kín ô bằng bút chì. Mỗi câu phần I tô một ô; tẩy sạch ô tô nhầm. Không gấp, không làm nhàu phiếu."),
    )
    number_digits, code_digits = min(max(options.get("number_digits", 6), 2), 10), min(max(options.get("code_digits", 3), 3), 4)
    try:
        drawing = answer_sheet(parts, words, number_digits=number_digits, code_digits=code_digits)
    except SheetProblem:
        raise PaperError("export.sheet_full") from None
    return printed([drawing], css(is_sheet=True), faces(), title=words.title)


def key_table(paper: Paper, codes: Sequence[str]) -> Table:
    """Return the key: questions down, codes across, part by part."""
    snapshot = paper.snapshot or {}
    forms = _codes(paper, codes)
    by_code = [
        {
            (part["key"], question["number"]): question["key_text"]
            for part in questions_of(snapshot, form.order)
            for question in part["questions"]
        }
        for form in forms
    ]
    rows = [
        [part["key"], number, *(keys[part["key"], number] or _("Tự luận") for keys in by_code)]
        for part in snapshot["parts"]
        for number in range(1, len(part["items"]) + 1)
    ]
    heads = [
        [HeadCell(_("Phần"), rows=2), HeadCell(_("Câu"), rows=2), HeadCell(_("Mã đề"), columns=len(forms))],
        [HeadCell(form.code or _("Gốc")) for form in forms],
    ]
    return Table(_("ĐÁP ÁN"), heads, rows, lines=[snapshot["title"]], widths=[8, 8, *[14] * len(forms)], left=0)


def key(paper: Paper, options: dict[str, Any], chosen: str) -> Printed:
    """Return the key sheet of the chosen codes."""
    table = key_table(paper, options.get("codes", ()))
    if chosen == "xlsx":
        return Printed(excel(table), "xlsx")
    context = {**_context(paper, paper.snapshot or {}, ""), "table": table}
    return printed([render_to_string("papers/print/key.html", context)], css(), faces(), title=table.title)


def guide(paper: Paper, options: dict[str, Any], chosen: str) -> Printed:
    """Return the marking guide: keys with points and explanations, rubrics of essays, in the order of the paper as written."""
    snapshot = paper.snapshot or {}
    address = picture_addresses(snapshot, as_png=chosen == "docx")
    parts = []
    for part in snapshot["parts"]:
        rows = []
        for number, item in enumerate(part["items"], 1):
            content, kind = item["content"], ItemKind.of(item["kind"])
            rows.append(
                {
                    "number": number,
                    "points": points_text(item["points"]),
                    "key": kind.key_text(content),
                    "explanation": mark_safe(drawn_html(content.get("explanation", ""), address)),
                    "model": mark_safe(drawn_html(content.get("model_answer", ""), address)),
                    "criteria": [
                        {**row, "levels": [{**level, "shown": points_text(level["points"])} for level in row["levels"]]}
                        for row in content.get("rubric", {}).get("criteria", [])
                    ],
                    "steps": [points_text(Decimal(str(step)) * Decimal(item["points"])) for step in content.get("steps", [])[1:]],
                }
            )
        parts.append({**part, "rows": rows})
    context = {**_context(paper, snapshot, ""), "parts": parts, "total": points_text(snapshot["total_points"])}
    html = render_to_string("papers/print/guide.html", context)
    if chosen == "docx":
        return Printed(word(html, footer="", page=_("Trang"), title=paper.title, head_tables=1), "docx")
    return printed([html], css(), faces(), title=paper.title)


def matrix(paper: Paper, options: dict[str, Any], chosen: str) -> Printed:
    """Return the matrix counted from the questions of the paper: topics down, forms and levels across."""
    snapshot = paper.snapshot or {}
    scale = paper.blueprint.scale if paper.blueprint else "three"
    rows: dict[str, dict[str, dict[str, int]]] = {}
    parts = []
    for part in snapshot["parts"]:
        points = [Decimal(item["points"]) for item in part["items"]]
        parts.append({**part, "item_points": float(sum(points) / len(points))})
        for item in part["items"]:
            level = item["level"] if scale == "four" else three_levels(item["level"])
            inside = rows.setdefault(item["outcome_name"] or _("Chưa ghi nội dung"), {}).setdefault(part["key"], {})
            inside[level or LEVELS[scale][0]] = inside.get(level or LEVELS[scale][0], 0) + 1
    listed = [{"topic": topic, "content": "", "outcomes_text": "", "counts": counts} for topic, counts in rows.items()]
    table = matrix_table(
        title=_("MA TRẬN ĐỀ KIỂM TRA"),
        lines=[snapshot["title"]],
        parts=parts,
        rows=listed,
        scale=scale,
        sums=totals(parts, list(rows.values()), scale),
    )
    return Printed(excel(table) if chosen == "xlsx" else word_table(table), chosen)
