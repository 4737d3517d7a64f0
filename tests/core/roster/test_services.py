"""Rosters into rows: nobody twice, nothing lost, everything undone on request."""

import io
from datetime import date

import pytest
from django.core.management import call_command
from openpyxl import Workbook, load_workbook

from core.access.errors import AccessRefused
from core.models import ClassGroup, Enrolment, Guardianship, Membership, Person, RosterEntry, RosterImport, TeachingAssignment
from core.roster.errors import RosterFileError
from core.roster.services import check_import, launch_import, run_import, set_mapping, start_import, undo_import
from core.roster.tables import error_file, template_file
from tests.factories.core import make_actor, make_class, make_enrolment, make_grade, make_person, make_subject, make_unit, make_year

pytestmark = pytest.mark.django_db
HEAD = [
    "STT",
    "Mã lớp",
    "Mã định danh Bộ GD&ĐT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Dân tộc",
    "Số ĐDCN",
    "Họ tên mẹ",
    "SĐT mẹ",
    "Trạng thái",
]
KHUE = [1, "8A", "", "Nông Minh Khuê", "05/03/2013", "Nam", "Tày", "008213000123", "Ma Thị Hoa", "0912345678", ""]
MUI = [2, "8A", "1234567890", "Phàn Thị Mùi", "07/09/2013", "Nữ", "Dao", "", "", "", ""]
BAO = [3, "8B", "", "Nông Gia Bảo", "01/01/2013", "Nam", "Mông", "", "", "", ""]


def excel(*rows, head=HEAD):
    book = Workbook()
    book.active.append(["DANH SÁCH HỌC SINH"])
    for row in [head, *rows]:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def school():
    make_grade("8")
    make_grade("9")
    return make_unit(make_unit(kind="department", name="Sở Giáo dục và Đào tạo"), name="Trường THCS Tân Trào")


@pytest.fixture
def admin(school):
    return make_actor("unit_admin", school)


def load(actor, unit, *rows, kind="students", head=HEAD, **options):
    roster = start_import(actor=actor, unit=unit, kind=kind, stream=excel(*rows, head=head), file_name="ds.xlsx", school_year=make_year())
    set_mapping(
        actor=actor,
        roster=roster,
        mapping=roster.mapping,
        options={"create_classes": True, "accept_transfers": False, "mark_leavers": False, **options},
    )
    check_import(actor=actor, roster=roster)
    return roster


def imported(actor, unit, *rows, **more):
    return run_import(actor=actor, roster=load(actor, unit, *rows, **more))


def counts(roster):
    return {key: value for key, value in roster.totals.items() if value and key != "new_classes"}


def test_first_import_makes_people_classes_and_guardians(admin, school):
    roster = imported(admin, school, KHUE, MUI, BAO)
    assert counts(roster) == {"rows": 3, "created": 3}
    assert sorted(ClassGroup.objects.filter(unit=school).values_list("key", flat=True)) == ["8A", "8B"]
    khue = Person.objects.get(personal_id="008213000123")
    assert (khue.full_name, khue.born_on, khue.sex, khue.ethnic_group) == ("Nông Minh Khuê", date(2013, 3, 5), "male", "02")
    assert khue.enrolments.get().class_group.key == "8A"
    assert khue.memberships.get().role == "student"
    guardian = Guardianship.objects.get(child=khue)
    assert (guardian.guardian.full_name, guardian.guardian.phone, guardian.relation, guardian.verified_at) == (
        "Ma Thị Hoa",
        "0912345678",
        "mother",
        None,
    )


def test_import_again_changes_nothing(admin, school):
    imported(admin, school, KHUE, MUI, BAO)
    before = (Person.objects.count(), Enrolment.objects.count(), Membership.objects.count(), Guardianship.objects.count())
    roster = imported(admin, school, KHUE, MUI, BAO)
    assert counts(roster) == {"rows": 3, "unchanged": 3}
    assert (Person.objects.count(), Enrolment.objects.count(), Membership.objects.count(), Guardianship.objects.count()) == before


def test_dry_run_writes_no_person(admin, school):
    people = Person.objects.count()
    roster = load(admin, school, KHUE, [4, "8A", "", "Sai", "x", "?", "", "", "", "", ""])
    assert counts(roster) == {"rows": 2, "created": 1, "refused": 1}
    assert (Person.objects.count(), ClassGroup.objects.count(), RosterEntry.objects.count()) == (people, 0, 0)
    assert [(p["row"], p["column"], p["code"]) for p in roster.problems] == [
        (4, "Giới tính", "sex"),
        (4, "Họ và tên", "name"),
        (4, "Ngày sinh", "date"),
    ]


