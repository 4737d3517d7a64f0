"""Areas on a picture: what is kept of them, what makes one none, and what comes back from QTI."""

import pytest

from assessment.hooks import ItemKind
from assessment.kinds.rules.areas import area_fault, clean_area, inside
from assessment.kinds.rules.qti import pixels, ratios
from tests.assessment.kinds.samples import PICTURE, hotspot


def area(shape, *coords):
    return {"shape": shape, "coords": list(coords)}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (area("rect", 0.1, 0.2, 0.3, 0.4), [0.1, 0.2, 0.3, 0.4]),
        (area("rect", 0.1, 0.2, 0.3), []),
        (area("rect", -0.01, 0.2, 0.3, 0.81), [0.0, 0.2, 0.3, 0.8]),  # a pixel too far
        (area("rect", 0.5, 0.5, 0.9, 0.2), [0.5, 0.5, 0.9, 0.2]),  # told, not cut
        (area("circle", 0.5, 0.5, 0.1), [0.5, 0.5, 0.1]),
        (area("circle", 0.5, 0.5, 0.1, 0.1), []),
        (area("poly", 0.1, 0.1, 0.2, 0.2), [0.1, 0.1, 0.2, 0.2]),  # two points are kept, and told
        (area("poly", 0.1, 0.1, 0.2, 0.2, 0.3), [0.1, 0.1, 0.2, 0.2]),
        (area("poly", *[0.5] * 202), []),
        (area("poly", "x", None, float("nan"), float("inf"), -9, 1.5), [0.0, 0.0, 0.0, 2.0, -1.0, 1.5]),
        ({"shape": "star", "coords": [0, 0, 1, 1]}, [0.0, 0.0, 1.0, 1.0]),
        ({"shape": "circle", "coords": "0,0,1"}, []),
    ],
)
def test_what_is_kept_of_an_area(given, kept):
    cleaned = clean_area(given)
    assert cleaned["coords"] == kept
    assert clean_area(cleaned) == cleaned


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (area("rect", 0, 0, 1, 1), ""),
        (area("rect", 0.33333, 0.1, 0.66667, 0.9), ""),
        (area("rect", 0.2, 0.2, 0, 0.4), "flat"),
        (area("rect", 0.2, 0.2, -0.1, 0.4), "flat"),
        (area("rect", 0.5, 0.5, 0.9, 0.2), "outside"),
        (area("rect", -0.5, 0.5, 0.2, 0.2), "outside"),
        (area("circle", 0, 1, 0.3), ""),  # over the edge: no other shape could say it
        (area("circle", 0.5, 0.5, 0), "flat"),
        (area("circle", 1.2, 0.5, 0.5), "outside"),
        (area("poly", 0.1, 0.1, 0.2, 0.2), "points"),
        (area("poly", 0.1, 0.1, 0.2, 0.2, 0.4, 0.4), "flat"),
        (area("poly", 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "flat"),
        (area("poly", 0.1, 0.1, 0.9, 0.1, 0.5, 1.5), "outside"),
        (area("poly", 0.1, 0.1, 0.9, 0.9, 0.9, 0.1, 0.1, 0.9), ""),  # crosses itself
        (area("poly", 0.1, 0.1, 0.9, 0.1, 0.5, 0.9), ""),
    ],
)
def test_what_makes_an_area_none(given, fault):
    assert area_fault(given) == fault


def test_what_a_line_goes_round_twice_is_outside():
    star = area("poly", 0.5, 0.0, 0.8, 1.0, 0.0, 0.4, 1.0, 0.4, 0.2, 1.0)
    assert area_fault(star) == ""
    assert (inside(star, 0.5, 0.2), inside(star, 0.5, 0.55)) == (True, False)


@pytest.mark.parametrize(
    ("kind", "name", "more"), [("hotspot", "areas", {"label": "A", "is_right": True}), ("drag_drop", "zones", {"label": "A", "most": 1})]
)
def test_a_bad_area_is_told_at_its_coordinates(kind, name, more):
    bad = [area("rect", 0.5, 0.5, 0.9, 0.2), area("poly", 0.1, 0.1, 0.2, 0.2), area("circle", 0.5, 0.5, 0)]
    rows = [{"id": f"x{place}", **row, **more} for place, row in enumerate(bad)]
    known = ItemKind.of(kind)
    labels = [{"id": "b1", "html": "Sắt", "zones": ["x0"]}]
    content = known.clean({"prompt": "<p>Ở đâu?</p>", "picture": PICTURE, "width": 800, "height": 400, name: rows, "labels": labels})
    assert [(problem.code, problem.where) for problem in known.problems(content)] == [
        ("areas.outside", f"{name}.1.coords"),
        ("areas.points", f"{name}.2.coords"),
        ("areas.flat", f"{name}.3.coords"),
    ]
    assert "mới có 2 điểm" in str(known.problems(content)[1].message)
    assert known.clean(content) == content


@pytest.mark.parametrize("size", [(800, 480), (333, 777), (4000, 3001)])
def test_whole_pixels_come_back_from_qti_as_they_went(size):
    width, height = size
    drawn = [("rect", [37, 41, 120, 66]), ("circle", [211, 119, 53]), ("poly", [12, 13, 201, 17, 150, 222, 30, 99])]
    for shape, numbers in drawn:
        base = [width if shape == "circle" and place == 2 else size[place % 2] for place in range(len(numbers))]
        kept = clean_area(area(shape, *[number / whole for number, whole in zip(numbers, base, strict=True)]))
        back_shape, back = ratios(shape, pixels(shape, kept["coords"], width, height), width, height)
        assert clean_area(area(back_shape, *back)) == kept, shape


def test_the_sample_is_scored_as_before():
    content = ItemKind.of("hotspot").clean(hotspot())
    assert [row["coords"] for row in content["areas"]] == [row["coords"] for row in hotspot()["areas"]]
