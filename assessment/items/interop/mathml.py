"""MathML (presentation) to LaTeX. What carries its TeX in an annotation gives that; the rest is rebuilt from its parts."""

import re
from collections.abc import Callable

from lxml import etree

_SIGNS = {
    "−": "-", "×": "\\times ", "÷": "\\div ", "·": "\\cdot ", "⋅": "\\cdot ", "±": "\\pm ", "≤": "\\le ", "≥": "\\ge ", "≠": "\\ne ",
    "≈": "\\approx ", "∞": "\\infty ", "∑": "\\sum ", "∏": "\\prod ", "∫": "\\int ", "√": "\\surd ", "∈": "\\in ", "∉": "\\notin ",
    "⊂": "\\subset ", "∪": "\\cup ", "∩": "\\cap ", "→": "\\to ", "⇒": "\\Rightarrow ", "⇔": "\\Leftrightarrow ", "°": "^\\circ ",
    "α": "\\alpha ", "β": "\\beta ", "γ": "\\gamma ", "δ": "\\delta ", "Δ": "\\Delta ", "ε": "\\varepsilon ", "θ": "\\theta ",
    "λ": "\\lambda ", "μ": "\\mu ", "π": "\\pi ", "ρ": "\\rho ", "σ": "\\sigma ", "φ": "\\varphi ", "ω": "\\omega ", "Ω": "\\Omega ",
    "∠": "\\angle ", "⊥": "\\perp ", "∥": "\\parallel ", "′": "'", "{": "\\{", "}": "\\}", "%": "\\%", "&": "\\&", "#": "\\#",
    "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "", "…": "\\dots ", "⋯": "\\cdots ",
}  # fmt: skip
_OVER = {
    "¯": "overline",
    "‾": "overline",
    "_": "overline",
    "→": "overrightarrow",
    "⃗": "vec",
    "^": "widehat",
    "ˆ": "hat",
    "~": "tilde",
    "˙": "dot",
    "⏞": "overbrace",
}
_NAMED = {"sin", "cos", "tan", "cot", "log", "ln", "lim", "max", "min", "exp", "det", "gcd"}
_BIG = {"\\sum", "\\prod", "\\int", "\\lim", "\\max", "\\min"}


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _words(node: etree._Element) -> str:
    return " ".join("".join(node.itertext()).split())


def _signs(text: str) -> str:
    return "".join(_SIGNS.get(sign, sign) for sign in text)


def _group(text: str) -> str:
    return f"{{{text.strip()}}}"


def to_latex(node: etree._Element) -> str:
    """Return the LaTeX of a `<math>` element."""
    for inner in node.iter():
        if _name(inner) == "annotation" and "tex" in (inner.get("encoding") or "").lower():
            return (inner.text or "").strip()
    return re.sub(r" {2,}", " ", _row(node)).strip()


def _row(node: etree._Element) -> str:
    return "".join(_one(child) for child in node)


def _one(node: etree._Element) -> str:
    name = _name(node)
    if name == "mi":
        return _identifier(_words(node))
    if name in ("mn", "mo"):
        return _signs(_words(node))
    if name in ("mtext", "ms"):
        return f"\\text{_group(_words(node))}" if _words(node) else " "
    if name == "mspace":
        return "\\, "
    make = _MAKERS.get(name)
    children = list(node)
    if make is not None and len(children) >= make[0]:
        return make[1](children)
    if name == "msqrt":
        return f"\\sqrt{_group(_row(node))}"
    if name == "mfenced":
        inside = (node.get("separators", ",")[:1] or ",").join(_one(child) for child in children)
        return f"\\left{_fence(node.get('open', '('))}{inside}\\right{_fence(node.get('close', ')'))}"
    if name == "mtable":
        rows = ["&".join(_row(cell).strip() for cell in row) for row in children if _name(row) in ("mtr", "mlabeledtr")]
        return "\\begin{matrix}" + "\\\\".join(rows) + "\\end{matrix}"
    return (
        ""
        if name in ("annotation", "annotation-xml", "none", "mprescripts")
        else _row(node) or _signs(_words(node) if not children else "")
    )


def _fence(sign: str) -> str:
    return {"{": "\\{", "}": "\\}", "": ".", "|": "|"}.get(sign, sign)


def _identifier(text: str) -> str:
    if text in _NAMED:
        return f"\\{text} "
    if len(text) > 1 and text.isalpha() and text.isascii():
        return f"\\mathrm{_group(text)}"
    return _signs(text)


def _script(children: list[etree._Element], *signs: str) -> str:
    base = _one(children[0]).strip()
    base = base if len(base) == 1 or base in _BIG or (base.startswith("\\") and base[1:].isalpha()) else _group(base)
    return base + "".join(f"{sign}{_group(_one(child))}" for sign, child in zip(signs, children[1:], strict=False))


def _over(children: list[etree._Element]) -> str:
    mark = _words(children[1])
    if mark in _OVER:
        return f"\\{_OVER[mark]}{_group(_one(children[0]))}"
    base = _one(children[0]).strip()
    return f"{base}^{_group(_one(children[1]))}" if base in _BIG else f"\\overset{_group(_one(children[1]))}{_group(base)}"


def _under(children: list[etree._Element]) -> str:
    base = _one(children[0]).strip()
    return f"{base}_{_group(_one(children[1]))}" if base in _BIG else f"\\underset{_group(_one(children[1]))}{_group(base)}"


_MAKERS: dict[str, tuple[int, Callable[[list[etree._Element]], str]]] = {
    "mfrac": (2, lambda row: f"\\frac{_group(_one(row[0]))}{_group(_one(row[1]))}"),
    "mroot": (2, lambda row: f"\\sqrt[{_one(row[1]).strip()}]{_group(_one(row[0]))}"),
    "msup": (2, lambda row: _script(row, "^")),
    "msub": (2, lambda row: _script(row, "_")),
    "msubsup": (3, lambda row: _script(row, "_", "^")),
    "mover": (2, _over),
    "munder": (2, _under),
    "munderover": (3, lambda row: _script(row, "_", "^")),
    "semantics": (1, lambda row: _one(row[0])),
}