def test_changed_cells_update_and_empty_cells_keep(admin, school):
    imported(admin, school, MUI)
    roster = imported(admin, school, [1, "8A", "1234567890", "Phàn Thị Mùi", "08/09/2013", "Nữ", "", "", "", "", ""])
    mui = Person.objects.get(moet_id="1234567890")
    assert counts(roster) == {"rows": 1, "updated": 1}
    assert (mui.born_on, mui.ethnic_group) == (date(2013, 9, 8), "09")


def test_class_transfer_keeps_the_history(admin, school):
    imported(admin, school, KHUE)
    roster = imported(admin, school, [1, "8B", *KHUE[2:]])
    rows = Enrolment.objects.order_by("id").values_list("class_group__key", "state", "valid_to")
    assert counts(roster) == {"rows": 1, "class_transfers": 1}
    assert [(key, state, end is None) for key, state, end in rows] == [("8A", "transferred_class", False), ("8B", "studying", True)]


def test_pupil_of_another_school_needs_the_tick(admin, school):
    other = make_unit(name="Trường THCS Phan Thiết")
    pupil = make_person("Nông Minh Khuê", personal_id="008213000123", born_on=date(2013, 3, 5), sex="male")
    place = make_enrolment(make_class(other, "8C", grade=make_grade("8")), pupil)
    roster = imported(admin, school, KHUE)
    assert [p["code"] for p in roster.problems] == ["elsewhere"]
    place.refresh_from_db()
    assert place.valid_to is None
    roster = imported(admin, school, KHUE, accept_transfers=True)
    place.refresh_from_db()
    assert counts(roster) == {"rows": 1, "transfers_in": 1}
    assert place.state == "transferred_out"
    assert not Membership.objects.filter(person=pupil, unit=other, valid_to=None).exists()
    assert Enrolment.objects.get(person=pupil, valid_to=None).unit == school


def test_leavers_are_noticed_and_only_end_when_ticked(admin, school):
    imported(admin, school, KHUE, MUI)
    roster = load(admin, school, KHUE)
    assert [item["name"] for item in roster.preview if item["action"] == "absent"] == ["Phàn Thị Mùi"]
    run_import(actor=admin, roster=roster)
    assert Enrolment.objects.filter(valid_to=None).count() == 2
    roster = imported(admin, school, KHUE, mark_leavers=True)
    assert roster.totals["leavers"] == 1
    assert Enrolment.objects.get(person__moet_id="1234567890").state == "left"


def test_state_column_ends_the_place(admin, school):
    imported(admin, school, MUI)
    roster = imported(admin, school, [*MUI[:10], "Chuyển đi"])
    assert counts(roster) == {"rows": 1, "leavers": 1}
    assert Enrolment.objects.get().state == "transferred_out"


def test_numbers_of_two_people_are_a_conflict(admin, school):
    make_person("Nông Minh Khuê", personal_id="008213000123")
    make_person("Ai Đó", moet_id="1234567890")
    roster = imported(admin, school, [1, "8A", "1234567890", *KHUE[3:]])
    assert [p["code"] for p in roster.problems] == ["conflict"]


def test_same_name_and_birth_twice_is_ambiguous(admin, school):
    for _ in range(2):
        make_enrolment(make_class(school, "8A", key=f"8A{Person.objects.count()}"), make_person("Phàn Thị Mùi", born_on=date(2013, 9, 7)))
    roster = imported(admin, school, [1, "8X", "", *MUI[3:]])
    assert [p["code"] for p in roster.problems] == ["ambiguous"]


def test_number_of_somebody_quite_different_is_refused(admin, school):
    make_person("Lý Thị Hoa", personal_id="008213000123", born_on=date(1990, 1, 1))
    assert [p["code"] for p in imported(admin, school, KHUE).problems] == ["identity"]


def test_staff_get_hats_and_duties(admin, school):
    make_subject("toan", "Toán")
    imported(admin, school, KHUE)
    head = ["Họ và tên", "Ngày sinh", "Giới tính", "Vị trí việc làm", "Chức vụ", "Môn dạy", "Dạy lớp", "Chủ nhiệm lớp"]
    rows = (
        ["Ma Thị Thu Hà", "01/02/1988", "Nữ", "GV", "Tổ trưởng", "Toán", "8A", "8A"],
        ["Lý Văn Quân", "01/02/1975", "Nam", "CBQL", "Hiệu trưởng", "", "", ""],
    )
    imported(admin, school, *rows, kind="staff", head=head)
    assert set(Membership.objects.exclude(role="student").filter(unit=school).exclude(role="unit_admin").values_list("role", "title")) == {
        ("teacher", "Tổ trưởng"),
        ("leader", "Hiệu trưởng"),
    }
    assert set(TeachingAssignment.objects.values_list("kind", "subject__key", "class_group__key")) == {
        ("subject", "toan", "8A"),
        ("homeroom", None, "8A"),
    }
    assert counts(imported(admin, school, *rows, kind="staff", head=head)) == {"rows": 2, "unchanged": 2}


