"""Units and people of the demo province, by bulk inserts."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from core.access.types import Actor
from core.models import (
    Account,
    ClassGroup,
    Enrolment,
    Grade,
    Guardianship,
    Membership,
    Person,
    SchoolYear,
    Subject,
    TeachingAssignment,
    Unit,
)
from core.organisations.services import close_unit, merge_units, open_unit_under
from core.organisations.types import NewUnit

from .names import Named, Names

SYSTEM = Actor.system("demo")
PASSWORD = "CayDa-2026"  # noqa: S105 (the demo's, printed at the start)
SINCE = date(2026, 8, 1)
COMMUNES = {"tan-trao": ("02545", "xã Tân Trào"), "minh-thanh": ("02554", "xã Minh Thanh"), "son-duong": ("02536", "xã Sơn Dương"),
            "minh-xuan": ("02215", "phường Minh Xuân"), "dong-van": ("00721", "xã Đồng Văn"), "lung-cu": ("00715", "xã Lũng Cú")}  # fmt: skip
# key: (commune or "" for the department, kind, name, short name, classes, pupils a class)
SCHOOLS: dict[str, tuple[str, str, str, str, tuple[str, ...], int]] = {
    "THCS-TANTRAO": (
        "tan-trao",
        "lower_secondary",
        "Trường Trung học cơ sở Tân Trào",
        "THCS Tân Trào",
        ("6A", "6B", "7A", "7B", "8A", "8B", "9A1", "9A2"),
        36,
    ),
    "TH-MINHTHANH": ("minh-thanh", "primary", "Trường Tiểu học Minh Thanh", "Tiểu học Minh Thanh", ("1A", "2A", "3A", "3B", "4A"), 28),
    "MN-TANTRAO": ("tan-trao", "preschool", "Trường Mầm non Tân Trào", "Mầm non Tân Trào", ("Lá 1",), 22),
    "THCS-PHANTHIET": (
        "minh-xuan",
        "lower_secondary",
        "Trường Trung học cơ sở Phan Thiết",
        "THCS Phan Thiết",
        ("6A1", "7A1", "8A1", "9A1"),
        35,
    ),
    "TH-LEVANTAM": ("minh-xuan", "primary", "Trường Tiểu học Lê Văn Tám", "Tiểu học Lê Văn Tám", ("1A1", "3A1", "5A1"), 30),
    "BT-LUNGCU": (
        "lung-cu",
        "semi_boarding",
        "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Lũng Cú",
        "PTDTBT Lũng Cú",
        ("4A", "8A"),
        30,
    ),
    "THPT-CHUYEN": ("", "gifted", "Trường Trung học phổ thông Chuyên Tuyên Quang", "THPT Chuyên Tuyên Quang", ("10 Toán", "11 Văn"), 30),
    "GDTX-SONDUONG": (
        "",
        "continuing",
        "Trung tâm Giáo dục nghề nghiệp – Giáo dục thường xuyên Sơn Dương",
        "TT GDNN-GDTX Sơn Dương",
        (),
        0,
    ),
}
TEACHERS = {
    "THCS-TANTRAO": 12,
    "TH-MINHTHANH": 7,
    "MN-TANTRAO": 3,
    "THCS-PHANTHIET": 6,
    "TH-LEVANTAM": 4,
    "BT-LUNGCU": 3,
    "THPT-CHUYEN": 3,
    "GDTX-SONDUONG": 2,
}


@dataclass
class Demo:
    """What has been made so far, by key."""

    units: dict[str, Unit] = field(default_factory=dict)
    classes: dict[str, ClassGroup] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    teachers: dict[str, list[Person]] = field(default_factory=dict)
    pupils: dict[str, list[Person]] = field(default_factory=dict)
    logins: list[dict[str, str]] = field(default_factory=list)


def build_province() -> Demo:
    """Make units, staff, pupils and guardians; returns them by key."""
    demo, names = Demo(), Names(1945)
    _units(demo)
    year = SchoolYear.objects.get(key="2026-2027")
    _classes(demo, year)
    _staff(demo, names)
    _pupils(demo, names)
    _guardians(demo, names)
    _personas(demo)
    return demo


def _open(demo: Demo, key: str, parent: str | None, kind: str, name: str, short: str, on: date, commune: str = "") -> Unit:
    unit = NewUnit(kind=kind, name=name, key=key, short_name=short, commune_code=commune)
    demo.units[key] = open_unit_under(actor=SYSTEM, parent=demo.units[parent] if parent else None, unit=unit, on=on)
    return demo.units[key]


def _units(demo: Demo) -> None:
    _open(demo, "SGDDT-TQ", None, "department", "Sở Giáo dục và Đào tạo tỉnh Tuyên Quang", "Sở GD&ĐT Tuyên Quang", date(1991, 10, 1))
    office = _open(
        demo,
        "PGD-SONDUONG",
        "SGDDT-TQ",
        "district_office",
        "Phòng Giáo dục và Đào tạo huyện Sơn Dương",
        "Phòng GD&ĐT Sơn Dương",
        date(1991, 10, 1),
    )
    close_unit(actor=SYSTEM, unit=office, on=date(2025, 7, 1), decision="Chính quyền địa phương hai cấp")
    for key, (code, name) in COMMUNES.items():
        _open(demo, key, "SGDDT-TQ", "commune", f"Ủy ban nhân dân {name}", f"UBND {name}", date(2025, 7, 1), code)
    for key, (commune, kind, name, short, *_rest) in SCHOOLS.items():
        _open(demo, key, commune or "SGDDT-TQ", kind, name, short, date(1990, 9, 5), COMMUNES[commune][0] if commune else "")
    _open(demo, "TH-BINHTHUAN", "minh-xuan", "primary", "Trường Tiểu học Bình Thuận", "Tiểu học Bình Thuận", date(1990, 9, 5), "02215")
    merge_units(
        actor=SYSTEM, units=[demo.units["TH-BINHTHUAN"]], into=demo.units["TH-LEVANTAM"], on=date(2026, 8, 1), decision="15/QĐ-UBND"
    )
    _open(demo, "TH-MINHTHANH-LA", "TH-MINHTHANH", "site", "Điểm trường Làng Lẹm", "Điểm trường Làng Lẹm", date(1995, 9, 5))
    _open(demo, "DH-TANTRAO", None, "university", "Trường Đại học Tân Trào", "ĐH Tân Trào", date(2013, 8, 14))
    for key, name in (("DHTT-GDMN", "Khoa Giáo dục Mầm non – Tiểu học"), ("DHTT-KHCB", "Khoa Khoa học cơ bản")):
        _open(demo, key, "DH-TANTRAO", "faculty", name, name, date(2013, 8, 14))
    _open(demo, "DHTT-TV", "DH-TANTRAO", "centre", "Trung tâm Thông tin – Thư viện", "Thư viện ĐH Tân Trào", date(2013, 8, 14))
    _open(demo, "DN-CHETT", None, "enterprise", "Hợp tác xã Chè Trung Thành", "HTX Chè Trung Thành", date(2015, 3, 2))


def _classes(demo: Demo, year: SchoolYear) -> None:
    grades = {grade.key: grade for grade in Grade.objects.all()}
    rows = []
    for key, (*_unit, classes, _size) in SCHOOLS.items():
        for name in classes:
            grade = grades["mg-5-6"] if name.startswith("Lá") else grades["".join(c for c in name[:2] if c.isdigit())]
            rows.append(ClassGroup(unit=demo.units[key], school_year=year, grade=grade, key=name, name=name))
    for row in ClassGroup.objects.bulk_create(rows):
        demo.classes[f"{row.unit.key}/{row.key}"] = row


def person_of(named: Named, **fields: Any) -> Person:
    """Return an unsaved person of a made-up name."""
    person = Person(
        family_name=named.family,
        middle_name=named.middle,
        given_name=named.given,
        sex=named.sex,
        ethnic_group=named.ethnic_group,
        nationality="VN",
        **fields,
    )
    person.derive()
    return person


def _staff(demo: Demo, names: Names) -> None:
    fixed = {
        "THCS-TANTRAO": [("Ma Thị Thu Hà", "female"), ("Hoàng Văn Quân", "male"), ("Lý Hồng Vân", "female"), ("Quan Thị Bích", "female")],
        "TH-MINHTHANH": [("Ma Thị Dung", "female")],
    }
    subjects = list(Subject.objects.filter(key__in=["toan", "ngu-van", "khtn", "ls-dl", "tieng-anh", "tin-hoc", "gdcd"]).order_by("order"))
    memberships, duties = [], []
    for school, count in TEACHERS.items():
        named = [named_of(name, sex) for name, sex in fixed.get(school, [])]
        named += [names.person(sex="female" if i % 3 else "male") for i in range(count - len(named))]
        people = Person.objects.bulk_create([person_of(who, born_on=names.birthday(1972 + i * 2 % 24)) for i, who in enumerate(named)])
        demo.teachers[school] = people
        memberships += [Membership(person=person, unit=demo.units[school], role="teacher", valid_from=SINCE) for person in people]
        classes = [group for key, group in demo.classes.items() if key.startswith(f"{school}/")]
        for i, group in enumerate(classes):
            duties.append(TeachingAssignment(person=people[(i + 4) % len(people)], class_group=group, kind="homeroom", valid_from=SINCE))
            duties += [
                TeachingAssignment(
                    person=people[(i + j) % len(people)], class_group=group, subject=subject, kind="subject", valid_from=SINCE
                )
                for j, subject in enumerate(subjects[:3])
            ]
    Membership.objects.bulk_create(memberships)
    TeachingAssignment.objects.bulk_create(duties)
    _known_duties(demo)


def named_of(full_name: str, sex: str, ethnic_group: str = "02") -> Named:
    """Return the parts of a written name."""
    words = full_name.split()
    return Named(words[0], " ".join(words[1:-1]), words[-1], sex, ethnic_group)


def _known_duties(demo: Demo) -> None:
    """The teachers of the drawings: cô Hà teaches Toán and leads 9A2, thầy Quân Toán 8A, cô Vân leads 8A, cô Dung leads 3B."""
    ha, quan, van, bich = demo.teachers["THCS-TANTRAO"][:4]
    dung = demo.teachers["TH-MINHTHANH"][0]
    demo.people.update(ha=ha, quan=quan, van=van, bich=bich, dung=dung)
    subject = {row.key: row for row in Subject.objects.all()}
    homerooms = {"THCS-TANTRAO/9A2": ha, "THCS-TANTRAO/8A": van, "TH-MINHTHANH/3B": dung}
    for key, person in homerooms.items():
        TeachingAssignment.objects.filter(class_group=demo.classes[key], kind="homeroom").update(person=person)
    taught = {"9A1": (ha, "toan"), "9A2": (ha, "toan"), "8A": (quan, "toan"), "8B": (quan, "toan")}
    extra = [("9A2", bich, "ls-dl"), ("9A1", bich, "ls-dl"), ("8A", van, "khtn"), ("8B", van, "khtn")]
    rows = [(demo.classes[f"THCS-TANTRAO/{key}"], person, subject[code]) for key, (person, code) in taught.items()]
    rows += [(demo.classes[f"THCS-TANTRAO/{key}"], person, subject[code]) for key, person, code in extra]
    rows.append((demo.classes["TH-MINHTHANH/3B"], dung, subject["tieng-viet"]))
    TeachingAssignment.objects.filter(
        class_group__in=[group for group, _, _ in rows], kind="subject", subject__in={s for _, _, s in rows}
    ).delete()
    TeachingAssignment.objects.bulk_create(
        [TeachingAssignment(person=p, class_group=g, subject=s, kind="subject", valid_from=SINCE) for g, p, s in rows]
    )


def _pupils(demo: Demo, names: Names) -> None:
    memberships, enrolments, number = [], [], 1
    for key, group in demo.classes.items():
        school = key.split("/")[0]
        birth_year = 2026 - 5 - (int(group.grade.key) if group.grade.key.isdigit() else 0)
        people = []
        for _ in range(SCHOOLS[school][5]):
            named = names.person()
            born = names.birthday(birth_year)
            people.append(
                person_of(
                    named, born_on=born, moet_id=f"{2026000000 + number}", personal_id=names.personal_id("008", named.sex, born, number)
                )
            )
            number += 1
        demo.pupils[key] = Person.objects.bulk_create(people)
        memberships += [Membership(person=person, unit=group.unit, role="student", valid_from=SINCE) for person in people]
        enrolments += [Enrolment(person=person, class_group=group, unit=group.unit, valid_from=SINCE) for person in people]
    Membership.objects.bulk_create(memberships, batch_size=500)
    Enrolment.objects.bulk_create(enrolments, batch_size=500)
    khue, bao = demo.pupils["THCS-TANTRAO/8A"][0], demo.pupils["TH-MINHTHANH/3B"][0]
    for person, named in ((khue, named_of("Nông Minh Khuê", "female")), (bao, named_of("Nông Gia Bảo", "male"))):
        person.family_name, person.middle_name, person.given_name, person.sex, person.ethnic_group = (
            named.family,
            named.middle,
            named.given,
            named.sex,
            named.ethnic_group,
        )
        person.personal_id = names.personal_id("008", named.sex, person.born_on, number) if person.born_on else None
        number += 1
        person.save()
    demo.people.update(khue=khue, bao=bao)


def _guardians(demo: Demo, names: Names) -> None:
    """A mother for every pupil but Khuê's brother, who shares hers, and a father for every fourth: about 1,000."""
    children = [person for people in demo.pupils.values() for person in people if person.pk != demo.people["bao"].pk]
    wanted: list[tuple[Person, str]] = []
    for index, child in enumerate(children):
        wanted.append((child, "mother"))
        if index % 4 == 0:
            wanted.append((child, "father"))
    people = []
    for index, (child, relation) in enumerate(wanted):
        named = names.person(
            sex="female" if relation == "mother" else "male",
            family=None if relation == "mother" else child.family_name,
            ethnic_group=child.ethnic_group,
        )
        people.append(person_of(named, born_on=names.birthday(1982 + index % 12), phone=f"09{70_000_000 + index:08}"))
    people = Person.objects.bulk_create(people, batch_size=500)
    now = timezone.now()
    rows = [
        Guardianship(
            guardian=person,
            child=child,
            relation=relation,
            may_see=["progress", "marks"],
            verified_at=now,
            valid_from=SINCE,
            is_main_contact=relation == "mother",
        )
        for person, (child, relation) in zip(people, wanted, strict=True)
    ]
    Guardianship.objects.bulk_create(rows, batch_size=500)
    nga = next(
        person
        for person, (child, relation) in zip(people, wanted, strict=True)
        if child.pk == demo.people["khue"].pk and relation == "mother"
    )
    nga.family_name, nga.middle_name, nga.given_name = "Triệu", "Thị", "Nga"
    nga.save()
    Guardianship.objects.create(
        guardian=nga, child=demo.people["bao"], relation="mother", may_see=["progress", "marks"], verified_at=now, valid_from=SINCE
    )
    demo.people["nga"] = nga


