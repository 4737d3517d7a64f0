"""Every kind's scoring against the QTI template it follows, and against the national rules."""

from typing import Any

import pytest

from assessment.hooks import ItemKind
from assessment.kinds.rules import answers, processing
from tests.assessment.kinds import samples
from tests.assessment.kinds.samples import choice, cloze, composite, drag_drop, essay, hotspot, matching, ordering, short, statements


def ratio(key: str, content: dict[str, Any], response: Any) -> float | None:
    kind = ItemKind.of(key)
    clean = kind.clean(content)
    return kind.score(clean, kind.clean_response(clean, response)).ratio


def renamed(key: str, content: dict[str, Any], rows: str, old: str) -> str:
    """The id a row got when ids that tell the key were replaced."""
    place = [row["id"] for row in content[rows]].index(old)
    return ItemKind.of(key).clean(content)[rows][place]["id"]


@pytest.mark.parametrize(("response", "expected"), [("o2", 1.0), ("o1", 0.0), (None, 0.0), ("o9", 0.0), (["o2"], 0.0), ({"o2": 1}, 0.0)])
def test_single_choice_matches_the_key(response, expected):
    assert ratio("single_choice", choice("o2"), response) == expected


@pytest.mark.parametrize(
    ("scoring", "response", "expected"),
    [
        ("all", ["o2", "o3"], 1.0),
        ("all", ["o3", "o2"], 1.0),
        ("all", ["o2"], 0.0),
        ("all", ["o1", "o2", "o3"], 0.0),
        ("each", ["o2", "o3"], 1.0),
        ("each", ["o2"], 0.5),
        ("each", ["o2", "o1"], 0.0),
        ("each", ["o2", "o3", "o1"], 0.5),
        ("each", ["o1", "o2", "o3", "o4"], 0.0),
        ("each", ["o1"], 0.0),
        ("each", None, 0.0),
    ],
)
def test_multiple_response_by_whole_and_by_choice(scoring, response, expected):
    assert ratio("multiple_response", choice("o2", "o3", scoring=scoring), response) == expected


@pytest.mark.parametrize(("right", "expected"), [(0, 0.0), (1, 0.1), (2, 0.25), (3, 0.5), (4, 1.0)])
def test_a_cluster_of_four_follows_the_national_steps(right, expected):
    truths = (True, False, True, False)
    response = {f"s{n}": truth if n <= right else not truth for n, truth in enumerate(truths, 1)}
    assert ratio("true_false", statements(*truths), response) == expected


def test_a_statement_left_open_counts_as_wrong():
    assert ratio("true_false", statements(True, True, True, True), {"s1": True, "s2": True, "s3": True}) == 0.5
    assert ratio("true_false", statements(True, True, True, True), None) == 0.0


def test_a_cluster_may_count_each_statement_and_have_another_size():
    assert ratio("true_false", statements(True, False, True, scoring="each"), {"s1": True, "s2": True, "s3": True}) == pytest.approx(2 / 3)
    assert ratio("true_false", statements(True, False), {"s1": True, "s2": True}) == 0.5


@pytest.mark.parametrize(
    ("given", "expected"),
    [("-1,5", 1.0), (" − 1.5", 1.0), ("–1,5", 1.0), ("1,5", 0.0), ("-1,50", 0.0), ("", 0.0), ("-1,5 cm", 0.0), (-1.5, 1.0)],
)
def test_the_grid_compares_as_the_answer_sheet_does(given, expected):
    assert ratio("short_answer", short("-1,5", mode="grid"), given) == expected


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("1234", True),
        ("-1,5", True),
        ("0,25", True),
        ("12,5", True),
        ("-12", True),
        (",5", False),
        ("123,", False),
        ("12345", False),
        ("1-2", False),
        ("123,4", False),
    ],
)
def test_what_fits_the_four_cells(text, fits):
    assert answers.fits_grid(text) is fits


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2,5 cm", 1.0),
        ("2.5cm", 1.0),
        ("25 mm", 1.0),
        ("0,025 m", 1.0),
        ("2,51 cm", 1.0),
        ("2,52 cm", 0.0),
        ("2,5", 0.0),
        ("2,5 kg", 0.0),
        ("cm", 0.0),
    ],
)
def test_a_number_has_a_tolerance_and_units(given, expected):
    units = [{"text": "cm", "factor": 1}, {"text": "mm", "factor": 0.1}, {"text": "m", "factor": 100}]
    assert ratio("short_answer", short("2,5", mode="number", tolerance="0,01", units=units, needs_unit=True), given) == expected


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("1/4", "0.25"),
        ("-3/2", "-1.5"),
        ("1 234,5", "1234.5"),
        ("3e2", "300"),
        ("1,2x10^3", "1200"),
        ("1,2.10^-3", "0.0012"),
        (".5", "0.5"),
        ("1/0", None),
        ("abc", None),
    ],
)
def test_numbers_are_read_as_people_type_them(given, value):
    number, _rest = answers.read_number(given)
    assert (number == type(number)(value) if number is not None else value) if value else number is None


