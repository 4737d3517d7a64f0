"""Vietnamese order, folding and names."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.lib.vietnamese import collation_key, fold, initials, join_name, name_sort_key, split_name, tidy, title_case_name

# Dictionary order: letters a ă â b c d đ e ê … o ô ơ … u ư …; tones none, grave, hook, tilde, acute, dot break ties only.
LETTERS = ["an", "ăn", "ân", "bà", "ca", "da", "đa", "em", "êm", "la", "no", "nô", "nơ", "phố", "qua", "ru", "rư", "xa", "ý"]
TONES = ["ma", "mà", "mả", "mã", "má", "mạ"]
NAMES = [
    "Ma Văn An", "Nông Thị Ân", "Lý Văn Bình", "Hoàng Văn Dũng", "Bàn Văn Đức", "Nguyễn Thị Hà", "Nguyễn Thị Hạ", "Trần Thị Hoa", "Trần Thị Hoà",
    "Vàng Thị Mỷ", "Sùng Mí Sính", "Bùi Văn Thanh", "Đặng Văn Thanh", "Lò Văn Thành", "Giàng A Tủa", "Hà Thị Ươm", "Nông Văn Ý",
]  # fmt: skip


@pytest.mark.parametrize("words", [LETTERS, TONES])
def test_collation_key_orders_as_a_dictionary(words):
    assert sorted(Random(1).sample(words, len(words)), key=collation_key) == words


def test_collation_key_compares_letters_before_tones():
    assert collation_key("hoà") < collation_key("hoan") < collation_key("hoàn")


def test_collation_key_is_blind_to_case_and_composition():
    assert collation_key("ĐƯỜNG") == collation_key("đường") == collation_key("đường")


def test_name_sort_key_orders_a_class_by_given_name_then_family_then_middle():
    assert sorted(Random(1).sample(NAMES, len(NAMES)), key=lambda name: name_sort_key(*split_name(name))) == NAMES


def test_name_sort_key_puts_short_given_names_before_longer_ones():
    keys = [name_sort_key("Lý", "", given) for given in ("An", "Anh", "Ân")]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("text", "folded"), [("Đường  Lê Lợi", "duong le loi"), ("HỌC SINH", "hoc sinh"), ("Ư Ơ Ă Â", "u o a a"), ("", ""), ("Hmông", "hmong")]
)
def test_fold_drops_case_and_marks(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Nông Minh Khuê", ("Nông", "Minh", "Khuê")),
        ("Nguyễn Hoàng Phương Thảo Nguyên", ("Nguyễn", "Hoàng Phương Thảo", "Nguyên")),
        ("Khuê", ("", "", "Khuê")),
        ("  Sùng   Sính ", ("Sùng", "", "Sính")),
    ],
)
def test_split_name_finds_family_middle_and_given(name, parts):
    assert split_name(name) == parts
    assert join_name(*parts) == tidy(name)


@pytest.mark.parametrize(
    ("typed", "written"), [("NÔNG THỊ HIỀN", "Nông Thị Hiền"), ("nông thị hiền", "Nông Thị Hiền"), ("Sùng A Sính", "Sùng A Sính"), ("", "")]
)
def test_title_case_name_repairs_one_case_only(typed, written):
    assert title_case_name(typed) == written


def test_initials_take_last_middle_and_given_or_family_and_given():
    assert (initials("Minh", "Khuê", "Nông"), initials("", "Sính", "Sùng"), initials("Hoàng Minh", "Hà")) == ("MK", "SS", "MH")


@given(st.text(alphabet="aàảãáạăằâấđeêioôơuưyAÂĐ bc"))
def test_keys_never_fail_and_folding_is_stable(text):
    assert collation_key(text) == collation_key(tidy(text))
    assert fold(fold(text)) == fold(text)


def test_no_nul_reaches_the_database():
    assert (tidy("a\x00b \x00"), fold("\x00")) == ("a b", "")
