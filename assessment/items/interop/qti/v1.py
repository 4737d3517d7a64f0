"""QTI 1.2 (`questestinterop`): the plain form, Canvas's and New Quizzes' question types, Common Cartridge profiles."""

import re
from collections.abc import Callable
from html import escape
from typing import Any

from lxml.etree import _Element as Node

from assessment.kinds.rules.exchange import comma, number
from assessment.types import Content

from ..richtext import Inward, block, phrase
from ..types import Issue, Place, ReadFile, ReadQuestion
from .tree import local

_TYPE_FIELDS = ("question_type", "cc_profile", "qmd_itemtype")
_CHOICES = ("multiple_choice_question", "true_false_question", "cc.multiple_choice.v0p1", "cc.true_false.v0p1")
_SEVERAL = ("multiple_answers_question", "cc.multiple_response.v0p1")
_TRUE_WORDS = {"true": "Đúng", "false": "Sai"}


def strip(root: Node) -> Node:
    """Take the namespaces off, in place."""
    for node in root.iter():
        if isinstance(node.tag, str) and "}" in node.tag:
            node.tag = node.tag.rsplit("}", 1)[1]
    return root


class ItemV1:
    """One item of QTI 1.2."""

    def __init__(self, node: Node, read: ReadFile, find: Callable[[str], bytes], question: ReadQuestion) -> None:
        self.node, self.read, self.find, self.question = node, read, find, question
        presentation = node.find("presentation")
        self.presentation = presentation if presentation is not None else node
        self.fields = {
            (field.findtext("fieldlabel") or "").strip(): (field.findtext("fieldentry") or "").strip()
            for field in node.iter("qtimetadatafield")
        }
        self.type = next((self.fields[name] for name in _TYPE_FIELDS if self.fields.get(name)), "").lower()
        self.lids = list(self.presentation.iter("response_lid"))

    def html(self, node: Node | None) -> str:
        """Return the rich text of a `<material>` or of what holds one."""
        if node is None:
            return ""
        inward = Inward(self._take, self.question.doubt)
        parts: list[str] = []
        for inner in node.iter("mattext", "matimage", "mataudio", "matbreak", "matemtext"):
            if inner.tag in ("mattext", "matemtext"):
                text = "".join(inner.itertext()) if len(inner) == 0 else ""
                is_html = "html" in (inner.get("texttype") or "").lower() or re.search(r"</?[a-z][^>]*>", text or "")
                parts.append(inward.of(inner) if len(inner) else inward.html(text) if is_html else inward.html(escape(text, quote=False)))
            elif inner.tag == "matimage":
                key = self._take(inner.get("uri") or "")
                parts.append(f'<img data-file="{key}" alt="">' if key else "")
                if not key:
                    self.question.doubt("picture.missing")
            elif inner.tag == "mataudio":
                key = self._take(inner.get("uri") or "")
                parts.append(f'<audio data-file="{key}"></audio>' if key else "")
            else:
                parts.append("<br>")
        return "".join(part for part in parts if part)

    def _take(self, address: str) -> str:
        data = self.find(address)
        return self.read.keep(address, data) if data else ""

    def prompt(self) -> str:
        """Return the text before the answers."""
        parts = []
        for child in self.presentation.iter("material"):
            parent = child.getparent()
            if parent is not None and local(parent) in (
                "response_label",
                "response_lid",
                "response_str",
                "response_num",
                "response_grp",
                "response_xy",
                "response_extension",
            ):
                continue
            parts.append(block(self.html(child)))
        return "".join(parts)

    def labels(self, lid: Node) -> list[tuple[str, str]]:
        """Return (identifier, rich text) of the answers of a response."""
        return [(label.get("ident", ""), phrase(self.html(label))) for label in lid.iter("response_label")]

    def feedback(self, key: str) -> str:
        """Return a feedback by its identifier."""
        found = next((node for node in self.node.iter("itemfeedback") if node.get("ident") == key), None)
        return self.html(found) if found is not None else ""

    def conditions(self) -> list[tuple[Node, float, str]]:
        """Return (condition, points it adds, feedback it shows) of the response processing, in order."""
        rows = []
        for condition in self.node.iter("respcondition"):
            points = [number(var.text) for var in condition.iter("setvar") if var.get("action", "Set") in ("Set", "Add", "set", "add")]
            taken = [number(var.text) for var in condition.iter("setvar") if var.get("action", "") in ("Subtract", "subtract")]
            shown = next((show.get("linkrefid", "") for show in condition.iter("displayfeedback")), "")
            rows.append((condition, (points[0] if points else 0.0) - (taken[0] if taken else 0.0), shown))
        return rows