def test_relative_tolerance():
    content = short("200", mode="number", tolerance="5%")
    assert [ratio("short_answer", content, text) for text in ("190", "210", "189", "211")] == [1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("options", "given", "expected"),
    [
        ({}, "tân trào", 1.0),
        ({}, "Tân Trào.", 1.0),
        ({}, "Tan Trao", 0.0),
        ({"minds_marks": False}, "tan trao", 1.0),
        ({"minds_case": True}, "tân trào", 0.0),
        ({"minds_case": True, "minds_marks": False}, "Tan Trao", 1.0),
        ({"minds_case": True, "minds_marks": False}, "tan trao", 0.0),
        ({}, "Ta\u0302n Tra\u0300o", 1.0),
    ],
)
def test_words_mind_case_and_marks_as_asked(options, given, expected):
    assert ratio("short_answer", short("Tân Trào", mode="text", **options), given) == expected


def test_words_take_patterns_and_part_credit():
    content = {"prompt": "x", "mode": "text", "accepted": [{"text": "quang hợp*"}, {"text": "hô hấp", "ratio": 0.5}, {"text": "5\\*5"}]}
    assert [ratio("short_answer", content, text) for text in ("Quang hợp ở lá", "hô hấp", "5*5", "575", "khác")] == [
        1.0,
        0.5,
        1.0,
        0.0,
        0.0,
    ]


@pytest.mark.parametrize(
    ("scoring", "right", "expected"), [("each", 2, 1.0), ("each", 1, 0.5), ("each", 0, 0.0), ("all", 2, 1.0), ("all", 1, 0.0)]
)
def test_matching_counts_pairs(scoring, right, expected):
    content = matching(scoring=scoring)
    good = {"l1": renamed("matching", content, "right", "r1"), "l2": renamed("matching", content, "right", "r2")}
    wrong = renamed("matching", content, "right", "r3")
    response = {left: target if n < right else wrong for n, (left, target) in enumerate(good.items())}
    assert ratio("matching", content, response) == expected


@pytest.mark.parametrize(
    ("scoring", "places", "expected"),
    [
        ("all", (0, 1, 2, 3), 1.0),
        ("all", (1, 0, 2, 3), 0.0),
        ("places", (1, 0, 2, 3), 0.5),
        ("neighbours", (3, 0, 1, 2), 2 / 3),
        ("neighbours", (3, 2, 1, 0), 0.0),
        ("all", (0, 1, 2), 0.0),
        ("places", (0, 0, 2, 3), 0.0),
    ],
)
def test_ordering_by_whole_places_and_neighbours(scoring, places, expected):
    content = ordering(scoring=scoring)
    ids = [row["id"] for row in ItemKind.of("ordering").clean(content)["entries"]]
    assert ratio("ordering", content, [ids[place] for place in places]) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ({"g1": "tân trào", "g2": "1945", "g3": "o2"}, 1.0),
        ({"g1": "tân trào"}, 0.5),
        ({"g2": "1945"}, 0.25),
        ({"g3": "o1"}, 0.0),
        ({"g3": "o7", "g9": "x"}, 0.0),
        (None, 0.0),
    ],
)
def test_a_cloze_weighs_its_gaps(response, expected):
    assert ratio("cloze", cloze(), response) == expected


