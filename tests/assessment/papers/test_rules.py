"""Presets, totals, shuffling, codes."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.papers.rules.presets import PRESETS, preset
from assessment.papers.rules.scoring import counting, points_of, score_answer
from assessment.papers.rules.shuffling import CodeProblem, Entry, codes, form_order, is_pinned_wording, renumbered, seeds
from assessment.papers.rules.totals import clean_counts, totals
from tests.assessment.kinds.samples import choice, statements


@pytest.mark.parametrize("one", PRESETS, ids=lambda one: one.key)
def test_every_official_pattern_totals_ten(one):
    assert one.points == 10.0


def test_the_patterns_of_the_2025_exam():
    """The table of QĐ 764/QĐ-BGDĐT."""
    found = {
        key: [(part.count, part.item_points) for part in preset(f"tn-{key}").parts]
        for key in ("toan", "vat_li", "lich_su", "tin_hoc", "ngoai_ngu")
    }
    assert found == {
        "toan": [(12, 0.25), (4, 1.0), (6, 0.5)],
        "vat_li": [(18, 0.25), (4, 1.0), (6, 0.25)],
        "lich_su": [(24, 0.25), (4, 1.0)],
        "tin_hoc": [(24, 0.25), (6, 1.0)],
        "ngoai_ngu": [(40, 0.25)],
    }
    assert (preset("tn-toan").minutes, preset("tn-vat_li").minutes, preset("tn-ngu_van").minutes) == (90, 50, 120)


def test_a_periodic_test_splits_points_as_the_ministry_asks():
    """CV 7991: 3/2/2/3 by form, 4/3/3 by level."""
    parts = [{"key": part.key, "item_points": part.item_points} for part in preset("45-phut").parts]
    rows = [{"I": {"biet": 12}, "II": {"biet": 1, "hieu": 1}, "III": {"hieu": 4}}, {"IV": {"van_dung": 3}}]
    found = totals(parts, rows, "three")
    assert found.part_points == {"I": 3.0, "II": 2.0, "III": 2.0, "IV": 3.0}
    assert found.level_points == {"biet": 4.0, "hieu": 3.0, "van_dung": 3.0}
    assert found.level_percent == {"biet": 40.0, "hieu": 30.0, "van_dung": 30.0}
    assert (found.points, found.count, found.row_points, found.row_percent) == (10.0, 21, [7.0, 3.0], [70.0, 30.0])


def test_six_clusters_of_which_four_are_answered_count_four():
    parts = [{"key": "II", "item_points": 1.0, "answer_count": 4}]
    assert totals(parts, [{"II": {"hieu": 6}}], "three").points == 4.0
    reached = {number: Decimal(1) for number in range(1, 7)}
    assert counting(reached, {"II": {"answer_count": 4}}, dict.fromkeys(range(1, 7), "II")) == Decimal("4.00")
    assert counting({1: Decimal("0.25"), 2: Decimal(1)}, {"II": {"answer_count": 4}}, {1: "II", 2: "II"}) == Decimal("1.25")


def test_counts_are_cleaned():
    assert clean_counts({"I": {"biet": 3, "la": 2, "hieu": -1}, "X": {"biet": 1}, "II": 5}, ["I", "II"], ["biet", "hieu"]) == {
        "I": {"biet": 3}
    }
    assert clean_counts(None, ["I"], ["biet"]) == {}


ENTRIES = [
    *(Entry(n, "I", group="g" if n in (5, 6, 7) else "", lists={"options": ["a", "b", "c", "d"]}, key="abcd"[n % 4]) for n in range(1, 13)),
    *(Entry(n, "II", lists={}) for n in range(13, 17)),
]


def laid(seed: int) -> list[dict]:
    return form_order(ENTRIES, seed, shuffles_items=lambda part: True, shuffles_options=lambda part: part == "I")


def test_a_form_comes_again_from_its_seed():
    assert laid(7) == laid(7)
    assert laid(7) != laid(8)
    assert laid(0) == [{"position": entry.position, "lists": {}} for entry in ENTRIES]


@given(seed=st.integers(1, 2**53))
def test_parts_and_groups_stay_together_and_nothing_is_lost(seed):
    order = laid(seed)
    positions = [row["position"] for row in order]
    assert sorted(positions[:12]) == list(range(1, 13))
    assert sorted(positions[12:]) == [13, 14, 15, 16]
    places = sorted(positions.index(n) for n in (5, 6, 7))
    assert places == [places[0], places[0] + 1, places[0] + 2]
    for row in order[:12]:
        assert sorted(row["lists"]["options"]) == ["a", "b", "c", "d"]
    keys = {entry.position: entry.key for entry in ENTRIES}
    spread = Counter(row["lists"]["options"].index(keys[row["position"]]) for row in order[:12])
    assert spread == {0: 3, 1: 3, 2: 3, 3: 3}


@given(seed=st.integers(1, 2**53))
def test_a_passage_may_keep_the_order_of_its_questions(seed):
    entries = [Entry(n, "I", group="g" if n in (2, 3, 4) else "", keeps_order=n in (2, 3, 4)) for n in range(1, 8)]
    order = [row["position"] for row in form_order(entries, seed, shuffles_items=lambda part: True, shuffles_options=lambda part: True)]
    assert order[order.index(2) : order.index(2) + 3] == [2, 3, 4]


@given(seed=st.integers(1, 2**53))
def test_what_is_pinned_keeps_its_place(seed):
    entries = [
        Entry(1, "I", is_pinned=True, lists={"options": ["a", "b", "c", "d"]}, pinned=frozenset("d"), key="a"),
        *(Entry(n, "I", lists={"options": ["a", "b", "c", "d"]}, pinned=frozenset("d"), key="d") for n in (2, 3, 4)),
    ]
    order = form_order(entries, seed, shuffles_items=lambda part: True, shuffles_options=lambda part: True)
    assert order[0]["position"] == 1
    assert all(row["lists"]["options"][3] == "d" for row in order)


@pytest.mark.parametrize(
    ("text", "pinned"),
    [
        ("Cả A và B đều đúng", True),
        ("Tất cả các phương án trên", True),
        ("A và B", True),
        ("Cả ba đáp án trên đều sai", True),
        ("Không có phương án nào đúng", True),
        ("All of the above", True),
        ("Tam giác ABC", False),
        ("x ≥ 3", False),
        ("Cả lớp đi lao động", False),
        ("Không khí", False),
    ],
)
def test_options_that_speak_of_others_are_known(text, pinned):
    assert is_pinned_wording(text) is pinned


def test_codes_of_forms():
    assert codes(4) == ["101", "102", "103", "104"]
    assert codes(2, style="0101") == ["0101", "0102"]
    assert codes(3, style="mcmix") == ["132", "209", "357"]
    assert codes(2, typed="215, 347") == ["215", "347"]
    for typed, code in (("215", "codes.count"), ("215 215", "codes.twice"), ("21 347", "codes.form"), ("abc 347", "codes.form")):
        with pytest.raises(CodeProblem) as caught:
            codes(2, typed=typed)
        assert caught.value.code == code


def test_seeds_differ_and_come_again():
    assert seeds(5, 8) == seeds(5, 8)
    assert len(set(seeds(5, 8))) == 8
    assert 0 not in seeds(5, 8)


def test_a_passage_speaks_of_the_numbers_printed():
    assert (
        renumbered("Dựa vào thông tin, trả lời các câu từ 5 đến 7.", {5: 9, 6: 11, 7: 10})
        == "Dựa vào thông tin, trả lời các câu từ 9 đến 11."
    )
    assert renumbered("Read and answer questions 5 to 7", {5: 1, 6: 2, 7: 3}) == "Read and answer questions 1 to 3"
    assert renumbered("Trả lời câu 50 đến 60", {5: 1}) == "Trả lời câu 50 đến 60"


def test_points_are_rounded_half_up_at_the_item():
    from assessment.hooks import ItemKind

    kind = ItemKind.of("true_false")
    item = {"kind": "true_false", "points": "1", "content": kind.clean(statements(True, True, True, True))}
    assert score_answer(item, {"s1": True})[1] == Decimal("0.100")
    assert points_of(1 / 3, "0.25") == Decimal("0.083")
    assert points_of(0.5, "0.25") == Decimal("0.125")
    single = {"kind": "single_choice", "points": "0.25", "content": {"give": "answered"}}
    assert score_answer(single, "o1")[1] == Decimal("0.250")
    assert score_answer(single, None)[1] == Decimal("0.000")
    assert score_answer({**single, "content": {"give": "all"}}, None)[1] == Decimal("0.250")
    assert choice("o2")["options"]