def _personas(demo: Demo) -> None:
    """People with log-ins to try every hat, and accounts for everybody else under the same password."""
    school, department = demo.units["THCS-TANTRAO"], demo.units["SGDDT-TQ"]
    made = {
        "hieutruong": ("Hà Văn Thái", "male", school, "leader", "Hiệu trưởng"),
        "quantri": ("Vũ Đức Minh", "male", school, "unit_admin", ""),
        "chuyenvien": ("Đỗ Thu Trang", "female", department, "officer", ""),
        "quantriso": ("Lương Quốc Việt", "male", department, "unit_admin", ""),
        "nhatky": ("Bế Thị Hương", "female", department, "auditor", ""),
        "giangvien": ("Trần Hải Lâm", "male", demo.units["DHTT-KHCB"], "teacher", "Giảng viên"),
    }
    for key, (name, sex, unit, role, title) in made.items():
        demo.people[key] = Person.objects.bulk_create([person_of(named_of(name, sex, "01"), born_on=date(1980, 5, 19))])[0]
        Membership.objects.create(person=demo.people[key], unit=unit, role=role, title=title, valid_from=SINCE)
    demo.people["nine"] = demo.pupils["THCS-TANTRAO/9A1"][0]
    demo.people["nine_mother"] = Guardianship.objects.get(child=demo.people["nine"], relation="mother").guardian
    labels = {
        "ha": ("co.ha", "Giáo viên Toán, chủ nhiệm 9A2 (THCS Tân Trào)"), "quan": ("thay.quan", "Giáo viên Toán 8 (THCS Tân Trào)"),
        "khue": ("khue", "Học sinh 8A (THCS Tân Trào)"), "nga": ("me.nga", "Phụ huynh của Khuê (8A) và Bảo (3B)"),
        "nine": ("hs.9a1", "Học sinh 9A1 (THCS Tân Trào): có bài kiểm tra"), "nine_mother": ("me.9a1", "Phụ huynh của em ấy"),
        "dung": ("co.dung", "Giáo viên tiểu học, chủ nhiệm 3B"), "hieutruong": ("hieutruong", "Hiệu trưởng THCS Tân Trào"),
        "quantri": ("quantri", "Quản trị THCS Tân Trào: nhập danh sách, in phiếu"), "chuyenvien": ("chuyenvien", "Chuyên viên Sở GD&ĐT"),
        "quantriso": ("quantriso", "Quản trị Sở GD&ĐT"), "nhatky": ("nhatky", "Người kiểm tra nhật kí"), "giangvien": ("giangvien", "Giảng viên ĐH Tân Trào"),
    }  # fmt: skip
    hashed = make_password(PASSWORD)
    accounts = [Account(person=demo.people[key], username=username, password=hashed) for key, (username, _) in labels.items()]
    taken = {demo.people[key].pk for key in labels}
    rest = Person.objects.filter(account=None).exclude(pk__in=taken).order_by("pk").only("pk")
    accounts += [Account(person=person, username=f"tq{person.pk:06}", password=hashed) for person in rest]
    Account.objects.bulk_create(accounts, batch_size=500)
    Account.objects.create_superuser("admin", PASSWORD, person=Person.objects.create(family_name="Quản", given_name="Trị"))
    demo.logins = [{"username": username, "password": PASSWORD, "label": label} for username, label in labels.values()]
    demo.logins.append({"username": "admin", "password": PASSWORD, "label": "Vận hành nền tảng"})


def school_days(count: int) -> list[date]:
    """Return the last `count` days before today that are not Sundays, oldest first."""
    days: list[date] = []
    day = timezone.localdate()
    while len(days) < count:
        day -= timedelta(days=1)
        if day.weekday() != 6:
            days.append(day)
    return days[::-1]
