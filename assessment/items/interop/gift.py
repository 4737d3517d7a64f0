"""GIFT (docs.moodle.org/en/GIFT_format), Aiken, Moodle's missing-word and embedded-answers text. Plain text in UTF-8."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape, unescape

from lxml import etree

from assessment.kinds.rules.exchange import comma, number, ratio_of
from assessment.types import Content

from .kinds import module_of
from .moodle import Source, folder_names
from .richtext import Inward, Outward, block, tex_spans
from .types import OutQuestion, Place, ReadFile, ReadQuestion, UnreadableError, Written

BLANK = "_____"
_ESCAPED = re.compile(r"\\([\\~=#{}:>n])")
_HIDDEN = {sign: chr(0xE200 + place) for place, sign in enumerate("\\~=#{}:>n")}
_SHOWN = {hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()}
_FORM = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]\s*", re.I)
_NAME = re.compile(r"^\s*::(.*?)::", re.S)
_ANSWER = re.compile(r"([=~])((?:(?![=~]).)*)", re.S)
_TRUTH = re.compile(r"^\s*(T|TRUE|F|FALSE)\s*(?:#|$)", re.I)
_SHARE = re.compile(r"^\s*%(-?[\d.]+)%")
_AIKEN_OPTION = re.compile(r"^\s*([A-Z])[.)]\s*(.*)$")
_AIKEN_ANSWER = re.compile(r"^\s*ANSWER\s*:\s*([A-Z])\s*$", re.I)
_EMBEDDED = re.compile(r"\{\d*:[A-Z_]+:")


def decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8 (or UTF-16 with its mark). `UnreadableError` `file.text`."""
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise UnreadableError("file.text") from error


def looks_like(text: str) -> str:
    """Return which of the text formats this is: `gift`, `aiken`, `cloze`, or ""."""
    if _EMBEDDED.search(text):
        return "cloze"
    if re.search(r"^\s*ANSWER\s*:", text, re.M):
        return "aiken"
    return "gift" if re.search(r"\{[^}]*\}", text, re.S) or "::" in text else ""


def _hide(text: str) -> str:
    return _ESCAPED.sub(lambda found: _HIDDEN[found[1]], text)


def _show(text: str) -> str:
    return "".join(_SHOWN.get(sign, sign) for sign in text).strip()


