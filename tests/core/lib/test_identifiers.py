"""Personal ids, Ministry codes, telephones."""

from datetime import date

import pytest

from core.lib.identifiers import is_moet_id, normal_phone, personal_id_problem


@pytest.mark.parametrize(
    ("value", "born_on", "sex", "problem"),
    [
        ("008212001234", date(2012, 3, 4), "male", None),
        ("008312001234", date(2012, 3, 4), "female", None),
        ("002085001234", date(1985, 1, 1), "male", None),
        ("002185001234", date(1985, 1, 1), "female", None),
        ("008212001234", date(2012, 3, 4), "female", "sex"),
        ("008312001234", date(2012, 3, 4), "male", "sex"),
        ("008212001234", date(2011, 3, 4), "male", "year"),
        ("008012001234", date(2012, 3, 4), "male", "year"),
        ("008212001234", None, "", None),
        ("00821200123", None, "", "format"),
        ("0082120012345", None, "", "format"),
        ("00821200123x", None, "", "format"),
        ("", None, "", "format"),
    ],
)
def test_personal_id_problem_names_what_does_not_fit(value, born_on, sex, problem):
    assert personal_id_problem(value, born_on=born_on, sex=sex) == problem


@pytest.mark.parametrize(("value", "fits"), [("1234567890", True), ("123456789", False), ("12345678901", False), ("12345x7890", False)])
def test_moet_id_has_ten_digits(value, fits):
    assert is_moet_id(value) is fits


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("0912 345 678", "0912345678"), ("+84 912.345.678", "0912345678"), ("84912345678", "0912345678"), ("0084912345678", "0912345678"), ("02073822222", "02073822222"), ("12345", None), ("", None), ("không có", None)],
)  # fmt: skip
def test_normal_phone_reads_the_usual_ways_of_writing(typed, stored):
    assert normal_phone(typed) == stored
