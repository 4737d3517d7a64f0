"""Cleaning rich text. Only what the editor can make survives; everything else keeps its words and loses its tags."""

import re
from collections.abc import Callable
from html import escape, unescape

import nh3

INLINE = {"strong", "em", "u", "s", "sub", "sup", "a", "br", "code", "mark", "span"}
BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre"}
ATTRIBUTES = {"a": {"href"}, "span": {"data-latex", "data-display"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}
DROPPED_WITH_CONTENT = {"script", "style", "iframe", "object", "embed", "template", "noscript", "svg", "math", "title", "head"}

_SPAN = re.compile(r'<span((?: data-(?:latex|display)="[^"]*")+)>[^<]*</span>')
_BARE_SPAN = re.compile(r"<span>([^<]*)</span>")
_LATEX = re.compile(r'data-latex="([^"]*)"')
_DISPLAY = re.compile(r'data-display="block"')
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"[\s\u200b]+")
_OLD_NAMES = ((re.compile(r"<(/?)b>"), r"<\1strong>"), (re.compile(r"<(/?)i>"), r"<\1em>"))
_EMPTY_TAIL = re.compile(r"(?:<p>(?:\s|&nbsp;|<br>)*</p>)+$")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "data-display":
        return "block" if value == "block" else None
    if name == "data-latex":
        return value.strip()[:2000] or None
    if name == "start":
        return value if value.isdigit() and len(value) < 5 else None
    return value


_RICH = nh3.Cleaner(
    tags=INLINE | BLOCKS | {"b", "i"}, attributes=ATTRIBUTES, url_schemes=SCHEMES, attribute_filter=_attribute,
    clean_content_tags=DROPPED_WITH_CONTENT, link_rel="noopener noreferrer", strip_comments=True,
)  # fmt: skip
_PHRASE = nh3.Cleaner(
    tags=INLINE | {"b", "i"}, attributes=ATTRIBUTES, url_schemes=SCHEMES, attribute_filter=_attribute,
    clean_content_tags=DROPPED_WITH_CONTENT, link_rel="noopener noreferrer", strip_comments=True,
)  # fmt: skip


def _formula_only(match: re.Match[str]) -> str:
    latex = _LATEX.search(match[1])
    if latex is None:
        return ""
    return f'<span data-latex="{latex[1]}"{" data-display=" + chr(34) + "block" + chr(34) if _DISPLAY.search(match[1]) else ""}></span>'


def _finish(html: str) -> str:
    for pattern, name in _OLD_NAMES:
        html = pattern.sub(name, html)
    html = _SPAN.sub(_formula_only, html)
    return _BARE_SPAN.sub(r"\1", html).strip()


def clean_html(html: str) -> str:
    """Return rich text (paragraphs, lists, quotes) with only allowed tags, attributes and link schemes.

    A formula is `<span data-latex="…"></span>`, with `data-display="block"` on its own line.
    """
    return _EMPTY_TAIL.sub("", _finish(_RICH.clean(html)))


def clean_phrase(html: str) -> str:
    """Return one line of rich text: no paragraphs, no lists."""
    joined = re.sub(r"</(?:p|li|div|h[1-6])>\s*<(?:p|li|div|h[1-6])[^>]*>", "<br>", html)
    return _finish(_PHRASE.clean(joined))


def with_formulas(html: str, draw: Callable[[str, bool], str]) -> str:
    """Return cleaned HTML with each formula span replaced by `draw(latex, is_display)`."""

    def replace(match: re.Match[str]) -> str:
        latex = _LATEX.search(match[1])
        return draw(unescape(latex[1]), bool(_DISPLAY.search(match[1]))) if latex else ""

    return _SPAN.sub(replace, html)


def formulas_in(html: str) -> list[str]:
    """Return the LaTeX of every formula in cleaned HTML."""
    return [unescape(latex[1]) for span in _SPAN.finditer(html) if (latex := _LATEX.search(span[1]))]


def formula_span(latex: str, *, display: bool = False) -> str:
    """Return the span that holds a formula in rich text."""
    return (
        f'<span data-latex="{escape(latex.strip(), quote=True)}"{" data-display=" + chr(34) + "block" + chr(34) if display else ""}></span>'
    )


