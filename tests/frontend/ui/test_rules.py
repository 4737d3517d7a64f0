"""Drawing rules."""

from uuid import UUID

import pytest

from frontend.ui.rules import heat_step, initials_of, share, spark_points, stack_parts, subject_look, tone_of


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("Toán", ("math", "math")),
        ("Toán 9", ("math", "math")),
        ("Ngữ văn", ("lit", "lit")),
        ("Tiếng Anh", ("eng", "eng")),
        ("Tiếng Việt", ("lit", "lit")),
        ("Tiếng Tày", ("eng", "eng")),
        ("Lịch sử và Địa lí", ("his", "his")),
        ("KHTN", ("sci", "sci")),
        ("Giáo dục thể chất", ("pe", "pe")),
        ("Giáo dục công dân", ("his", "civic")),
        ("Tin học", ("math", "tech")),
        ("Đạo đức", ("his", "civic")),
    ],
)
def test_subject_look_known_subject(name, look):
    assert subject_look(name) == look


def test_subject_look_unknown_subject_is_stable():
    assert subject_look("Nghề làm vườn") == subject_look("NGHỀ LÀM VƯỜN")
    assert subject_look("Nghề làm vườn")[1] == "class"
    assert subject_look("Toánh")[1] == "class", "a longer word is another word"


def test_tone_of_uuid_matches_the_shell():
    seed = UUID(int=7)
    assert tone_of(seed) == ("math", "lit", "eng", "sci", "his", "pe")[7 % 6]


@pytest.mark.parametrize(("name", "letters"), [("Nông Minh Khuê", "MK"), ("Đặng Vũ", "ĐV"), ("Khuê", "K"), ("", "?"), ("  ", "?")])
def test_initials_of(name, letters):
    assert initials_of(name) == letters


@pytest.mark.parametrize(("value", "whole", "percent"), [(4, 8, 50), (9, 8, 100), (-1, 8, 0), (0, 0, 0), (3, None, 0), (None, 5, 0)])
def test_share_is_held_between_nothing_and_all(value, whole, percent):
    assert share(value, whole) == percent


def test_spark_points_fill_the_height():
    assert spark_points([0, 10], low=0, high=10, step=64, height=30) == [(0, 28), (64, 2)]


@pytest.mark.parametrize(("percent", "step"), [(0, 1), (29, 1), (30, 2), (59, 3), (60, 4), (91, 5), (92, 6), (100, 6)])
def test_heat_step_edges(percent, step):
    assert heat_step(percent) == step


def test_stack_parts_fill_the_width_and_skip_gaps_of_empty_parts():
    parts = stack_parts([1, 0, 3])
    assert parts[1][1] == 0
    assert parts[2][0] + parts[2][1] == pytest.approx(100, abs=0.05)
    assert stack_parts([0, 0]) == [(0.0, 0.0), (0.0, 0.0)]
