"""One row of a roster, cleaned."""

from datetime import date, datetime

import pytest

from core.roster.interop.columns import STUDENT_COLUMNS, guess_mapping, heading_key, missing_columns
from core.roster.rules import Catalogue, Cells, clean_staff, clean_student, find_repeats, grade_of_class, parse_day
from core.roster.types import PersonLine

LISTS = Catalogue(
    {
        "ethnic_group": {"mong": "08", "hmong": "08", "tay": "02"},
        "nationality": {"viet nam": "VN"},
        "religion": {},
        "policy_group": {},
        "disability": {},
    },
    {"toan": "toan"},
    date(2026, 11, 22),
)
TITLES = {column.key: column.title for column in STUDENT_COLUMNS}
GOOD = {
    "name": "NÔNG MINH KHUÊ",
    "born_on": "05/03/2013",
    "sex": "nam",
    "class_key": "8a",
    "ethnic_group": "Tày",
    "personal_id": "008213000123",
}


def student(**changes):
    cells = Cells(5, {**GOOD, **changes}, TITLES)
    return clean_student(cells, LISTS), [(p.column, p.code) for p in cells.problems]


def test_good_row_is_clean():
    line, problems = student()
    assert problems == []
    assert (line.name, line.born_on, line.sex, line.class_key, line.codes) == (
        "Nông Minh Khuê",
        date(2013, 3, 5),
        "male",
        "8A",
        {"ethnic_group": "02"},
    )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": ""}, ("Họ và tên", "required")),
        ({"name": "Khuê"}, ("Họ và tên", "name")),
        ({"name": "Nông Khuê 2"}, ("Họ và tên", "name")),
        ({"born_on": "31/02/2013"}, ("Ngày sinh", "date")),
        ({"born_on": "2013"}, ("Ngày sinh", "date")),
        ({"born_on": ""}, ("Ngày sinh", "required")),
        ({"born_on": "05/03/1813"}, ("Ngày sinh", "date.range")),
        ({"sex": "trai"}, ("Giới tính", "sex")),
        ({"sex": ""}, ("Giới tính", "required")),
        ({"class_key": ""}, ("Mã lớp", "required")),
        ({"ethnic_group": "Klingon"}, ("Dân tộc", "code")),
        ({"personal_id": "123"}, ("Số ĐDCN", "personal_id.format")),
        ({"personal_id": "008313000123"}, ("Số ĐDCN", "personal_id.sex")),
        ({"personal_id": "008212000123"}, ("Số ĐDCN", "personal_id.year")),
        ({"moet_id": "12"}, ("Mã định danh Bộ GD&ĐT", "moet_id")),
        ({"state": "bay mất"}, ("Trạng thái", "state")),
    ],
)
def test_bad_cell_names_its_column(changes, problem):
    assert problem in student(**changes)[1]


def test_zero_that_excel_dropped_is_put_back_with_a_warning():
    line, problems = student(personal_id=8213000123)
    assert line.personal_id == "8213000123"
    line, problems = student(personal_id="08213000123")
    assert (line.personal_id, problems) == ("008213000123", [("Số ĐDCN", "personal_id.zero")])


def test_bad_phone_is_left_out_with_a_warning():
    line, problems = student(phone="12")
    assert (line.phone, problems) == ("", [("SĐT", "phone")])
    assert student(phone=912345678)[0].phone == "0912345678"


def test_guardians_are_read_by_role():
    line, _ = student(
        father_name="NÔNG VĂN THÀNH", father_year=1985, mother_name="Ma Thị Hoa", mother_year="1987", mother_phone="+84 912 345 678"
    )
    assert [(g.relation, g.name, g.birth_year, g.phone) for g in line.guardians] == [
        ("father", "Nông Văn Thành", 1985, ""),
        ("mother", "Ma Thị Hoa", 1987, "0912345678"),
    ]


@pytest.mark.parametrize(
    "value", ["05/03/2013", "5/3/2013", "05-03-2013", "5.3.2013", "2013-03-05", datetime(2013, 3, 5, 7), date(2013, 3, 5), 41338]
)
def test_dates_as_people_and_excel_write_them(value):
    assert parse_day(value) == date(2013, 3, 5)


def test_split_name_columns_are_joined():
    line, problems = student(name=None, family_middle="Nông Minh", given="Khuê")
    assert (line.name, problems) == ("Nông Minh Khuê", [])


def test_staff_row():
    cells = Cells(
        3,
        {
            "name": "Ma Thị Thu Hà",
            "born_on": "01/02/1988",
            "sex": "Nữ",
            "role": "GV",
            "subject": "Toán",
            "teaches": "9a1, 9A2",
            "homeroom_of": "9a2",
        },
        {},
    )
    line = clean_staff(cells, LISTS)
    assert cells.problems == []
    assert (line.role, line.teaches, line.homeroom_of) == ("teacher", (("toan", "9A1"), ("toan", "9A2")), "9A2")


def test_repeats_are_found_by_number_or_by_name_birth_and_class():
    first = PersonLine(2, "Nông Minh Khuê", date(2013, 3, 5), "male", class_key="8A")
    again = PersonLine(3, "NÔNG MINH KHUÊ", date(2013, 3, 5), "male", class_key="8A")
    other = PersonLine(4, "Nông Minh Khuê", date(2013, 3, 5), "male", class_key="8B")
    assert [(p.row, p.code, p.value) for p in find_repeats([first, again, other], {})] == [(3, "twice.person", "2")]


@pytest.mark.parametrize(("name", "grade"), [("9A2", "9"), ("10 Toán", "10"), ("12C", "12"), ("1A", "1"), ("13A", None), ("Mầm 1", None)])
def test_grade_of_class(name, grade):
    assert grade_of_class(name) == grade


def test_headings_of_other_systems_are_known():
    headers = ("TT", "Họ tên học sinh (*)", "Ngày, tháng, năm sinh", "Giới tính", "Lớp", "Số CCCD", "Họ tên bố", "Huyện")
    assert guess_mapping("students", headers) == {
        0: "number",
        1: "name",
        2: "born_on",
        3: "sex",
        4: "class_key",
        5: "personal_id",
        6: "father_name",
        7: "district",
    }
    assert missing_columns("students", guess_mapping("students", headers)) == []
    assert heading_key("Mã định danh Bộ GD&ĐT") == "ma dinh danh bo gd dt"
