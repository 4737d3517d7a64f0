"""Usernames, one-time passwords, pictures: pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.signin.rules import (
    PASSWORD_SYMBOLS,
    device_label,
    grouped,
    new_one_time_password,
    next_username,
    picture_problem,
    ungrouped,
    username_base,
    uses_pictures,
)


@pytest.mark.parametrize(
    ("parts", "year", "username"),
    [
        (("Nông", "Minh", "Khuê"), 2012, "khuenm12"),
        (("Đặng", "Thị Ánh", "Đào"), 1985, "daodta85"),
        (("Vàng", "A", "Páo"), None, "paova"),
        (("", "", "K'Brơi"), 2008, "kbroi08"),
        (("Nguyễn", "Hoàng Phương Thảo", "Nguyên"), 2000, "nguyennhpt00"),
        (("", "", "李"), 2001, "nguoidung01"),
    ],
)
def test_username_base_of_names(parts, year, username):
    assert username_base(*parts, year) == username


@given(st.text(max_size=30), st.text(max_size=60), st.text(min_size=1, max_size=60))
def test_username_base_is_plain_and_fits(family, middle, given_name):
    base = username_base(family, middle, given_name, 2010)
    assert base.isascii()
    assert base.isalnum()
    assert base == base.lower()
    assert 0 < len(base) <= 42


@pytest.mark.parametrize(
    ("taken", "username"),
    [
        ([], "khuenm12"),
        (["khuenm12"], "khuenm12-2"),
        (["khuenm12", "khuenm12-2", "khuenm12-7"], "khuenm12-8"),
        (["khuenm12-3"], "khuenm12-4"),
        (["khuenm12-x"], "khuenm12"),
    ],
)
def test_next_username_goes_above_the_highest(taken, username):
    assert next_username("khuenm12", taken) == username


def test_one_time_password_can_be_read_and_typed():
    passwords = {new_one_time_password() for _ in range(500)}
    assert len(passwords) == 500
    assert all(len(word) == 10 and set(word) <= set(PASSWORD_SYMBOLS) for word in passwords)
    assert not set(PASSWORD_SYMBOLS) & set("0o1lisz25uvaeydw")


def test_grouped_password_is_found_again():
    assert ungrouped(grouped("bcfgh34678").upper()) == "bcfgh34678"


@pytest.mark.parametrize(("grade", "level", "expected"), [("1", "primary", True), ("3", "primary", True), ("4", "primary", False), ("12", "upper_secondary", False), ("nt-25-36", "preschool", True)])  # fmt: skip
def test_uses_pictures_up_to_grade_three(grade, level, expected):
    assert uses_pictures(grade, level) is expected


@pytest.mark.parametrize(
    ("taps", "problem"),
    [
        (["cat", "fish", "cat", "mango"], None),
        (["cat", "fish", "cat"], "length"),
        (["cat", "fish", "cat", "dragon"], "unknown"),
        (["cat"] * 4, "same"),
    ],
)
def test_picture_problem(taps, problem):
    assert picture_problem(taps) == problem


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Linux; Android 13; SM-A047F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) coc_coc_browser/120 Chrome/114 Safari/537.36", "Cốc Cốc, Windows"),
        ("curl/8", ""),
    ],
)  # fmt: skip
def test_device_label(agent, label):
    assert device_label(agent) == label
