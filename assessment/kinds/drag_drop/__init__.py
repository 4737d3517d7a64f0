"""Kéo thả: labels onto zones of a picture or a list (QTI graphicGapMatchInteraction, gapMatchInteraction)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.hooks import ItemKind
from assessment.types import Content, Field, Problem, Response, Score

from ..forms import PROMPT, TAIL, area_problems, prompt_problems, row_problems
from ..rules import shapes
from ..rules.areas import clean_area
from ..rules.processing import match_correct, weighted

WAYS = (("each", _("Chia đều cho từng vị trí")), ("all", _("Đúng hết mới được điểm")))


class DragDrop(ItemKind):
    """Labels with the zones they belong to (none: a distractor). Without a picture the zones are boxes with names. Ids say nothing."""

    key = "drag_drop"
    label = _("Kéo thả")
    hint = _("Kéo nhãn vào đúng chỗ trên hình hoặc vào nhóm.")
    icon = "drag"
    order = 90
    template = "kinds/drag_drop/question.html"
    shown_html = ("prompt", "labels[].html")

    def blank(self) -> Content:
        return self.clean({})

    def fields(self) -> Sequence[Field]:
        zone = (Field("label", "text", _("Tên chỗ thả")), Field("most", "number", _("Nhận nhiều nhất"), help=_("0: không giới hạn.")))
        label = (
            Field("html", "phrase", _("Nhãn")),
            Field("zones", "select", _("Thả vào"), on="zones"),
            Field("copies", "number", _("Dùng được mấy lần"), minimum=1, maximum=20),
        )
        return (
            PROMPT,
            Field("picture", "file", _("Hình (không bắt buộc)")),
            Field("zones", "areas", _("Chỗ thả"), fields=zone, on="picture", minimum=1, maximum=30),
            Field("labels", "list", _("Nhãn"), fields=label, minimum=1, maximum=40),
            Field("scoring", "select", _("Cách tính điểm"), choices=WAYS),
            *TAIL,
        )

    def clean(self, content: Content) -> Content:
        def zone(row: dict[str, Any]) -> dict[str, Any]:
            return {**clean_area(row), "label": shapes.words(row.get("label"), 100), "most": shapes.whole(row.get("most"), 1, most=40)}

        def label(row: dict[str, Any]) -> dict[str, Any]:
            raw = row.get("zones")
            names = [key for key in raw if isinstance(key, str)] if isinstance(raw, list) else [raw] if isinstance(raw, str) and raw else []
            return {"html": shapes.phrase(row.get("html")), "zones": names, "copies": shapes.whole(row.get("copies"), 1, least=1, most=20)}

        common = shapes.common(content)
        zones, labels = shapes.rows(content.get("zones"), "z", zone), shapes.rows(content.get("labels"), "b", label)
        shapes.opaque(labels, common["prompt"])
        known = {row["id"] for row in zones}
        for row in labels:
            row["zones"] = [key for key in dict.fromkeys(row["zones"]) if key in known]
        return {
            **common,
            "picture": shapes.uuid_text(content.get("picture")),
            "width": shapes.whole(content.get("width"), most=20_000),
            "height": shapes.whole(content.get("height"), most=20_000),
            "zones": zones,
            "labels": labels,
            "scoring": shapes.one_of(content.get("scoring"), ("each", "all"), "each"),
        }

    def problems(self, content: Content) -> list[Problem]:
        found = prompt_problems(content)
        found += row_problems(
            content["labels"], "labels", least=1, too_few=_("Cần ít nhất một nhãn."), empty=_("Nhãn %(number)s còn trống.")
        )
        if not content["zones"]:
            found.append(Problem("zones.none", "zones", _("Chưa có chỗ thả nào.")))
        for place, row in enumerate(content["zones"], 1):
            params, where = {"number": place}, f"zones.{place}"
            if content["picture"] and not row["coords"]:
                found.append(Problem("zones.empty", where, _("Chỗ thả %(number)s chưa được vẽ trên hình.") % params, params))
            if not row["label"]:
                found.append(Problem("zones.label", where, _("Chỗ thả %(number)s chưa có tên.") % params, params))
        found += area_problems(content["zones"], "zones") if content["picture"] else []
        if content["labels"] and not any(row["zones"] for row in content["labels"]):
            found.append(Problem("labels.no_key", "labels", _("Chưa nhãn nào có chỗ thả đúng.")))
        return found

    def public(self, content: Content) -> Content:
        labels = [{"id": row["id"], "html": row["html"], "copies": row["copies"]} for row in shapes.scrambled(content["labels"])]
        shown = {key: content[key] for key in ("prompt", "picture", "width", "height", "zones")}
        return {**shown, "labels": labels}

    def orders(self, content: Content) -> dict[str, list[str]]:
        return {"labels": [row["id"] for row in shapes.scrambled(content["labels"])]}

    def arranged(self, content: Content, order: dict[str, list[str]]) -> Content:
        return {**content, "labels": shapes.in_order(content["labels"], order.get("labels"))}

    def clean_response(self, content: Content, response: Any) -> Response:
        if not isinstance(response, dict):
            return None
        zones = {row["id"]: row["most"] or 99 for row in content["zones"]}
        clean: dict[str, list[str]] = {}
        for row in content["labels"]:
            places = response.get(row["id"])
            wanted = [key for key in dict.fromkeys(places) if isinstance(key, str)] if isinstance(places, list) else []
            taken = []
            for key in wanted[: row["copies"]]:
                if zones.get(key, 0) > 0:
                    zones[key] -= 1
                    taken.append(key)
            if taken:
                clean[row["id"]] = taken
        return clean or None

    def score(self, content: Content, response: Response) -> Score:
        given = response or {}
        parts, strays = {}, False
        for row in content["labels"]:
            placed, right = given.get(row["id"], []), set(row["zones"])
            strays = strays or any(key not in right for key in placed)
            if right:
                parts[row["id"]] = min(1.0, len(right & set(placed)) / min(row["copies"], len(right)))
        whole = bool(parts) and not strays and all(value == 1.0 for value in parts.values())
        ratio = match_correct(whole, True) if content["scoring"] == "all" else weighted((value, 1.0) for value in parts.values())
        return Score(ratio, whole, parts=parts, choices=tuple(f"{key}:{zone}" for key, zones in given.items() for zone in zones))

    def is_answered(self, content: Content, response: Response) -> bool:
        return bool(response)

    def _text(self, content: Content, placed: dict[str, list[str]]) -> str:
        names = {row["id"]: row["label"] for row in content["zones"]}
        lines = [(shapes.plain(row["html"]), placed.get(row["id"], [])) for row in content["labels"]]
        return "; ".join(f"{text} → {', '.join(names[key] for key in zones if key in names)}" for text, zones in lines if zones)

    def key_text(self, content: Content, order: dict[str, list[str]] | None = None) -> str:
        return self._text(content, {row["id"]: row["zones"] for row in content["labels"]})

    def response_text(self, content: Content, response: Response, order: dict[str, list[str]] | None = None) -> str:
        return self._text(content, response or {})


KIND = DragDrop()