def equals(condition: Node) -> list[tuple[str, str, bool]]:
    """Return (response, value, whether it is wanted) of each comparison in a condition."""
    found = []
    for node in condition.iter("varequal", "varsubstring"):
        ancestors = [local(up) for up in node.iterancestors() if local(up) in ("not", "conditionvar", "and", "or")]
        denied = "not" in ancestors[: ancestors.index("conditionvar")] if "conditionvar" in ancestors else "not" in ancestors
        found.append((node.get("respident", ""), " ".join((node.text or "").split()), not denied))
    return found


def _one_right(item: ItemV1, rows: list[dict[str, Any]], right: dict[str, float]) -> bool:
    """Leave the answer worth most when only one may be chosen; says whether one stands out."""
    if sum(bool(row["is_right"]) for row in rows) <= 1:
        return True
    top = [ident for ident, points in right.items() if points == max(right.values())]
    if len(top) > 1:
        return False
    for (ident, _html), row in zip(item.labels(item.lids[0]), rows, strict=True):
        row["is_right"] = ident == top[0]
    item.question.doubt("scoring.changed")
    return True


def _right_and_notes(item: ItemV1) -> tuple[dict[str, float], dict[str, str]]:
    """Return points by right answer, and the feedback each answer shows."""
    right: dict[str, float] = {}
    notes: dict[str, str] = {}
    for condition, points, shown in item.conditions():
        pairs = [(value, wanted) for _who, value, wanted in equals(condition)]
        if points > 0:
            for value, wanted in pairs:
                if wanted:
                    right[value] = max(points, right.get(value, 0.0))
        if shown and len(pairs) == 1:
            notes.setdefault(pairs[0][0], shown)
    return right, notes


def choice(item: ItemV1) -> tuple[str, Content] | None:
    """Read one response with labels: one or several right."""
    if len(item.lids) != 1 or (item.lids[0].find("render_choice") is None and item.lids[0].find(".//response_label") is None):
        return None
    lid = item.lids[0]
    if lid.get("rcardinality", "Single") == "Ordered" or next(lid.iter("render_hotspot"), None) is not None:
        return None
    several = lid.get("rcardinality", "Single") == "Multiple" or item.type in _SEVERAL
    right, notes = _right_and_notes(item)
    rows = [
        {
            "id": f"o{place}",
            "html": _TRUE_WORDS.get(html.lower(), html),
            "is_right": ident in right,
            "feedback": item.feedback(notes.get(ident, "")),
            "is_pinned": False,
        }
        for place, (ident, html) in enumerate(item.labels(lid), 1)
    ]
    if not any(row["is_right"] for row in rows):
        item.question.doubt("key.none", "bad")
    several = several or not _one_right(item, rows, right)
    render = lid.find("render_choice")
    shuffles = render is not None and (render.get("shuffle") or "").lower() == "yes"
    content: Content = {"options": rows, "shuffles": shuffles}
    return ("multiple_response", {**content, "scoring": "all"}) if several else ("single_choice", content)


def ordering(item: ItemV1) -> tuple[str, Content] | None:
    """Read an ordered response."""
    lid = next((lid for lid in item.lids if lid.get("rcardinality") == "Ordered"), None)
    if lid is None and item.type != "ordering_question":
        return None
    lid = lid if lid is not None else item.lids[0] if item.lids else None
    if lid is None:
        return None
    words = dict(item.labels(lid))
    best = max(item.conditions(), key=lambda row: row[1], default=None)
    order = [value for _who, value, _wanted in equals(best[0])] if best is not None else []
    order = [key for key in dict.fromkeys(order) if key in words]
    if len(order) < len(words):
        item.question.doubt("key.none", "bad")
        order = list(words)
    return "ordering", {"entries": [{"id": f"e{place}", "html": words[key]} for place, key in enumerate(order, 1)], "scoring": "all"}


