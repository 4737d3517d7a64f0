"""Likeness, levels, abilities, keys."""

import pytest

from assessment.items.rules import abilities, keys, levels, likeness

ONE = "Điều kiện xác định của biểu thức căn 2x - 6 là gì"


@pytest.mark.parametrize(
    ("other", "least", "most"),
    [
        (ONE, 1, 1),
        (ONE.upper(), 1, 1),
        ("Điều kiện xác định của biểu thức căn 3x - 9 là gì", likeness.ALIKE - 0.2, 0.99),
        ("Dieu kien xac dinh cua bieu thuc can 2x - 6 la gi", 0.5, 0.5),
        ("Thuyền qua sông Lô 3 km/h trong 5 phút, tính chiều rộng khúc sông", 0, 0),
        ("", 0, 0),
    ],
)
def test_likeness_says_how_alike_two_texts_read(other, least, most):
    assert least <= likeness.likeness(ONE, other) <= most
    assert likeness.likeness(ONE, other) == likeness.likeness(other, ONE)


def test_likeness_of_other_numbers_is_less_than_of_the_same_but_more_than_of_other_words():
    other_numbers = ONE.replace("2x - 6", "5x - 8")
    other_words = ONE.replace("xác định của biểu thức", "có nghiệm của phương trình")
    assert likeness.likeness(ONE, ONE) > likeness.likeness(ONE, other_numbers) > likeness.likeness(ONE, other_words)


def test_likeness_hears_diacritics():
    assert likeness.likeness("ba con ma trên đồi", "ba con mà trên đồi") < likeness.likeness("ba con ma trên đồi", "ba con ma trên đồi")


def test_question_likeness_sees_the_same_stem_behind_other_options():
    stem = "Trong tam giác vuông tỉ số giữa cạnh đối và cạnh huyền là"
    one, other = f"{stem} sin cos tan cot", f"{stem} bốn ba hai một năm sáu bảy tám"
    assert likeness.question_likeness(one, other) < likeness.ALIKE
    assert likeness.question_likeness(one, other, stem, stem) == likeness.STEM_WEIGHT
    assert likeness.question_likeness(one, one, stem, stem) == 1
    assert likeness.question_likeness("Chọn câu đúng a b c", "Chọn câu đúng d e g", "Chọn câu đúng", "Chọn câu đúng") < likeness.ALIKE


def test_bands_are_shared_by_texts_that_differ_only_in_numbers_and_marks():
    assert likeness.bands(ONE) == likeness.bands("dieu kien xac dinh cua bieu thuc can 7x - 9 la gi")
    assert not set(likeness.bands(ONE)) & set(likeness.bands("Thủ đô khu giải phóng đặt tại Tân Trào năm nào"))


def test_bands_are_at_most_eight_numbers_a_database_takes():
    values = likeness.bands(ONE * 50)
    assert len(values) == likeness.BANDS
    assert all(0 <= value < 2**63 for value in values)
    assert likeness.bands("  …  ") == []


@pytest.mark.parametrize(("stored", "three"), [("nb", "biet"), ("th", "hieu"), ("vd", "van_dung"), ("vdc", "van_dung"), ("", "")])
def test_three_levels_joins_the_last_two(stored, three):
    assert levels.three_levels(stored) == three


@pytest.mark.parametrize(("name", "stored"), [("vd", ("vd",)), ("van_dung", ("vd", "vdc")), ("biet", ("nb",)), ("x", ())])
def test_stored_levels_of_either_scale(name, stored):
    assert levels.stored_levels(name) == stored


def test_missing_names_what_is_unknown_in_order():
    facts = {"subject": 1, "grade": None, "outcome": 3, "level": "", "difficulty": 0.0}
    assert levels.missing(facts, levels.REQUIRED) == ["grade", "level"]


def test_abilities_include_those_before():
    assert abilities.at_least("edit") == ["edit", "review", "manage"]
    assert abilities.best("use", "review", "x") == "review"
    assert abilities.best() == ""
    assert abilities.ancestors("000100020003") == ["0001", "00010002", "000100020003"]


@pytest.mark.parametrize(
    ("subject", "bank", "prefix"),
    [("Toán", "Toán 9", "TO9"), ("Lí", "Lí 12 chuyên", "LI12"), ("", "Đề cũ 2025", "DE"), ("", "", "CH"), ("Sử – Địa", "Kho chung", "SU")],
)
def test_item_prefix(subject, bank, prefix):
    assert keys.item_prefix(subject, bank) == prefix
    assert keys.item_key(prefix, 412) == f"{prefix}-0412"
