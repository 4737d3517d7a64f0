"""Formulas as pictures: WeasyPrint draws no MathML, so every `<math>` becomes an SVG that sits on the line of the words."""

import base64
import re
import warnings
from functools import lru_cache

_MATH = re.compile(r"<math\b.*?</math>", re.S)
SIZE = 24  # ziamath's own units
EM = SIZE / 1.12  # how many of them make one em of the words around: STIX looks small beside Times
_BLOCK = re.compile(r"<math\b[^>]*display=\"block\"")


@lru_cache(maxsize=2048)
def picture(mathml: str) -> str:
    """Return an `<img>` of one formula, its size and baseline in em; the MathML itself when it can't be drawn."""
    with warnings.catch_warnings():  # it asks for its font by a call that Python will take away
        warnings.simplefilter("ignore", DeprecationWarning)
        from ziamath.zmath import Math

    try:
        drawn = Math(mathml.replace("&nbsp;", " "), size=SIZE)
        width, height = drawn.getsize()
        below = -drawn.getyofst()
        svg = drawn.svg()
    except Exception:
        return mathml
    data = base64.b64encode(svg.encode()).decode()
    style = f"width:{width / EM:.3f}em;height:{height / EM:.3f}em;vertical-align:{-below / EM:.3f}em"
    kind = "formula block" if _BLOCK.match(mathml) else "formula"
    return f'<img class="{kind}" alt="" style="{style}" src="data:image/svg+xml;base64,{data}">'


def with_pictures(html: str) -> str:
    """Return HTML whose formulas are pictures."""
    return _MATH.sub(lambda match: picture(match[0]), html)