def test_undo_takes_everything_back(admin, school):
    people = Person.objects.count()
    roster = imported(admin, school, KHUE, MUI)
    assert undo_import(actor=admin, roster=roster) == {"undone": 2, "kept": 0}
    assert (Person.objects.count(), Enrolment.objects.count(), Guardianship.objects.count()) == (people, 0, 0)


def test_undo_restores_what_was_before_and_keeps_later_changes(admin, school):
    imported(admin, school, MUI)
    roster = imported(admin, school, [1, "8B", "1234567890", "Phàn Thị Mùi", "08/09/2013", "Nữ", "Tày", "", "", "", ""])
    mui = Person.objects.get(moet_id="1234567890")
    mui.ethnic_group = "07"
    mui.save()
    assert undo_import(actor=admin, roster=roster) == {"undone": 0, "kept": 1}
    mui.refresh_from_db()
    assert (mui.born_on, mui.ethnic_group, mui.enrolments.get(valid_to=None).class_group.key) == (date(2013, 9, 7), "07", "8A")


def test_killed_half_way_it_goes_on_where_it_was(admin, school, monkeypatch):
    from core.roster.services import imports

    monkeypatch.setattr(imports, "BATCH", 1)
    roster = load(admin, school, KHUE, MUI, BAO)

    def die(done, total, message):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(actor=admin, roster=roster, progress=die)
    assert RosterEntry.objects.count() == 2
    run_import(actor=admin, roster=roster)
    assert counts(roster) == {"rows": 3, "created": 3}
    assert Person.objects.filter(full_name="Nông Gia Bảo").count() == 1


def test_job_runs_it_once_however_often_one_presses(admin, school, run_jobs):
    roster = load(admin, school, KHUE)
    launch_import(actor=admin, roster=roster)
    launch_import(actor=admin, roster=roster)
    assert run_jobs() == 1
    roster.refresh_from_db()
    assert (roster.state, counts(roster)) == ("done", {"rows": 1, "created": 1})


@pytest.mark.parametrize("role", ["teacher", "student", "leader", "officer", "auditor"])
def test_other_roles_may_not_import(school, role):
    with pytest.raises(AccessRefused):
        load(make_actor(role, school), school, KHUE)
    assert RosterImport.objects.count() == 0


def test_admin_of_another_school_may_not_import(school):
    with pytest.raises(AccessRefused):
        load(make_actor("unit_admin", make_unit(name="Khác")), school, KHUE)


def test_department_admin_may_import_into_a_school_below(school):
    assert counts(imported(make_actor("unit_admin", school.get_parent()), school, KHUE)) == {"rows": 1, "created": 1}


def test_error_file_returns_the_rows_with_reasons_and_imports_again_once_corrected(admin, school):
    roster = imported(admin, school, KHUE, [4, "8A", "", "Lý Thị Sen", "31/02/2013", "Nữ", "", "", "", "", ""])
    book = load_workbook(io.BytesIO(error_file(roster)))
    sheet = book.active
    assert [cell.value for cell in sheet[1]][:5] == ["Cần sửa", "Dòng", "STT", "Mã lớp", "Mã định danh Bộ GD&ĐT"]
    assert (sheet["A2"].value, sheet["B2"].value) == ("Ngày sinh: “31/02/2013” không phải ngày dd/mm/yyyy.", 4)
    sheet["G2"] = "28/02/2013"
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    again = start_import(actor=admin, unit=school, kind="students", stream=stream, file_name="sua.xlsx", school_year=make_year())
    run_import(actor=admin, roster=again)
    assert counts(again) == {"rows": 1, "created": 1}


def test_template_is_read_back_with_all_its_columns(school):
    from core.roster.interop.columns import guess_mapping, missing_columns

    for kind in ("students", "staff"):
        sheet = load_workbook(io.BytesIO(template_file(kind, school))).worksheets[0]
        headers = tuple(cell.value for cell in sheet[1])
        mapping = guess_mapping(kind, headers)
        assert (missing_columns(kind, mapping), len(mapping)) == ([], len(headers))


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"%PDF-1.7", "ds.pdf", "file.type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ds.xls", "file.old_excel"),
        (b"PK\x03\x04 broken", "ds.xlsx", "file.broken"),
        (b"a,b\n1,2\n", "ds.csv", "file.no_header"),
        ("Họ và tên,Ngày sinh,Giới tính,Lớp\n".encode(), "ds.csv", "file.empty"),
        (b"\x00\x01\x02\x03" * 60, "ds.csv", "file.broken"),
    ],
)
def test_unreadable_file_says_why(admin, school, data, name, code):
    with pytest.raises(RosterFileError) as refusal:
        start_import(actor=admin, unit=school, kind="students", stream=io.BytesIO(data), file_name=name, school_year=make_year())
    assert refusal.value.code == code
    assert str(refusal.value)
    assert RosterImport.objects.count() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_any_encoding(admin, school, encoding):
    text = "Họ và tên;Ngày sinh;Giới tính;Lớp\nNông Minh Khuê;05/03/2013;Nam;8A\n"
    roster = start_import(
        actor=admin, unit=school, kind="students", stream=io.BytesIO(text.encode(encoding)), file_name="ds.csv", school_year=make_year()
    )
    run_import(actor=admin, roster=roster)
    assert counts(roster) == {"rows": 1, "created": 1}