_SIGNS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "pi": "π", "omega": "ω", "lambda": "λ", "mu": "μ", "varphi": "φ",
    "phi": "φ", "rho": "ρ", "theta": "θ", "cdot": "·", "times": "×", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠",
    "approx": "≈", "in": "∈", "perp": "⊥", "parallel": "∥", "Rightarrow": "⇒", "to": "→", "infty": "∞", "pm": "±", "sqrt": "√", "circ": "°",
}  # fmt: skip
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_NAMED_WORDS = re.compile(r"\\(?:text|mathrm|widehat|overline|vec)\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s?")


def spoken_latex(latex: str) -> str:
    """Return a formula as one would write it in a line of plain text, for titles: tan α = AB/AC."""
    text = _NAMED_WORDS.sub(r"\1", latex.replace("^\\circ", "°").replace("^{\\circ}", "°"))
    text = _FRACTION.sub(r"\1/\2", text)
    text = _COMMAND.sub(
        lambda match: _SIGNS.get(
            match[1], "" if match[1] in ("text", "left", "right", "mathrm", "widehat", "overline", "vec") else match[1] + " "
        ),
        text,
    )
    return _SPACES.sub(" ", text.replace("^2", "²").replace("^3", "³").replace("{", "").replace("}", "").replace("\\", " ")).strip()


def plain_text(html: str) -> str:
    """Return the words of rich text on one line, formulas in plain signs."""
    spoken = _SPAN.sub(
        lambda match: f" {escape(spoken_latex(unescape(latex[1])), quote=False)} " if (latex := _LATEX.search(match[1])) else " ", html
    )
    spaced = re.sub(r"</(?:p|li|blockquote|pre)>|<br\s*/?>", " ", spoken)
    return re.sub(r" (?=[,.;:!?)])", "", _SPACES.sub(" ", unescape(_TAG.sub("", spaced)))).strip()


# Questions (assessment) may hold more than a lesson's text block: pictures and recordings by uuid, tables, gaps.
_CONTENT_ATTRIBUTES = {
    **ATTRIBUTES,
    "span": {"data-latex", "data-display", "data-gap"},
    "img": {"data-file", "alt", "width", "height"},
    "audio": {"data-file"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_GAP_ID = re.compile(r"[A-Za-z0-9_-]{1,20}")
_CONTENT_SPAN = re.compile(r"<span((?: data-(?:latex|display|gap)=\"[^\"]*\")*)>[^<]*</span>")
_GAP = re.compile(r'data-gap="([^"]*)"')


def _content_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "data-file":
        return value if _UUID.fullmatch(value) else None
    if name == "data-gap":
        return value if _GAP_ID.fullmatch(value) else None
    if name in ("colspan", "rowspan", "width", "height"):
        return value if value.isdigit() and len(value) < 5 else None
    return value[:500] if name == "alt" else _attribute(tag, name, value)


_CONTENT = nh3.Cleaner(
    tags=INLINE | BLOCKS | {"b", "i", "img", "audio", "table", "thead", "tbody", "tr", "td", "th", "caption", "h3", "h4", "hr"},
    attributes=_CONTENT_ATTRIBUTES, url_schemes=SCHEMES, attribute_filter=_content_attribute,
    clean_content_tags=DROPPED_WITH_CONTENT, link_rel="noopener noreferrer", strip_comments=True,
)  # fmt: skip
_NO_FILE = re.compile(r"<(?:img|audio)(?![^>]*data-file)[^>]*>(?:</audio>)?")


def _formula_or_gap(match: re.Match[str]) -> str:
    gap = _GAP.search(match[1])
    return f'<span data-gap="{gap[1]}"></span>' if gap else _formula_only(match) if _LATEX.search(match[1]) else _TAG.sub("", match[0])


def clean_content(html: str) -> str:
    """Return the rich text of a question: as `clean_html`, with tables, `<img data-file="uuid" alt>`, `<audio data-file="uuid">`,
    and gaps of a cloze, `<span data-gap="id"></span>`. Pictures and recordings without a known file go."""
    cleaned = _NO_FILE.sub("", _CONTENT.clean(html))
    for pattern, name in _OLD_NAMES:
        cleaned = pattern.sub(name, cleaned)
    return _EMPTY_TAIL.sub("", _CONTENT_SPAN.sub(_formula_or_gap, cleaned)).strip()


def files_in(html: str) -> list[str]:
    """Return the uuids of the pictures and recordings named in a question's rich text, in order, each once."""
    return list(dict.fromkeys(re.findall(r'data-file="([0-9a-f-]{36})"', html)))
