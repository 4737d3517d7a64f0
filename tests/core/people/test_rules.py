"""Ages, records, code lists by any spelling, consent."""

from datetime import date

import pytest

from core.people.rules import age_on, code_of, may_publish, normal_code, person_problems, spellings, spoken_code, voices_needed
from core.people.types import CodeName

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (date(2019, 11, 23), TODAY, 7),
        (date(2019, 11, 24), TODAY, 6),
        (date(2012, 2, 29), date(2019, 2, 28), 6),
        (date(2012, 2, 29), date(2019, 3, 1), 7),
    ],
)
def test_age_on_counts_completed_years(born_on, on, age):
    assert age_on(born_on, on) == age


@pytest.mark.parametrize(("age", "voices"), [(6, {"guardian"}), (7, {"child", "guardian"}), (15, {"child", "guardian"}), (16, {"self"}), (None, {"child", "guardian"})])  # fmt: skip
def test_voices_needed_follow_the_age(age, voices):
    assert voices_needed(age) == voices


@pytest.mark.parametrize(
    ("age", "last", "permitted"),
    [
        (6, {"guardian": "given"}, True),
        (6, {"guardian": "given", "child": "withdrawn"}, True),
        (6, {}, False),
        (7, {"guardian": "given"}, False),
        (7, {"guardian": "given", "child": "given"}, True),
        (12, {"guardian": "withdrawn", "child": "given"}, False),
        (12, {"guardian": "given", "child": "withdrawn"}, False),
        (16, {"guardian": "given", "child": "given"}, False),
        (16, {"self": "given"}, True),
        (30, {"self": "withdrawn"}, False),
        (None, {"guardian": "given", "child": "given"}, True),
        (None, {"self": "given"}, False),
    ],
)
def test_may_publish_takes_every_needed_voice_and_silence_is_no(age, last, permitted):
    assert may_publish(age, last) is permitted


def problems(**data):
    fields = {"given_name": "Khuê", **data}
    return {(p.field, p.code) for p in person_problems(fields, codes={"ethnic_groups": frozenset({"08"})}, today=TODAY)}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({}, set()),
        ({"given_name": " "}, {("given_name", "required")}),
        ({"born_on": date(2026, 11, 24)}, {("born_on", "born_on_range")}),
        ({"born_on": date(1899, 1, 1)}, {("born_on", "born_on_range")}),
        ({"born_on": TODAY}, set()),
        ({"sex": "x"}, {("sex", "unknown_code")}),
        ({"ethnic_group": "08"}, set()),
        ({"ethnic_group": "99"}, {("ethnic_group", "unknown_code")}),
        ({"nationality": "??"}, set()),
        ({"personal_id": "1"}, {("personal_id", "personal_id_format")}),
        ({"personal_id": "008212001234", "sex": "female"}, {("personal_id", "personal_id_sex")}),
        ({"personal_id": "008212001234", "born_on": date(2011, 1, 1)}, {("personal_id", "personal_id_year")}),
        ({"moet_id": "12"}, {("moet_id", "moet_id_format")}),
        ({"phone": "12"}, {("phone", "phone_format")}),
        ({"email": "a@b"}, {("email", "email_format")}),
        ({"phone": "0912345678", "email": "a@b.vn", "moet_id": "1234567890"}, set()),
    ],
)
def test_person_problems_name_field_and_code(data, found):
    assert problems(**data) == found


def test_code_of_reads_every_spelling_and_never_guesses():
    known = spellings(
        [
            CodeName("08", "Mông", ("H'Mông", "Hmông")),
            CodeName("06", "Mường"),
            CodeName("02", "Tày"),
            CodeName("24", "Thổ"),
            CodeName("99", "Thồ"),
        ]
    )
    assert [code_of(text, known) for text in ("Mông", "H’MÔNG", "hmong", "Hmông ", "08", "mường")] == ["08", "08", "08", "08", "08", "06"]
    assert (code_of("tho", known), code_of("Thổ", known), code_of("Kinh", known), code_of("", known)) == (None, "24", None, None)


def test_joining_codes_are_read_as_people_copy_them():
    assert normal_code(" ab7k-9qx2 ") == "AB7K9QX2"
    assert spoken_code("AB7K9QX2") == "AB7K-9QX2"