def test_query_count_of_a_run_does_not_grow_with_its_rows(admin, school):
    """On SQLite an INSERT holds at most 999 values, so a bulk insert of 150 people is several; nothing else may grow."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def rows(count, start):
        return [
            [i, "8A", "", f"Lý Văn {chr(65 + i % 26)}", f"{i % 27 + 1:02}/0{i // 27 + 1}/2013", "Nam", "Dao", "", "Ma Thị Hoa", "", ""]
            for i in range(start, start + count)
        ]

    selects = []
    for roster in (load(admin, school, *rows(3, 0)), load(admin, school, *rows(150, 10))):
        with CaptureQueriesContext(connection) as queries:
            run_import(actor=admin, roster=roster)
        selects.append(len([query for query in queries if not query["sql"].startswith("INSERT")]))
    assert selects[1] <= selects[0]


def test_command_reports_json(school, tmp_path, capsys):
    import json

    make_year("2026-2027")
    path = tmp_path / "ds.xlsx"
    path.write_bytes(excel(KHUE, [4, "8A", "", "Lý Thị Sen", "31/02/2013", "Nữ", "", "", "", "", ""]).read())
    call_command("import_people", str(path), unit=school.key, json=True, year="2026-2027")
    report = json.loads(capsys.readouterr().out)
    assert (report["ok"], report["created"], report["refused"]) == (True, 1, 1)
    assert report["errors"] == [
        {
            "row": 4,
            "column": "Ngày sinh",
            "code": "date",
            "value": "31/02/2013",
            "warning": False,
            "message": "“31/02/2013” không phải ngày dd/mm/yyyy.",
        }
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Họ và tên", f"Nông Minh {'K' * 61}"),
        ("Họ và tên", f"{'N' * 61} Minh Khuê"),
        ("Họ và tên", f"{'N' * 60} {'M' * 80} {'K' * 59}"),
        ("Họ tên mẹ", f"Ma Thị {'H' * 61}"),
        ("Mã lớp", "8" + "A" * 30),
        ("Nơi sinh", "x" * 201),
        ("Địa chỉ", "x" * 301),
    ],
)
def test_cell_longer_than_its_column_is_named_and_nothing_is_cut(admin, school, column, value):
    """On PostgreSQL a bulk update would keep the beginning of a name and say nothing."""
    head = [*HEAD, "Nơi sinh", "Địa chỉ"]
    first, second = [*KHUE, "Tân Trào", "Thôn Bòng"], [*BAO, "Tân Trào", "Thôn Bòng"]
    imported(admin, school, first, second, head=head)
    before = list(Person.objects.order_by("id").values())
    second = [*second]
    second[head.index(column)] = value
    roster = imported(admin, school, first, second, head=head)
    assert [(p["row"], p["column"], p["code"]) for p in roster.problems] == [(4, column, "long")]
    assert counts(roster) == {"rows": 2, "unchanged": 1, "refused": 1}
    assert list(Person.objects.order_by("id").values()) == before


def test_longest_texts_are_kept_whole(admin, school):
    head = [*HEAD, "Nơi sinh", "Địa chỉ"]
    row = [*KHUE, "a" * 200, "b" * 300]
    row[3] = f"{'N' * 60} {'M' * 80} {'K' * 58}"
    imported(admin, school, [*KHUE, "Tân Trào", "Thôn Bòng"], head=head)
    roster = imported(admin, school, row, head=head)
    assert counts(roster) == {"rows": 1, "updated": 1}
    person = Person.objects.get(personal_id="008213000123")
    assert [len(text) for text in (person.family_name, person.middle_name, person.given_name)] == [60, 80, 58]
    assert (len(person.full_name), len(person.birth_place), len(person.address)) == (200, 200, 300)


def test_places_follow_a_corrected_name(admin, school):
    imported(admin, school, KHUE)
    corrected = [*KHUE]
    corrected[3] = "Nông Minh Khuyên"
    imported(admin, school, corrected)
    person = Person.objects.get(personal_id="008213000123")
    assert "khuyen" in person.search_text
    place = Membership.objects.get(person=person)
    assert (place.sort_key, place.search_text) == (person.sort_key, person.search_text)
