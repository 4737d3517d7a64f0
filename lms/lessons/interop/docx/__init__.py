"""Word documents (.docx, ECMA-376) to raw lesson blocks, by way of pandoc's syntax tree.

`read_document(bytes)` is the whole interface: it checks the container, marks what pandoc would drop without a word (pictures
that live elsewhere, OLE objects such as MathType, charts), runs pandoc in its sandbox and turns its tree into blocks, pictures
and notes. Formulas (OMML) arrive as LaTeX. Tracked changes are accepted.
"""

from core.lib.docx.types import DocumentProblem, Note, Picture, ReadDocument

from .reader import read_document

__all__ = ["DocumentProblem", "Note", "Picture", "ReadDocument", "read_document"]
