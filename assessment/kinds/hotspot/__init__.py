"""Chọn trên hình: areas of a picture (QTI hotspotInteraction, selectPointInteraction)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.hooks import ItemKind
from assessment.types import Content, Field, Problem, Response, Score

from ..forms import PROMPT, TAIL, area_problems, prompt_problems
from ..rules import shapes
from ..rules.areas import clean_area, inside
from ..rules.processing import map_each, match_correct

WAYS = (("all", _("Đúng hết mới được điểm")), ("each", _("Đúng phần nào được phần ấy, chọn sai bị trừ")))


class Hotspot(ItemKind):
    """Areas of a picture, some of them right. `shows_areas` false: candidates press points, and don't see where the areas are."""

    key = "hotspot"
    label = _("Chọn trên hình")
    hint = _("Bấm vào vị trí đúng trên hình, bản đồ, sơ đồ.")
    icon = "place"
    order = 80
    template = "kinds/hotspot/question.html"

    def blank(self) -> Content:
        return self.clean({})

    def fields(self) -> Sequence[Field]:
        area = (
            Field("label", "text", _("Tên vùng"), help=_("Đọc cho người không nhìn thấy hình.")),
            Field("is_right", "check", _("Vùng đúng")),
        )
        return (
            PROMPT,
            Field("picture", "file", _("Hình")),
            Field("areas", "areas", _("Các vùng"), fields=area, on="picture", minimum=1, maximum=30),
            Field("shows_areas", "check", _("Cho thấy các vùng để chọn")),
            Field("most", "number", _("Chọn nhiều nhất"), help=_("0: bằng số vùng đúng."), maximum=30),
            Field("scoring", "select", _("Cách tính điểm"), choices=WAYS),
            *TAIL,
        )

    def clean(self, content: Content) -> Content:
        def area(row: dict[str, Any]) -> dict[str, Any]:
            return {**clean_area(row), "label": shapes.words(row.get("label"), 100), "is_right": row.get("is_right") is True}

        areas = shapes.rows(content.get("areas"), "a", area)
        return {
            **shapes.common(content),
            "picture": shapes.uuid_text(content.get("picture")),
            "width": shapes.whole(content.get("width"), most=20_000),
            "height": shapes.whole(content.get("height"), most=20_000),
            "areas": areas,
            "shows_areas": content.get("shows_areas", True) is not False,
            "most": shapes.whole(content.get("most"), most=30) or max(1, sum(row["is_right"] for row in areas)),
            "scoring": shapes.one_of(content.get("scoring"), ("all", "each"), "all"),
        }

    def problems(self, content: Content) -> list[Problem]:
        found = prompt_problems(content)
        if not content["picture"]:
            found.append(Problem("picture.none", "picture", _("Chưa có hình.")))
        for place, row in enumerate(content["areas"], 1):
            params, where = {"number": place}, f"areas.{place}"
            if not row["coords"]:
                found.append(Problem("areas.empty", where, _("Vùng %(number)s chưa được vẽ.") % params, params))
            if not row["label"]:
                found.append(Problem("areas.label", where, _("Vùng %(number)s chưa có tên.") % params, params))
        found += area_problems(content["areas"], "areas")
        if not any(row["is_right"] for row in content["areas"]):
            found.append(Problem("areas.no_right", "areas", _("Chưa có vùng đúng.")))
        return found

    def public(self, content: Content) -> Content:
        keys = ("id", "shape", "coords", "label")
        areas = [{key: row[key] for key in keys} for row in content["areas"]] if content["shows_areas"] else []
        shown = {key: content[key] for key in ("prompt", "picture", "width", "height", "shows_areas", "most")}
        return {**shown, "areas": areas}

    def orders(self, content: Content) -> dict[str, list[str]]:
        return {}

    def arranged(self, content: Content, order: dict[str, list[str]]) -> Content:
        return content

    def clean_response(self, content: Content, response: Any) -> Response:
        if not isinstance(response, list):
            return None
        known = {row["id"] for row in content["areas"]}
        if content["shows_areas"]:
            return list(dict.fromkeys(key for key in response if isinstance(key, str) and key in known))[: content["most"]] or None
        points = [
            [shapes.coordinate(point[0]), shapes.coordinate(point[1])]
            for point in response
            if isinstance(point, list) and len(point) == 2 and all(isinstance(value, int | float) for value in point)
        ]
        return points[: content["most"]] or None

    def _chosen(self, content: Content, response: Response) -> list[str]:
        """Return the ids of the areas hit; a point outside all areas is `""`, a wrong choice like any other."""
        if content["shows_areas"] or not response:
            return list(response or [])
        aspect = content["height"] / content["width"] if content["width"] else 1.0
        hits = [
            next((row["id"] for row in content["areas"] if inside(row, x, y, aspect)), f"?{place}") for place, (x, y) in enumerate(response)
        ]
        return list(dict.fromkeys(hits))

    def score(self, content: Content, response: Response) -> Score:
        right = [row["id"] for row in content["areas"] if row["is_right"]]
        chosen = self._chosen(content, response)
        if content["scoring"] == "each":
            ratio = map_each(chosen, right, max(len(content["areas"]) - len(right), sum(key.startswith("?") for key in chosen)))
        else:
            ratio = match_correct(sorted(chosen), sorted(right))
        return Score(ratio, ratio == 1.0, choices=tuple(chosen))

    def key_text(self, content: Content, order: dict[str, list[str]] | None = None) -> str:
        return ", ".join(row["label"] for row in content["areas"] if row["is_right"])

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        labels = {row["id"]: row["label"] for row in content["areas"]}
        return ", ".join(labels.get(key, "–") for key in self._chosen(content, response))


KIND = Hotspot()
