"""Finding out what a file is, and reading it."""

import io
import zipfile
from collections.abc import Callable

from .excel import read_excel
from .gift import decoded, looks_like, read_aiken, read_cloze_text, read_gift
from .h5p import read_h5p
from .moodle import read_moodle
from .pdf.reader import read_pdf
from .qti.package import read_package, read_qti_xml
from .qti.tree import local
from .types import ReadFile, UnreadableError
from .word.reader import read_word
from .xml import parse_xml

MAX_BYTES = 60 * 1024 * 1024
Reader = Callable[[bytes, str], ReadFile]
READERS: dict[str, Reader] = {
    "word": lambda data, name: read_word(data),
    "pdf": lambda data, name: read_pdf(data),
    "excel": lambda data, name: read_excel(data),
    "gift": lambda data, name: read_gift(data),
    "aiken": lambda data, name: read_aiken(data),
    "cloze": lambda data, name: read_cloze_text(data),
    "moodle": lambda data, name: read_moodle(data),
    "qti": lambda data, name: read_package(data) if data[:2] == b"PK" else read_qti_xml(data, name),
    "h5p": lambda data, name: read_h5p(data),
}


def form_of(data: bytes) -> str:
    """Return the format of a file by its bytes, "" when it is none of ours."""
    if data[:4] == b"\xd0\xcf\x11\xe0":
        return "word"  # old or locked Office files: the reader says which
    if data[:2] == b"PK":
        return _form_of_zip(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head[:1] == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "moodle" if head[:1] == b"<" and local(parse_xml(data)) == "quiz" else "qti"
    return looks_like(decoded(data))


def _form_of_zip(data: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        ValueError,
        OSError,
        NotImplementedError,
    ) as error:  # the last: a method zipfile lacks
        raise UnreadableError("zip.broken") from error
    if "word/document.xml" in names:
        return "word"
    if "xl/workbook.xml" in names:
        return "excel"
    return "h5p" if "h5p.json" in names else "qti"


def read_file(data: bytes, name: str, form: str = "auto") -> ReadFile:
    """Return the questions of a file. `form` is a key of `READERS` or `auto`. `UnreadableError` when nothing can be read."""
    if not data:
        raise UnreadableError("file.empty")
    if len(data) > MAX_BYTES:
        raise UnreadableError("file.large", limit=MAX_BYTES // 1024 // 1024)
    chosen = form if form in READERS else form_of(data)
    if not chosen:
        raise UnreadableError("file.format")
    read = READERS[chosen](data, name)
    if not read.questions:
        raise UnreadableError("file.no_questions")
    return read