def test_hotspot_by_areas_and_by_points():
    assert ratio("hotspot", hotspot(), ["a1", "a3"]) == 1.0
    assert ratio("hotspot", hotspot(), ["a1", "a2"]) == 0.0
    assert ratio("hotspot", hotspot(scoring="each"), ["a1"]) == 0.5
    points = hotspot(shows_areas=False)
    assert ratio("hotspot", points, [[0.2, 0.2], [0.5, 0.85]]) == 1.0
    assert ratio("hotspot", points, [[0.2, 0.2], [0.95, 0.95]]) == 0.0
    assert ratio("hotspot", points, [["x", 1], None, [0.2]]) == 0.0


def test_a_circle_is_round_on_the_picture():
    content = hotspot(shows_areas=False, areas=[{"id": "a1", "shape": "circle", "coords": [0.5, 0.5, 0.1], "is_right": True, "label": "O"}])
    assert ratio("hotspot", content, [[0.59, 0.5]]) == 1.0  # 72 px to the right of 800
    assert ratio("hotspot", content, [[0.5, 0.69]]) == 1.0  # 76 px down of 400
    assert ratio("hotspot", content, [[0.5, 0.71]]) == 0.0


def test_drag_and_drop_counts_labels_in_their_zones():
    content = drag_drop()
    iron, sulphur, water = (renamed("drag_drop", content, "labels", key) for key in ("b1", "b2", "b3"))
    assert ratio("drag_drop", content, {iron: ["z1"], sulphur: ["z2"]}) == 1.0
    assert ratio("drag_drop", content, {iron: ["z1"], sulphur: ["z1"]}) == 0.5
    assert ratio("drag_drop", drag_drop(scoring="all"), {iron: ["z1"], sulphur: ["z2"], water: ["z2"]}) == 0.0
    assert ratio("drag_drop", content, {iron: ["z1", "z2"], "b9": ["z1"], sulphur: "z2"}) == 0.5


def test_what_people_mark_waits_unless_nothing_was_handed_in():
    kind = ItemKind.of("essay")
    content = kind.clean(essay())
    for response, waits in (
        (None, False),
        ({"html": "<p> </p>"}, False),
        ({"html": "<p>Bài làm</p>"}, True),
        ({"files": [samples.PICTURE]}, True),
    ):
        score = kind.score(content, kind.clean_response(content, response))
        assert (score.needs_marking, score.ratio) == ((True, None) if waits else (False, 0.0))


def test_a_composite_is_the_weighted_mean_of_its_parts():
    content = composite(("single_choice", choice("o2"), 1), ("short_answer", short("2,5", mode="number"), 3))
    assert ratio("composite", content, {"p1": "o2"}) == 0.25
    assert ratio("composite", content, {"p1": "o2", "p2": "2.5"}) == 1.0
    waiting = composite(("single_choice", choice("o2"), 1), ("essay", essay(), 1))
    kind = ItemKind.of("composite")
    clean = kind.clean(waiting)
    score = kind.score(clean, kind.clean_response(clean, {"p1": "o2", "p2": {"html": "Bài"}}))
    assert (score.ratio, score.needs_marking, score.parts) == (None, True, {"p1": 1.0})


def test_the_2025_exam_of_mathematics_totals_ten():
    """12 x 0.25 + 4 x 1 + 6 x 0.5 (QĐ 764/QĐ-BGDĐT 2024)."""
    part_one = sum(ratio("single_choice", choice("o2"), "o2") * 0.25 for _ in range(12))
    part_two = sum(
        ratio("true_false", statements(True, True, False, False), {"s1": True, "s2": True, "s3": False, "s4": False}) for _ in range(4)
    )
    part_three = sum(ratio("short_answer", short("0,5", mode="grid"), "0,5") * 0.5 for _ in range(6))
    assert part_one + part_two + part_three == 10.0


def test_choosing_everything_is_worth_nothing():
    assert processing.map_each(["a", "b", "c"], ["a"], 2) == 0.0
    assert processing.map_each([], [], 2) == 0.0
    assert processing.stepped(9, (0.0, 1.0)) == 1.0
    assert processing.weighted([]) == 0.0
