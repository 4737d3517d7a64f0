"""From LaTeX to the MathML a browser draws by itself. Source: MathML Core (W3C); unknown commands are told, not hidden."""

import re
from functools import lru_cache
from html import escape

import nh3
from latex2mathml.converter import convert

MATHML_TAGS = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "mfrac", "msqrt", "mroot", "mstyle", "merror", "mpadded",
    "mphantom", "menclose", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts",
    "none", "mtable", "mtr", "mtd", "semantics",
}  # fmt: skip
MATHML_ATTRIBUTES = {
    "*": {"displaystyle", "scriptlevel", "mathvariant"},
    "math": {"display"},
    "mo": {"stretchy", "fence", "form", "accent", "separator", "lspace", "rspace", "minsize", "maxsize", "symmetric", "largeop", "movablelimits"},
    "mspace": {"width", "height", "depth"},
    "mfrac": {"linethickness"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "mpadded": {"width", "height", "depth", "lspace", "voffset"},
    "mtable": {"columnlines", "rowlines", "frame"},
    "mtd": {"class", "columnspan", "rowspan"},
    "menclose": {"notation"},
}  # fmt: skip
_CLEANER = nh3.Cleaner(
    tags=MATHML_TAGS, attributes=MATHML_ATTRIBUTES, clean_content_tags={"script", "style", "annotation-xml"}, link_rel=None
)

_ALIGNED = re.compile(r"\\begin\{(aligned|align\*?|split|gathered|eqnarray\*?|alignedat)\}(?:\{\d+\})?(.*?)\\end\{\1\}", re.S)
_UNKNOWN = re.compile(r"<m[io]>(\\[A-Za-z]+)</m[io]>")
_COLUMN = re.compile(r'<mtd columnalign="(left|right|center)">')
_LINES = {"&#x02015;": "&#x0203E;", "&#x0005E;": "&#x002C6;"}
# The converter hands the words of \\text on as they are: what means something in markup is hidden meanwhile.
_WORDS = re.compile(r"\\text\{[^{}]*\}")
_HIDE = {ord("<"): "\ue000", ord(">"): "\ue001", ord("&"): "\ue002"}
_SHOW = {0xE000: "&lt;", 0xE001: "&gt;", 0xE002: "&amp;"}
# Old names and shortcuts that Word and pandoc write and the converter doesn't know.
_RENAMED = {
    r"\\lbrack(?![A-Za-z])": "[",
    r"\\rbrack(?![A-Za-z])": "]",
    r"\\dfrac(?![A-Za-z])": r"\\frac",
    r"\\tfrac(?![A-Za-z])": r"\\frac",
    r"\\(?:textrm|textup|textnormal)(?=\{)": r"\\text",
    r"\\limits(?![A-Za-z])": "",
    r"\\(?:nonumber|notag)(?![A-Za-z])": "",
    r"\\leqslant(?![A-Za-z])": r"\\le",
    r"\\geqslant(?![A-Za-z])": r"\\ge",
    r"\\mathop(?=\{)": r"\\operatorname",
}


class FormulaProblem(ValueError):  # noqa: N818
    """A formula that can't be drawn. `code` is `formula.unknown` (with `word`), `formula.unfinished` or `formula.long`."""

    def __init__(self, code: str, word: str = "") -> None:
        super().__init__(code)
        self.code, self.word = code, word


def _prepared(latex: str) -> str:
    text = latex.strip().strip("$").strip()
    text = _ALIGNED.sub(lambda match: r"\begin{array}{rl}" + match[2] + r"\end{array}", text)
    for pattern, replacement in _RENAMED.items():
        text = re.sub(pattern, replacement, text)
    return _WORDS.sub(lambda match: match[0].translate(_HIDE), text)


@lru_cache(maxsize=4096)
def mathml(latex: str, display: bool = False) -> str:
    """Return clean MathML of a formula, or raise `FormulaProblem`. Wide accents stretch; columns of systems are aligned."""
    source = _prepared(latex)
    if len(source) > 2000:
        raise FormulaProblem("formula.long")
    if source.count("{") - source.count(r"\{") != source.count("}") - source.count(r"\}"):
        raise FormulaProblem("formula.unfinished")
    try:
        markup = convert(source, display="block" if display else "inline")
    except Exception as error:  # the converter raises many kinds, some of them IndexError
        raise FormulaProblem("formula.unfinished") from error
    if unknown := _UNKNOWN.search(markup):
        raise FormulaProblem("formula.unknown", unknown[1])
    for old, new in _LINES.items():
        markup = re.sub(rf"<mo(?: accent=\"true\")?>{old}</mo></mover>", f'<mo stretchy="true">{new}</mo></mover>', markup)
    markup = _COLUMN.sub(lambda match: f'<mtd class="{match[1][0]}">' if match[1] != "center" else "<mtd>", markup)
    inside = markup.partition(">")[2].translate(_SHOW)
    return _CLEANER.clean(f'<math display="{"block" if display else "inline"}">{inside}')


def draw(latex: str, display: bool = False) -> str:
    """Return MathML, or the LaTeX itself in a `<code>` marked as unreadable, so that no reader loses a formula."""
    try:
        return mathml(latex, display)
    except FormulaProblem:
        return f'<code class="bad-formula">{escape(latex)}</code>'
