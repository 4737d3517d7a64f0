"""Nộp tệp: files, photos or recordings handed in (QTI uploadInteraction, external scoring)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessment.types import Content, Field, Problem, Response

from ..essay import MODEL, RUBRIC, MarkedKind, clean_rubric, rubric_problems
from ..forms import PROMPT, TAIL, prompt_problems
from ..rules import shapes

ACCEPTS = ("photo", "audio", "file")


class FileAnswer(MarkedKind):
    """Files as an answer: photos of a notebook, a recording of speech, a document."""

    key = "file_answer"
    label = _("Nộp ảnh, ghi âm, tệp")
    hint = _("Học sinh chụp bài viết tay, ghi âm bài nói hoặc nộp tệp.")
    icon = "camera"
    order = 110
    template = "kinds/file_answer/question.html"
    takes_files = True
    kept_html = ("explanation", "hints[]", "model_answer")

    def blank(self) -> Content:
        return self.clean({})

    def fields(self) -> Sequence[Field]:
        accepts = (("photo", _("Ảnh chụp")), ("audio", _("Ghi âm")), ("file", _("Tệp")))
        return (
            PROMPT,
            Field("accepts", "select", _("Nhận"), choices=accepts, maximum=3),
            Field("most", "number", _("Nhiều nhất (tệp)"), minimum=1, maximum=10),
            RUBRIC,
            MODEL,
            *TAIL,
        )

    def clean(self, content: Content) -> Content:
        raw = content.get("accepts")
        chosen = raw if isinstance(raw, list) else [raw]
        return {
            **shapes.common(content),
            "accepts": [key for key in ACCEPTS if key in chosen] or ["photo"],
            "most": shapes.whole(content.get("most"), 4, least=1, most=10),
            "rubric": clean_rubric(content.get("rubric")),
            "model_answer": shapes.html(content.get("model_answer")),
        }

    def problems(self, content: Content) -> list[Problem]:
        return prompt_problems(content) + rubric_problems(content["rubric"])

    def public(self, content: Content) -> Content:
        return {key: content[key] for key in ("prompt", "accepts", "most")}

    def clean_response(self, content: Content, response: Any) -> Response:
        files = shapes.uuids(response.get("files"), content["most"]) if isinstance(response, dict) else []
        return {"files": files} if files else None

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        count = len(response["files"]) if response else 0
        return ngettext("%(count)s tệp", "%(count)s tệp", count) % {"count": count} if count else ""


KIND = FileAnswer()
