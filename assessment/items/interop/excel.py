"""The Excel template of questions: a row a question. docs/standards/word-questions.md gives its columns."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from assessment.kinds.rules.exchange import comma
from core.lib.vietnamese import fold

from .kinds import module_of, modules
from .richtext import Inward, Outward, block, phrase, tex_spans
from .types import Issue, OutQuestion, Place, ReadFile, ReadQuestion, UnreadableError, Written

MAX_ROWS, MAX_COLUMNS = 5000, 60
OPTIONS = "ABCDEFGH"
HEADERS = ["STT", "Loại", "Nội dung", *OPTIONS, "Đáp án", "Lời giải", "Mức độ", "Môn", "Khối", "Chủ đề", "YCCĐ", "Điểm", "Mã nhóm ngữ liệu", "Gợi ý", "Nhãn", "Nguồn"]  # fmt: skip
_NAMES = {
    "stt": "number", "loai": "form", "dang": "form", "noi dung": "prompt", "cau hoi": "prompt", "dap an": "answer", "loi giai": "explanation",
    "giai thich": "explanation", "muc do": "level", "mon": "subject", "khoi": "grade", "lop": "grade", "chu de": "topic", "yccd": "outcome",
    "yeu cau can dat": "outcome", "diem": "points", "ma nhom ngu lieu": "group", "ma nhom": "group", "goi y": "hint", "nhan": "tags", "nguon": "source",
}  # fmt: skip
_OTHER_FORMS = {
    "trac nghiem": "NLC", "tn": "NLC", "nhieu lua chon": "NLC", "mot dap an": "NLC", "nhieu dap an": "NĐA", "dung sai": "ĐS", "dung-sai": "ĐS", "dung - sai": "ĐS",
    "tra loi ngan": "TLN", "tu luan": "TL", "dien": "ĐIỀN", "dien khuyet": "ĐIỀN", "ngu lieu": "NL", "noi": "GHÉP", "ghep doi": "GHÉP",
}  # fmt: skip
_TAG = re.compile(r'</?(?:p|b|i|u|s|sub|sup|br|strong|em|table|ul|ol|li|blockquote|mark|code)(?:\s+[a-z-]+="[^"]*")*\s*/?>')
SIMPLE = ("level", "subject", "grade", "topic", "outcome", "points", "source")


class Row:
    """One row, as kinds see it. Cells are told by the names of their columns; issues name row and column."""

    def __init__(self, number: int, cells: dict[str, str], columns: dict[str, str]) -> None:
        self.number, self._cells, self._columns = number, cells, columns
        self.issues: list[Issue] = []

    def word(self, name: str) -> str:
        """Return the words of a cell."""
        return self._cells.get(name, "").strip()

    def doubt(self, code: str, column: str, level: str = "bad", **params: Any) -> None:
        """Say what is doubtful, with row and column."""
        self.issues.append(Issue(code, Place(row=self.number, column=self._columns.get(column, "")), level, params))

    def prompt(self) -> str:
        """Return the text of the question as paragraphs."""
        return rich(self.word("prompt"))

    def options(self) -> list[tuple[str, bool]]:
        """Return the cells A, B, … up to the last filled one, each with whether it is pinned (`#` before it)."""
        texts = [self.word(letter) for letter in OPTIONS]
        while texts and not texts[-1]:
            texts.pop()
        return [(phrase(rich(text.removeprefix("#"))), text.startswith("#")) for text in texts]

    def letters(self, count: int) -> set[str]:
        """Return the letters of the right options."""
        text = self.word("answer").upper()
        found = set(re.findall(r"[A-H]", text)) if not re.search(r"[^A-H\s,;/&+.]", text) else set()
        if not text:
            self.doubt("row.key_none", "answer")
        elif not found or max(map(ord, found)) - 64 > count:
            self.doubt("row.key", "answer", text=text[:60])
            return set()
        return found

    def signs(self, count: int) -> list[bool]:
        """Return the truth of each statement, from `ĐSSĐ` or `Đ, S, S, Đ`."""
        text = self.word("answer")
        found = re.findall(r"Đúng|Sai|True|False|[ĐDSTF]", text, re.I)
        if not text:
            self.doubt("row.key_none", "answer")
        elif len(found) != count:
            self.doubt("row.key", "answer", text=text[:60])
            return []
        return [sign[0].upper() in "ĐDT" for sign in found]

    def answers(self) -> list[str]:
        """Return accepted answers, parted by `;`."""
        found = [" ".join(text.split()) for text in self.word("answer").split(";") if text.strip()]
        if not found:
            self.doubt("row.key_none", "answer")
        return found

    def answer_html(self) -> str:
        """Return the answer as rich text."""
        return rich(self.word("answer"))

    def pairs(self) -> list[tuple[str, str]]:
        """Return the two sides of each cell `left = right`."""
        found = []
        for letter in OPTIONS:
            text = self.word(letter)
            one, sign, other = text.partition("=")
            if text and (not sign or not other.strip()):
                self.doubt("row.pairs", letter)
            elif text:
                found.append((phrase(rich(one)), phrase(rich(other))))
        return found


def rich(text: str) -> str:
    r"""Return a cell as rich text: each line a paragraph, simple tags and `\(…\)`, `$…$` understood."""
    if not text.strip():
        return ""
    text = re.sub(r"(?<![\\$])\$([^$\n]+?)\$(?!\$)", lambda found: f"\\({found[1]}\\)", text)
    if _TAG.search(text):
        return block(Inward(lambda address: "").html(text))
    return "".join(f"<p>{tex_spans(escape(line.strip(), quote=False))}</p>" for line in text.split("\n") if line.strip())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Đ" if value else "S"
    return comma(repr(value)) if isinstance(value, float) else str(value).removeprefix("\u200b")


def read_excel(data: bytes) -> ReadFile:
    """Return the questions of a filled template. `UnreadableError`: `excel.broken`, `excel.columns`, zip bombs."""
    rows = _rows(data)
    head = next((place for place, row in enumerate(rows[:20]) if _header(row).keys() >= {"form", "prompt"}), None)
    if head is None:
        raise UnreadableError("excel.columns")
    columns = _header(rows[head])
    letters = {name: get_column_letter(at + 1) for name, at in columns.items()}
    read = ReadFile("excel")
    groups: dict[str, int] = {}
    for place, values in enumerate(rows[head + 1 :], head + 2):
        cells = {name: _cell(values[at]) for name, at in columns.items() if at < len(values)}
        if any(cells.get(name, "").strip() for name in ("form", "prompt", "answer", *OPTIONS)):
            _one(read, Row(place, cells, letters), groups)
    return read


def _rows(data: bytes) -> list[tuple[Any, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > 2000 or sum(entry.file_size for entry in entries) > 200 * 1024 * 1024:
                raise UnreadableError("zip.bomb")
            if any(b"<!DOCTYPE" in archive.open(entry).read(2048) for entry in entries if entry.filename.endswith(".xml")):
                raise UnreadableError("xml.doctype")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return list(sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True))
    except UnreadableError:
        raise
    except Exception as error:  # openpyxl raises many kinds of errors over broken files
        raise UnreadableError("excel.broken") from error


def _header(row: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, value in enumerate(row):
        word = fold(str(value or "")).strip(" .:*")
        letter = re.fullmatch(r"(?:phuong an )?([a-h])", word)
        name = letter[1].upper() if letter else _NAMES.get(word, "")
        if name:
            found.setdefault(name, place)
    return found


def _one(read: ReadFile, row: Row, groups: dict[str, int]) -> None:
    wanted = row.word("form")
    form = _OTHER_FORMS.get(fold(wanted), wanted.upper())
    found = next(((kind, module) for kind, module in modules("plain") if form == module.FORM), None)
    question = ReadQuestion("essay", {}, Place(row=row.number))
    if found is None:
        row.doubt("row.kind", "form", text=wanted[:40])
    else:
        question.kind, question.content = found[0], found[1].from_row(row)
    question.content.setdefault("prompt", row.prompt())
    if question.kind != "stimulus":
        question.content["explanation"] = rich(row.word("explanation"))
        question.content["hints"] = [rich(hint) for hint in row.word("hint").split("\n---\n") if hint.strip()]
    question.meta = {name: row.word(name) for name in SIMPLE if row.word(name)}
    if row.word("tags"):
        question.meta["tags"] = [tag.strip() for tag in row.word("tags").split(",") if tag.strip()]
    group = row.word("group")
    if group and question.kind == "stimulus":
        groups[group] = len(read.questions)
    elif group and group in groups:
        question.stimulus = groups[group]
    elif group:
        row.doubt("row.stimulus", "group", "look", text=group[:40])
    question.issues = row.issues
    read.questions.append(question)


# Writing


def _words(found: list[str]) -> Callable[[str], str]:
    outward = Outward(
        lambda latex, is_block: f"\\[{escape(latex, quote=False)}\\]" if is_block else f"\\({escape(latex, quote=False)}\\)",
        lambda key, alt: found.append("picture") or "",  # type: ignore[func-returns-value]
        lambda key: found.append("picture") or "",  # type: ignore[func-returns-value]
    )

    def words(html: str) -> str:
        text = outward.of(html)
        plain = re.sub(r"</p>\s*<p>", "\n", re.sub(r"^<p>|</p>$", "", text))
        if re.search(r"<[a-z/]", plain):
            return text
        return re.sub(r"&(amp|lt|gt);", lambda found: {"amp": "&", "lt": "<", "gt": ">"}[found[1]], plain)

    return words


def _book() -> tuple[Workbook, Any]:
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise UnreadableError("excel.broken")
    sheet.title = "Câu hỏi"
    sheet.append(HEADERS)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDEFE6")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, name in enumerate(HEADERS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = {"Nội dung": 60, "Lời giải": 40, "STT": 6, "Loại": 9}.get(name, 16)
    sheet.freeze_panes = "D2"
    return book, sheet


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _safe(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"\u200b{value}" if isinstance(value, str) and value[:1] in ("=", "+", "@", "\t") else value


EXAMPLES: list[dict[str, str]] = [
    {"Loại": "NLC", "Nội dung": "Giá trị của \\(\\sqrt{16}\\) là", "A": "2", "B": "4", "C": "8", "D": "#Cả A và B đều sai", "Đáp án": "B", "Mức độ": "NB", "Khối": "9"},
    {"Loại": "ĐS", "Nội dung": "Xét tam giác có ba cạnh 3, 4, 5.", "A": "Tam giác vuông.", "B": "Tam giác cân.", "C": "Chu vi bằng 12.", "D": "Diện tích bằng 12.", "Đáp án": "ĐSĐS", "Mức độ": "TH"},
    {"Loại": "TLN", "Nội dung": "Tính 5 : 2.", "Đáp án": "2,5", "Mức độ": "NB", "Điểm": "0,5"},
    {"Loại": "TL", "Nội dung": "Nêu hai tác động của biến đổi khí hậu ở địa phương em.", "Đáp án": "Mưa lũ thất thường; hạn hán kéo dài.", "Mức độ": "VD"},
    {"Loại": "GHÉP", "Nội dung": "Nối sự kiện với năm.", "A": "Chiến thắng Bạch Đằng = 938", "B": "Quốc dân Đại hội Tân Trào = 1945", "C": "= 1789"},
    {"Loại": "ĐIỀN", "Nội dung": "Sông [[Lô]] chảy qua thành phố [[*Tuyên Quang|Lào Cai|Sơn La]]."},
    {"Loại": "NL", "Nội dung": "Sông Lô dài 470 km, bắt nguồn từ Vân Nam.", "Mã nhóm ngữ liệu": "N1"},
    {"Loại": "NLC", "Nội dung": "Sông Lô dài bao nhiêu?", "A": "470 km", "B": "274 km", "Đáp án": "A", "Mã nhóm ngữ liệu": "N1"},
]  # fmt: skip
GUIDE = [
    ("Loại", "NLC một đáp án; NĐA nhiều đáp án; ĐS đúng–sai; TLN trả lời ngắn; TL tự luận; GHÉP ghép đôi; ĐIỀN điền chỗ trống; NL ngữ liệu."),
    ("Nội dung", "Mỗi dòng trong ô là một đoạn. Công thức viết \\(…\\) hoặc $…$ theo LaTeX. Câu ĐIỀN: chỗ trống là [[đáp án|đáp án khác]], hoặc [[*đúng|sai|sai]] để chọn."),
    ("A…H", "Phương án, hoặc các ý của câu ĐS, hoặc các cặp “trái = phải” của câu GHÉP. Dấu # đứng đầu: giữ nguyên vị trí khi trộn."),
    ("Đáp án", "NLC: B. NĐA: A, C. ĐS: ĐSSĐ. TLN: các đáp án cách nhau bằng dấu chấm phẩy. TL: đáp án mẫu."),
    ("Mức độ", "NB, TH, VD, VDC."),
    ("Mã nhóm ngữ liệu", "Hàng NL đứng trước mang mã; các câu thuộc ngữ liệu ghi cùng mã."),
]  # fmt: skip


def template() -> bytes:
    """Return the empty template with examples and a sheet that explains the columns."""
    book, sheet = _book()
    for place, example in enumerate(EXAMPLES, 1):
        sheet.append([place, *(_safe(example.get(name, "")) for name in HEADERS[1:])])
    forms = ",".join(module.FORM for _kind, module in modules("plain"))
    for title, listed in (("Loại", forms), ("Mức độ", "NB,TH,VD,VDC")):
        check = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
        letter = get_column_letter(HEADERS.index(title) + 1)
        check.add(f"{letter}2:{letter}{MAX_ROWS}")
        sheet.add_data_validation(check)
    guide = book.create_sheet("Hướng dẫn")
    for row in GUIDE:
        guide.append(row)
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 22, 110
    return _bytes(book)


def write_excel(questions: Sequence[OutQuestion]) -> Written:
    """Return questions as a filled template; kinds it has no row for are named."""
    book, sheet = _book()
    written = Written(b"", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    passages = {question.key for question in questions if question.kind == "stimulus"}
    for question in questions:
        module = module_of(question.kind, "plain")
        options = len(question.content.get("options") or question.content.get("statements") or question.content.get("left") or ())
        if module is None or options > len(OPTIONS):
            written.lost.append((question.key, "kind" if module is None else "options"))
            continue
        found: list[str] = []
        words = _words(found)
        cells = module.to_row(question.content, words)
        group = question.key if question.key in passages else question.stimulus
        meta = question.meta
        values = {
            "Loại": module.FORM, "Nội dung": words(cells.get("prompt", question.content.get("prompt", ""))), "Đáp án": cells["answer"],
            **dict(zip(OPTIONS, cells["options"], strict=False)), "Lời giải": words(question.content.get("explanation", "")),
            "Gợi ý": "\n---\n".join(words(hint) for hint in question.content.get("hints", [])), "Mã nhóm ngữ liệu": group,
            "Mức độ": str(meta.get("level", "")).upper(), "Môn": meta.get("subject", ""), "Khối": meta.get("grade", ""), "YCCĐ": meta.get("outcome", ""),
            "Điểm": meta.get("points", ""), "Nhãn": ", ".join(meta.get("tags", [])), "Nguồn": meta.get("source", ""),
        }  # fmt: skip
        sheet.append([sheet.max_row, *(_safe(values.get(name, "")) for name in HEADERS[1:])])
    written.data = _bytes(book)
    return written