def _rich(text: str, form: str = "") -> str:
    """Return text with its escapes as one line or paragraphs of rich text."""
    own = _FORM.match(text)
    form, text = (own[1].lower(), text[own.end() :]) if own else (form, text)
    words = _show(text)
    if form == "plain":
        return tex_spans(escape(words, quote=False))
    if form == "markdown":
        words = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(words, quote=False))
    elif form != "html" and not re.search(r"</?[a-z][^>]*>", words):
        words = escape(words, quote=False).replace("\n", "<br>" if form == "moodle" else " ")
    return Inward(lambda address: "").html(words)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Return (line, text) of each question: blank lines part them, except inside of braces."""
    lines: list[str] = []
    first, depth = 0, 0
    for place, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith("//"):
            continue
        hidden = _hide(line)
        if not line.strip() and depth <= 0:
            if lines:
                yield first, "\n".join(lines)
            lines, depth = [], 0
            continue
        if not lines:
            first = place
        lines.append(line)
        depth += hidden.count("{") - hidden.count("}")
    if lines:
        yield first, "\n".join(lines)


def read_gift(data: bytes) -> ReadFile:
    """Return the questions of a GIFT or missing-word file."""
    read = ReadFile("gift")
    folder: list[str] = []
    for line, text in _blocks(decoded(data)):
        rows = text.split("\n")
        while rows and rows[0].strip().startswith("$CATEGORY:"):
            folder = folder_names(rows.pop(0).split(":", 1)[1])
        if not "".join(rows).strip():
            continue
        question = _gift("\n".join(rows), Place(question=str(len(read.questions) + 1), line=line))
        question.meta = {"folder": list(folder)} if folder else {}
        read.questions.append(question)
    return read


def _gift(text: str, place: Place) -> ReadQuestion:
    hidden = _hide(text)
    name = _NAME.match(hidden)
    body = hidden[name.end() :] if name else hidden
    form = _FORM.match(body)
    style = form[1].lower() if form else ""
    body = body[form.end() :] if form else body
    begin, end = body.find("{"), body.rfind("}")
    if begin < 0:
        return ReadQuestion("stimulus", {"passage": block(_rich(body, style)), "title": _show(name[1]) if name else ""}, place)
    question = ReadQuestion("essay", {}, place)
    if end < begin:
        question.content["prompt"] = block(_rich(body.replace("{", ""), style))
        question.doubt("syntax", "bad", detail=_show(body[begin:])[:80])
        return question
    inside, tail = body[begin + 1 : end], body[end + 1 :].strip().strip('";')
    tail = "" if not _show(tail) else tail
    inside, _sign, explanation = inside.partition("####")
    stem = body[:begin] + (f" {BLANK} {tail}" if tail and tail not in (".", "?", "!") else tail if tail != "." else "")
    question.content = {"prompt": block(_rich(stem, style)), "explanation": block(_rich(explanation, style))}
    _answers(question, inside, style)
    return question


def _answers(question: ReadQuestion, inside: str, style: str) -> None:
    if not inside.strip():
        question.content["takes_files"] = True
    elif truth := _TRUTH.match(inside):
        _true_false(question, inside, truth[1][0].upper() == "T", style)
    elif inside.lstrip().startswith("#"):
        _numerical(question, inside.lstrip()[1:])
    else:
        rows = [(found[1], found[2]) for found in _ANSWER.finditer(inside)]
        if not rows:
            question.doubt("syntax", "bad", detail=_show(inside)[:80])
        elif any("->" in text for _sign, text in rows) and all(sign == "=" for sign, _text in rows):
            _matching(question, [text for _sign, text in rows], style)
        elif any(sign == "~" for sign, _text in rows):
            _choices(question, rows, style)
        else:
            _short(question, [text for _sign, text in rows])


def _true_false(question: ReadQuestion, inside: str, truth: bool, style: str) -> None:
    notes = [_rich(part, style) for part in inside.split("#")[1:]]
    wrong, right = [*notes, "", ""][:2]
    question.kind = "single_choice"
    question.content |= {
        "options": [
            {"id": "o1", "html": "Đúng", "is_right": truth, "feedback": right if truth else wrong, "is_pinned": True},
            {"id": "o2", "html": "Sai", "is_right": not truth, "feedback": wrong if truth else right, "is_pinned": True},
        ],
        "shuffles": False,
    }


def _choices(question: ReadQuestion, rows: Sequence[tuple[str, str]], style: str) -> None:
    options, shares = [], []
    for place, (sign, text) in enumerate(rows, 1):
        told = _SHARE.match(text)
        words, _hash, feedback = (text[told.end() :] if told else text).partition("#")
        shares.append(100.0 if sign == "=" else number(told[1]) if told else 0.0)
        options.append(
            {"id": f"o{place}", "html": _rich(words, style), "is_right": False, "feedback": _rich(feedback, style), "is_pinned": False}
        )
    several = all(sign == "~" for sign, _text in rows) and sum(share > 0 for share in shares) > 1
    for option, share in zip(options, shares, strict=True):
        option["is_right"] = share > 0 if several else share >= 100
    question.kind = "multiple_response" if several else "single_choice"
    question.content |= {"options": options, "shuffles": True}
    if several:
        wrong = [share for share in shares if share <= 0]
        question.content["scoring"] = "all" if wrong and all(share <= -99 for share in wrong) else "each"
    elif any(0 < share < 100 for share in shares):
        question.doubt("scoring.changed")


def _matching(question: ReadQuestion, rows: Sequence[str], style: str) -> None:
    left: list[dict[str, str]] = []
    right: list[dict[str, str]] = []
    pairs: list[list[str]] = []
    known: dict[str, str] = {}
    for text in rows:
        ask, _arrow, answer_text = text.partition("->")
        answer, asked = _rich(answer_text, style), _rich(ask, style)
        if answer not in known:
            known[answer] = f"r{len(right) + 1}"
            right.append({"id": known[answer], "html": answer})
        if asked:
            left.append({"id": f"l{len(left) + 1}", "html": asked})
            pairs.append([left[-1]["id"], known[answer]])
    words = {unescape(answer).lower() for answer in known}
    if left and words <= {"đúng", "sai", "true", "false"}:
        truth = {key: unescape(answer).lower() in ("đúng", "true") for answer, key in known.items()}
        question.kind = "true_false"
        rows_of = [
            {"id": f"s{place}", "html": row["html"], "is_true": truth[pair[1]]}
            for place, (row, pair) in enumerate(zip(left, pairs, strict=True), 1)
        ]
        question.content |= {"statements": rows_of, "scoring": "each"}
        return
    question.kind = "matching"
    question.content |= {"left": left, "right": right, "pairs": pairs, "scoring": "each"}


def _weighted(text: str) -> tuple[float, str, str]:
    share = _SHARE.match(text)
    words, _hash, feedback = (text[share.end() :] if share else text).partition("#")
    return ratio_of(number(share[1])) if share else 1.0, _show(_FORM.sub("", words)), feedback


def _short(question: ReadQuestion, rows: Sequence[str]) -> None:
    found = [_weighted(text) for text in rows]
    if any(_show(feedback) for *_, feedback in found):
        question.doubt("feedback.lost", "note")
    question.kind = "short_answer"
    accepted = [{"text": " ".join(text.split()), "ratio": ratio} for ratio, text, _feedback in found if ratio > 0 and text != "*"]
    question.content |= {"mode": "text", "accepted": accepted}


def _numerical(question: ReadQuestion, inside: str) -> None:
    rows = re.findall(r"=((?:(?!=|~).)*)", inside, re.S) or [inside.split("~")[0]]
    accepted, tolerances = [], set()
    for text in rows:
        ratio, words, feedback = _weighted(text)
        if _show(feedback):
            question.doubt("feedback.lost", "note")
        low, dots, high = words.replace(" ", "").partition("..")
        if dots:
            middle = (number(low) + number(high)) / 2
            value, tolerance = f"{middle:.10g}", f"{abs(number(high) - number(low)) / 2:.10g}"
        else:
            value, _colon, tolerance = words.replace(" ", "").partition(":")
        if not re.fullmatch(r"[+-]?[\d.,]+(?:[eE][+-]?\d+)?", value):
            question.doubt("key.unread", "bad", key=words[:60])
            continue
        if ratio > 0:
            accepted.append({"text": comma(value), "ratio": ratio})
            tolerances.add(comma(tolerance))
    if len(tolerances) > 1:
        question.doubt("scoring.changed")
    question.kind = "short_answer"
    tolerance = next(iter(sorted(tolerances)), "") if len(tolerances) == 1 or not tolerances else sorted(tolerances)[0]
    question.content |= {"mode": "number", "accepted": accepted, "tolerance": "" if tolerance == "0" else tolerance}


def read_aiken(data: bytes) -> ReadFile:
    """Return the questions of an Aiken file."""
    read = ReadFile("aiken")
    stem: list[str] = []
    options: list[str] = []
    first = 1
    for place, line in enumerate(decoded(data).split("\n"), 1):
        answer, option = _AIKEN_ANSWER.match(line), _AIKEN_OPTION.match(line)
        if answer or re.match(r"^\s*ANSWER\s*:", line, re.I):
            read.questions.append(
                _aiken(stem, options, answer[1].upper() if answer else "", Place(question=str(len(read.questions) + 1), line=first))
            )
            stem, options, first = [], [], place + 1
        elif option and ord(option[1]) - 65 == len(options):
            options.append(option[2])
        elif line.strip():
            if not stem and not options:
                first = place
            elif options:  # a new question although the last one had no ANSWER
                read.questions.append(_aiken(stem, options, "", Place(question=str(len(read.questions) + 1), line=first)))
                stem, options, first = [], [], place
            stem.append(line.strip())
    if stem or options:
        read.questions.append(_aiken(stem, options, "", Place(question=str(len(read.questions) + 1), line=first)))
    return read


def _aiken(stem: Sequence[str], options: Sequence[str], answer: str, place: Place) -> ReadQuestion:
    rows = [
        {
            "id": f"o{at}",
            "html": tex_spans(escape(text.strip(), quote=False)),
            "is_right": chr(64 + at) == answer,
            "feedback": "",
            "is_pinned": False,
        }
        for at, text in enumerate(options, 1)
    ]
    content: Content = {
        "prompt": block(tex_spans("<br>".join(escape(text, quote=False) for text in stem))),
        "options": rows,
        "shuffles": True,
    }
    question = ReadQuestion("single_choice", content, place)
    if not answer or ord(answer) - 64 > len(options):
        question.doubt("key.none" if not answer else "key.not_an_option", "bad", key=answer)
    return question


def read_cloze_text(data: bytes) -> ReadFile:
    """Return the one question of a file with Moodle's embedded answers."""
    read = ReadFile("cloze")
    node = etree.Element("question", type="cloze")
    text = etree.SubElement(etree.SubElement(node, "questiontext"), "text")
    raw = decoded(data).strip()
    text.text = raw if re.search(r"</?[a-z]+[^>]*>", raw) else "<br>".join(raw.split("\n"))
    question = ReadQuestion("cloze", {}, Place(question="1"))
    module = module_of("cloze", "moodle")
    question.content = module.read(Source(node, read, question)) if module else {}
    if _EMBEDDED.search(question.content.get("prompt", "")):
        question.doubt("syntax", "bad", detail="{…}")
    read.questions.append(question)
    return read


