"""What a page is taken apart into."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..word.lines import Line

MAX_BYTES = 40 * 1024 * 1024
MAX_PAGES = 120
MAX_GLYPHS = 20_000  # a page of an exam has two to six thousand
MAX_SHAPES = 4_000  # on one page; drawings of busier pages are left out
MAX_PICTURES = 400
MAX_PICTURE_BYTES = 60 * 1024 * 1024
SECONDS = 120
MEMORY_BYTES = 1024 * 1024 * 1024


class PdfProblem(Exception):  # noqa: N818 (as `DocumentProblem` of core.lib.docx)
    """Why a PDF isn't read: a `code` of `items.errors.UNREADABLE`; `params` fill its words."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(slots=True)
class Box:
    """A rectangle in points from the top left corner of the page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    def holds(self, x: float, y: float, margin: float = 0) -> bool:
        """Say whether a point lies inside."""
        return self.x0 - margin <= x <= self.x1 + margin and self.top - margin <= y <= self.bottom + margin

    def meets(self, other: "Box", across: float = 0, down: float = 0) -> bool:
        """Say whether two rectangles touch, or come nearer than so many points."""
        return (
            self.x0 - across <= other.x1
            and other.x0 - across <= self.x1
            and self.top - down <= other.bottom
            and other.top - down <= self.bottom
        )


def around(boxes: Iterable[Box]) -> Box:
    """Return the rectangle around some."""
    every = list(boxes)
    return Box(min(b.x0 for b in every), min(b.top for b in every), max(b.x1 for b in every), max(b.bottom for b in every))


@dataclass(slots=True)
class Glyph:
    """One sign, or a small picture in the line (`atom`: its HTML). `base`: where its line stands, `size` in points."""

    text: str
    box: Box
    base: float
    size: float
    look: int = 0
    atom: str = ""
    is_math: bool = False
    after_space: bool = False


@dataclass(slots=True)
class Row:
    """Signs that stand on one line of the page, from left to right."""

    glyphs: list[Glyph]
    base: float
    size: float

    @property
    def x0(self) -> float:
        return self.glyphs[0].box.x0

    @property
    def x1(self) -> float:
        return max(glyph.box.x1 for glyph in self.glyphs)

    @property
    def top(self) -> float:
        return self.base - 0.8 * self.size


@dataclass(slots=True)
class Region:
    """A part of a page read from top to bottom: rows and blocks (tables, pictures) with the place each begins; `right` ends full rows."""

    rows: list[Row]
    right: float
    blocks: list[tuple[float, Line]] = field(default_factory=list)
    left: float = 0
