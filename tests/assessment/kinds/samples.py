"""One good content of each kind, as teachers write them."""

from typing import Any

PICTURE = "5b0b4a0e-7f7e-4a0c-9d38-0f1e2d3c4b5a"


def choice(*right: str, **extra: Any) -> dict[str, Any]:
    rows = [{"id": f"o{n}", "html": html, "is_right": f"o{n}" in right} for n, html in enumerate(("x > 3", "x ≥ 3", "x ≥ −3", "x ≤ 3"), 1)]
    return {"prompt": '<p>Điều kiện xác định của <span data-latex="\\sqrt{2x-6}"></span> là</p>', "options": rows, **extra}


def statements(*truths: bool, **extra: Any) -> dict[str, Any]:
    rows = [{"id": f"s{n}", "html": f"Khẳng định {n}", "is_true": truth} for n, truth in enumerate(truths, 1)]
    return {"prompt": "<p>Tam giác ABC vuông tại A. Xét các khẳng định sau.</p>", "statements": rows, **extra}


def short(*accepted: str, **extra: Any) -> dict[str, Any]:
    return {"prompt": "<p>Giá trị của biểu thức là bao nhiêu?</p>", "accepted": [{"text": text} for text in accepted], **extra}


def matching(**extra: Any) -> dict[str, Any]:
    left = [{"id": "l1", "html": "Chiến thắng Bạch Đằng"}, {"id": "l2", "html": "Khởi nghĩa Lam Sơn"}]
    right = [{"id": "r1", "html": "938"}, {"id": "r2", "html": "1418"}, {"id": "r3", "html": "1789"}]
    return {"prompt": "<p>Nối sự kiện với năm.</p>", "left": left, "right": right, "pairs": [["l1", "r1"], ["l2", "r2"]], **extra}


def ordering(**extra: Any) -> dict[str, Any]:
    rows = [{"id": f"e{n}", "html": html} for n, html in enumerate(("Đun nước", "Cho chè", "Rót nước", "Ủ chè"), 1)]
    return {"prompt": "<p>Sắp xếp các bước pha chè.</p>", "entries": rows, **extra}


def cloze(**extra: Any) -> dict[str, Any]:
    prompt = '<p>Thủ đô khu giải phóng đặt tại <span data-gap="g1"></span> năm <span data-gap="g2"></span>, bên sông <span data-gap="g3"></span>.</p>'
    rivers = [{"id": "o1", "html": "Lô", "is_right": False}, {"id": "o2", "html": "Phó Đáy", "is_right": True}]
    gaps = [
        {"id": "g1", "mode": "text", "accepted": [{"text": "Tân Trào"}], "weight": 2},
        {"id": "g2", "mode": "number", "accepted": [{"text": "1945"}]},
        {"id": "g3", "mode": "choice", "options": rivers},
    ]
    return {"prompt": prompt, "gaps": gaps, **extra}


def hotspot(**extra: Any) -> dict[str, Any]:
    areas = [
        {"id": "a1", "shape": "rect", "coords": [0.1, 0.1, 0.2, 0.2], "is_right": True, "label": "Hà Giang"},
        {"id": "a2", "shape": "circle", "coords": [0.7, 0.5, 0.1], "is_right": False, "label": "Lạng Sơn"},
        {"id": "a3", "shape": "poly", "coords": [0.4, 0.8, 0.6, 0.8, 0.5, 1.0], "is_right": True, "label": "Tuyên Quang"},
    ]
    return {"prompt": "<p>Chọn hai tỉnh.</p>", "picture": PICTURE, "width": 800, "height": 400, "areas": areas, **extra}


def drag_drop(**extra: Any) -> dict[str, Any]:
    zones = [{"id": "z1", "label": "Kim loại", "most": 2}, {"id": "z2", "label": "Phi kim", "most": 2}]
    labels = [
        {"id": "b1", "html": "Sắt", "zones": ["z1"]},
        {"id": "b2", "html": "Lưu huỳnh", "zones": ["z2"]},
        {"id": "b3", "html": "Nước", "zones": []},
    ]
    return {"prompt": "<p>Kéo chất vào nhóm.</p>", "zones": zones, "labels": labels, **extra}


def rubric() -> dict[str, Any]:
    levels = [{"id": "v1", "points": 2, "text": "Rõ ý"}, {"id": "v2", "points": 1, "text": "Sơ sài"}]
    return {"criteria": [{"id": "c1", "title": "Nội dung", "levels": levels}, {"id": "c2", "title": "Diễn đạt", "levels": levels[:1]}]}


def essay(**extra: Any) -> dict[str, Any]:
    return {"prompt": "<p>Tả cây đa Tân Trào.</p>", "rubric": rubric(), "min_words": 50, "takes_files": True, **extra}


def composite(*parts: tuple[str, dict[str, Any], float]) -> dict[str, Any]:
    rows = [{"id": f"p{n}", "kind": kind, "content": content, "weight": weight} for n, (kind, content, weight) in enumerate(parts, 1)]
    return {"prompt": "<p>Cho hàm số bậc hai.</p>", "parts": rows}


ALL: dict[str, dict[str, Any]] = {
    "single_choice": choice("o2"),
    "multiple_response": choice("o2", "o3"),
    "true_false": statements(True, False, True, False),
    "short_answer": short("-1,5", mode="grid"),
    "matching": matching(),
    "ordering": ordering(),
    "cloze": cloze(),
    "hotspot": hotspot(),
    "drag_drop": drag_drop(),
    "essay": essay(),
    "file_answer": {"prompt": "<p>Chụp bài vẽ.</p>", "accepts": ["photo", "audio"], "most": 2, "rubric": rubric()},
    "composite": composite(("single_choice", choice("o2"), 1), ("short_answer", short("2,5", mode="number"), 3)),
    "stimulus": {"title": "Bảng số liệu", "passage": "<p>Dân số tỉnh Tuyên Quang qua các năm.</p>"},
}