def several_lids(item: ItemV1) -> tuple[str, Content] | None:
    """Read several responses: drop-downs in a text, pairs, categories."""
    if len(item.lids) < 2 and not (
        item.lids and item.type in ("matching_question", "multiple_dropdowns_question", "fill_in_multiple_blanks_question")
    ):
        return None
    rights: dict[str, list[str]] = {}
    for condition, points, _shown in item.conditions():
        for who, value, wanted in equals(condition):
            if points > 0 and wanted:
                rights.setdefault(who, []).append(value)
    if item.type in ("multiple_dropdowns_question", "fill_in_multiple_blanks_question") or _has_marks(item):
        return _dropdowns(item, rights)
    left, pairs = [], []
    right: dict[str, str] = {}
    known: dict[str, str] = {}
    for place, lid in enumerate(item.lids, 1):
        left.append({"id": f"l{place}", "html": phrase(item.html(lid.find("material")))})
        for ident, html in item.labels(lid):
            known.setdefault(html, f"r{len(known) + 1}")
            right.setdefault(ident, known[html])
        chosen = rights.get(lid.get("ident", ""), [])
        if chosen and chosen[0] in right:
            pairs.append([f"l{place}", right[chosen[0]]])
    if len(pairs) < len(left):
        item.question.doubt("key.part" if pairs else "key.none", "bad")
    return "matching", {
        "left": left,
        "right": [{"id": key, "html": html} for html, key in known.items()],
        "pairs": pairs,
        "scoring": "each",
    }


def _has_marks(item: ItemV1) -> bool:
    text = item.prompt()
    return any(f"[{(lid.get('ident') or '').removeprefix('response_')}]" in text for lid in item.lids)


def _dropdowns(item: ItemV1, rights: dict[str, list[str]]) -> tuple[str, Content]:
    prompt = item.prompt()
    gaps: list[dict[str, Any]] = []
    for place, lid in enumerate(item.lids, 1):
        ident = lid.get("ident", "")
        name = (
            " ".join("".join(lid.find("material").itertext()).split())
            if lid.find("material") is not None
            else ident.removeprefix("response_")
        )  # type: ignore[union-attr]
        mark = f'<span data-gap="g{place}"></span>'
        for wanted in (f"[{name}]", f"[{ident.removeprefix('response_')}]"):
            if wanted in prompt:
                prompt = prompt.replace(wanted, mark, 1)
                break
        else:
            prompt += f"<p>{mark}</p>"
        labels = item.labels(lid)
        right = rights.get(ident, [])
        if item.type == "fill_in_multiple_blanks_question":
            accepted = [{"text": re.sub(r"<[^>]+>", "", html), "ratio": 1.0} for key, html in labels if key in right or not right]
            gaps.append({"id": f"g{place}", "mode": "text", "accepted": accepted, "weight": 1.0})
        else:
            options = [{"id": f"o{at}", "html": html, "is_right": key in right} for at, (key, html) in enumerate(labels, 1)]
            gaps.append({"id": f"g{place}", "mode": "choice", "options": options, "weight": 1.0})
    if not rights:
        item.question.doubt("key.none", "bad")
    return "cloze", {"prompt": prompt, "gaps": gaps}


def _typed(item: ItemV1) -> tuple[dict[str, list[str]], list[tuple[float, float]]]:
    """Return accepted words by response, and the bounds of numbers."""
    accepted: dict[str, list[str]] = {}
    bounds: list[tuple[float, float]] = []
    for condition, points, _shown in item.conditions():
        if points <= 0:
            continue
        for who, value, wanted in equals(condition):
            if wanted and value:
                accepted.setdefault(who, []).append(value)
        lows = [number(node.text) for node in condition.iter("vargte", "vargt")]
        highs = [number(node.text) for node in condition.iter("varlte", "varlt")]
        bounds += list(zip(lows, highs, strict=False))
    return accepted, bounds


def written(item: ItemV1) -> tuple[str, Content] | None:
    """Read answers that are typed: words, numbers with bounds, several blanks, essays, files."""
    fields = list(item.presentation.iter("response_str", "response_num"))
    if item.type == "file_upload_question":
        return "file_answer", {"accepts": ["file"], "most": 1}
    if not fields:
        return None
    accepted, bounds = _typed(item)
    if item.type in ("calculated_question", "formula_question") or next(item.node.iter("calculated"), None) is not None:
        item.question.doubt("template.lost", "bad")
        return "short_answer", {"mode": "number", "accepted": []}
    if len(fields) > 1:
        return _blanks(item, fields, accepted)
    is_number = item.type == "numerical_question" or fields[0].tag == "response_num" or bool(bounds)
    if is_number:
        return _numeric(item, next(iter(accepted.values()), []), bounds)
    if not accepted:
        return "essay", {"takes_files": False}
    words = [text for texts in accepted.values() for text in texts]
    return "short_answer", {"mode": "text", "accepted": [{"text": text, "ratio": 1.0} for text in dict.fromkeys(words)]}


