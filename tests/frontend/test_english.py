"""Who chose English reads English on the main pages; only names and what people wrote stay as they are."""

import re

import pytest
from django.conf import settings
from django.utils.html import strip_tags

from core.models import Account, CodeValue, Grade, Person, Subject, Unit
from lms.models import Activity, Course, Section
from tests.factories.core import make_account, make_guardianship, make_membership, make_person, make_teaching, make_unit
from tests.factories.delivery import STEPS, make_progress, make_study

pytestmark = pytest.mark.django_db
VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)


@pytest.fixture
def place(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    unit = make_unit()
    course, activity, group, (pupil, _other) = make_study(unit, pupils=2)
    make_progress(pupil, activity, group)
    course.created_by.sex = "female"
    course.created_by.save()
    make_membership(course.created_by, unit)
    make_teaching(course.created_by, group)
    people = {"teacher": course.created_by, "student": pupil}
    for role in ("unit_admin", "leader", "auditor"):
        people[role] = make_person(f"Lò Thị {role}")
        make_membership(people[role], unit, role)
    people["guardian"] = make_person("Triệu Thị Nga")
    make_guardianship(people["guardian"], pupil)
    for person in people.values():
        if not Account.objects.filter(person=person).exists():
            make_account(person)
    ids = {"unit": unit.uuid, "course": course.uuid, "activity": activity.uuid, "class": group.uuid, "pupil": pupil.uuid}
    return client, people, ids


def words_of(response):
    """What a reader reads: text and spoken names, without scripts."""
    html = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|placeholder|title|data-confirm|data-confirm-more)="([^"]*)"', html)
    return "\n".join([strip_tags(html), *spoken])


def data():
    """Names and titles, longest first, so that what is left is the interface's own."""
    people = [name for row in Person.objects.all() for name in (row.full_name, row.short_name, row.given_name)]
    units = [name for row in Unit.objects.all() for name in (row.name, row.label)]
    titles = [row.title for model in (Course, Section, Activity) for row in model.objects.all()]
    codes = [name for model in (CodeValue, Grade, Subject) for name in model.objects.values_list("name", flat=True)]
    fixed = ["Cây Đa", "Tuyên Quang", "Tiếng Việt", "Bài thử", *(step["title"] for step in STEPS if step["title"])]
    return sorted({*people, *units, *titles, *codes, *fixed}, key=len, reverse=True)


PAGES = [
    ("teacher", "/"),
    ("teacher", "/lop-hoc/"),
    ("teacher", "/lop-hoc/{course}/soan/"),
    ("teacher", "/lop-hoc/{course}/nguoi/"),
    ("teacher", "/lop-hoc/{course}/cai-dat/"),
    ("teacher", "/lop-hoc/{course}/{activity}/bang/{class}/"),
    ("teacher", "/lop-hoc/{course}/{activity}/bang/{class}/em/{pupil}/"),
    ("teacher", "/ho-so/"),
    ("teacher", "/thong-bao/"),
    ("teacher", "/tai-khoan/2fa/"),
    ("student", "/"),
    ("student", "/lop-hoc/"),
    ("student", "/lop-hoc/{course}/"),
    ("student", "/lop-hoc/da-luu/"),
    ("student", "/dong-y/"),
    ("guardian", "/"),
    ("guardian", "/con-toi/{pupil}/"),
    ("guardian", "/con-toi/{pupil}/{course}/"),
    ("guardian", "/gia-dinh/"),
    ("leader", "/so-lieu/"),
    ("unit_admin", "/don-vi/{unit}/"),
    ("unit_admin", "/don-vi/{unit}/lop/"),
    ("unit_admin", "/don-vi/{unit}/nguoi/"),
    ("unit_admin", "/don-vi/{unit}/vai/"),
    ("unit_admin", "/don-vi/{unit}/nhap-danh-sach/"),
    ("unit_admin", "/lop/{class}/"),
    ("unit_admin", "/nguoi/{pupil}/"),
    ("unit_admin", "/phieu-dang-nhap/"),
    ("auditor", "/nhat-ky/"),
]


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_page_in_english(place, who, path):
    client, people, ids = place
    client.force_login(Account.objects.get(person=people[who]), backend=settings.AUTHENTICATION_BACKENDS[0])
    response = client.get(path.format(**ids), follow=True)
    assert response.status_code == 200
    text = words_of(response)
    for name in data():
        text = text.replace(name, "")
    assert [line.strip() for line in text.splitlines() if VIETNAMESE.search(line)] == []
    assert response.headers["Content-Language"] == "en"


@pytest.mark.parametrize("path", ["/dang-nhap/", "/tai-khoan/password/reset/", "/gia-dinh/tham-gia/", "/khong-co-trang-nay/", "/mat-mang/"])
def test_page_before_signing_in_in_english(place, path):
    text = words_of(place[0].get(path, follow=True))
    for name in data():
        text = text.replace(name, "")
    assert [line.strip() for line in text.splitlines() if VIETNAMESE.search(line)] == []


def test_language_chosen_in_the_profile_is_spoken_at_once(place):
    client, people, _ids = place
    client.cookies.clear()
    client.force_login(Account.objects.get(person=people["student"]), backend=settings.AUTHENTICATION_BACKENDS[0])
    assert "Hôm nay" in client.get("/").content.decode()
    saved = client.post("/ho-so/giao-dien/", {"language": "en", "theme": "auto"}, follow=True).content.decode()
    assert "Saved." in saved
    assert '<html lang="en"' in client.get("/").content.decode()


def test_manifest_speaks_the_readers_language(place):
    response = place[0].get("/manifest.webmanifest")
    assert response.json()["lang"] == "en"
    assert "learning" in response.json()["name"]
    assert "Cookie" in response["Vary"]
    assert "private" in response["Cache-Control"]