# Writing


def quoted(text: str) -> str:
    """Return text with the signs of GIFT escaped."""
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")


def _words(found: list[str]) -> Callable[[str], str]:
    outward = Outward(
        lambda latex, is_block: f"\\[{escape(latex, quote=False)}\\]" if is_block else f"\\({escape(latex, quote=False)}\\)",
        lambda key, alt: found.append("picture") or "",  # type: ignore[func-returns-value]
        lambda key: found.append("picture") or "",  # type: ignore[func-returns-value]
    )
    return lambda html: quoted(outward.of(html))


def write_gift(questions: Sequence[OutQuestion]) -> Written:
    """Return questions as GIFT; kinds it has no words for are named."""
    written = Written(b"", "gift.txt", "text/plain; charset=utf-8")
    parts: list[str] = []
    folder: list[str] = []
    for question in questions:
        module = module_of(question.kind, "plain")
        found: list[str] = []
        words = _words(found)
        body = module.gift(question.content, words) if module is not None and hasattr(module, "gift") else None
        if body is None:
            written.lost.append((question.key, "kind"))
            continue
        if question.meta.get("folder", []) != folder:
            folder = question.meta.get("folder", [])
            parts.append("$CATEGORY: " + "/".join(["$course$", "top", *(name.replace("/", "//") for name in folder)]))
        prompt = words(question.content.get("prompt") or question.content.get("passage") or "")
        explanation = words(question.content.get("explanation", ""))
        after = f"####{explanation}" if explanation else ""
        braces = f"{{{body}{after}}}" if question.kind != "stimulus" else ""
        parts.append(f"::{quoted(question.key)}::[html]{prompt}{braces}")
    written.data = ("\n\n".join(parts) + "\n").encode()
    return written