def _numeric(item: ItemV1, exact: list[str], bounds: list[tuple[float, float]]) -> tuple[str, Content]:
    tolerance = ""
    texts = [comma(text) for text in exact if re.fullmatch(r"[+-]?[\d.,]+(?:[eE][+-]?\d+)?", text)]
    if bounds:
        low, high = bounds[0]
        middle = number(texts[0], (low + high) / 2) if texts else (low + high) / 2
        texts = texts[:1] or [comma(f"{middle:.10g}")]
        tolerance = comma(f"{max(high - middle, middle - low):.10g}")
    if not texts:
        item.question.doubt("key.none", "bad")
    accepted = [{"text": text, "ratio": 1.0} for text in dict.fromkeys(texts)]
    return "short_answer", {"mode": "number", "accepted": accepted, "tolerance": "" if tolerance == "0" else tolerance}


def _blanks(item: ItemV1, fields: list[Node], accepted: dict[str, list[str]]) -> tuple[str, Content]:
    prompt, gaps = item.prompt(), []
    for place, field in enumerate(fields, 1):
        ident = field.get("ident", "")
        mark, name = f'<span data-gap="g{place}"></span>', f"[{ident.removeprefix('response_')}]"
        prompt = prompt.replace(name, mark, 1) if name in prompt else f"{prompt}<p>{mark}</p>"
        texts = dict.fromkeys(accepted.get(ident, []))
        gaps.append({"id": f"g{place}", "mode": "text", "accepted": [{"text": text, "ratio": 1.0} for text in texts], "weight": 1.0})
    if not all(gap["accepted"] for gap in gaps):
        item.question.doubt("key.none", "bad")
    return "cloze", {"prompt": prompt, "gaps": gaps}


READERS = (ordering, several_lids, choice, written)


def read_v1(root: Node, read: ReadFile, find: Callable[[str], bytes], file: str, seen: dict[str, int]) -> None:
    """Take the items of a `questestinterop`; one that came before under the same identifier is not taken twice."""
    strip(root)
    bank = root.find("objectbank")
    title = next(
        (
            (field.findtext("fieldentry") or "").strip()
            for field in root.iter("qtimetadatafield")
            if field.findtext("fieldlabel") == "bank_title"
        ),
        "",
    )
    again = 0
    stimuli: dict[str, int] = {}
    for node in root.iter("item"):
        ident = node.get("ident", "")
        key = f"v1:{ident}:{node.get('title', '')}:{len(''.join(node.itertext()))}" if not ident else f"v1:{ident}"
        if ident and key in seen:
            again += 1
            continue
        seen[key] = len(read.questions)
        question = ReadQuestion("essay", {}, Place(file=file, question=str(len(read.questions) + 1), line=node.sourceline or 0))
        item = ItemV1(node, read, find, question)
        _one(item)
        parent = item.fields.get("parent_stimulus_item_ident", "")
        question.stimulus = stimuli.get(parent)
        if question.kind == "stimulus":
            stimuli[ident] = len(read.questions)
        if bank is not None and title:
            question.meta["folder"] = [title]
        read.questions.append(question)
    if again:
        read.notes.append(Issue("file.skipped", Place(file=file), "note", {"text": f"{again} × {file}"}))


def _one(item: ItemV1) -> None:
    question = item.question
    if item.type in ("text_only_question", "stimulus_question", "stimulus") or item.node.find("presentation") is None:
        question.kind = "stimulus"
        question.content = {"passage": item.prompt(), "title": item.node.get("title", "")[:200]}
        return
    for reader in READERS:
        found = reader(item)
        if found is not None:
            question.kind, question.content = found
            break
    else:
        if next(item.presentation.iter("response_lid", "response_str", "response_num", "response_xy", "response_grp"), None) is None:
            if item.type in ("essay_question", "cc.essay.v0p1"):
                question.content = {"takes_files": False}
            else:
                question.kind, question.content = "stimulus", {"passage": item.prompt(), "title": item.node.get("title", "")[:200]}
                return
        else:
            question.doubt("kind.unsupported", "bad", name=item.type or "QTI 1.2")
    question.content.setdefault("prompt", item.prompt())
    general = item.feedback("general_fb") or item.feedback("Solution")
    question.content["explanation"] = block(general)
    points = item.fields.get("points_possible", "")
    if points and number(points) not in (0.0, 1.0):
        question.meta["points"] = number(points)
