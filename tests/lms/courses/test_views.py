"""Pages of courses: every door for every kind of visitor, with and without htmx."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Person
from core.organisations.selectors import actor_for
from lms.courses import services
from lms.hooks import ActivityType
from lms.models import Activity, Course, CourseClass, Section
from tests.factories.core import (
    make_account,
    make_class,
    make_enrolment,
    make_guardianship,
    make_membership,
    make_person,
    make_teaching,
    make_unit,
)
from tests.factories.courses import make_activity, make_course, make_course_class, make_section, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_unit(name="Trường THCS Tân Trào")


@pytest.fixture
def teacher(school):
    person = make_person("Trần Thị Hoa")
    make_membership(person, school)
    return make_account(person, "hoa.tran")


@pytest.fixture
def course(school, teacher):
    made = make_course(school, owner=teacher.person, title="Toán 9")
    part = make_section(made, "Chương IV")
    make_activity(part, title="Tỉ số lượng giác", config={"draft": {"url": "https://vnu.edu.vn/", "note": "Xem kĩ"}})
    make_activity(part, title="Ôn tập", config={"draft": {"url": "https://vnu.edu.vn/", "note": ""}})
    make_section(made, "Chương V")
    return made


@pytest.fixture
def group(course, teacher):
    made = make_class(course.unit)
    make_teaching(teacher.person, made)
    return made


@pytest.fixture
def signed(client, teacher):
    client.force_login(teacher)
    return client


def url(name, course, *args):
    return reverse(f"lms:{name}", args=[course.uuid, *args])


def first(course):
    return course.activities.order_by("position").first()


PAGES = ["course_edit", "course_settings", "course_copy", "course_publish", "course_versions", "course_people"]


@pytest.mark.parametrize("name", PAGES)
def test_author_opens_the_page(signed, course, name):
    response = signed.get(url(name, course))
    assert response.status_code == 200
    assert "Toán 9" in response.content.decode()


def pupil(course):
    group = make_class(course.unit, "9A7")
    make_course_class(course, group)
    return make_account(make_enrolment(group).person)


def parent(course):
    group = make_class(course.unit, "9A6")
    make_course_class(course, group)
    guardian = make_person("Nông Thị Hiền")
    make_guardianship(guardian, make_enrolment(group).person)
    return make_account(guardian)


def colleague(course):
    person = make_person("Bàn Văn Dũng")
    make_membership(person, course.unit)
    return make_account(person)


def outsider(course):
    person = make_person("Bàn Văn Dũng")
    make_membership(person, make_unit(name="Trường khác"))
    return make_account(person)


def expired(course):
    person = course.created_by
    person.memberships.update(valid_to="2026-08-02")
    return person.account


OTHERS = [pupil, parent, colleague, outsider, expired]


def posts(course):
    """Every door that changes something, with a body that would work for an author."""
    part, activity = course.sections.first(), first(course)
    group = make_class(course.unit, "9A8")
    return [
        (url("section_add", course), {"title": "X"}),
        (url("section_change", course, part.pk, "doi-ten"), {"title": "X"}),
        (url("section_change", course, part.pk, "chuyen"), {"step": "down"}),
        (url("section_change", course, part.pk, "xoa"), {}),
        (url("activity_add", course, part.pk), {"kind": "link", "title": "X"}),
        (url("activity_change", course, activity.uuid, "doi-ten"), {"title": "X"}),
        (url("activity_change", course, activity.uuid, "chuyen"), {"step": "down"}),
        (url("activity_change", course, activity.uuid, "xoa"), {}),
        (url("activity_change", course, activity.uuid, "mo"), {}),
        (url("activity_change", course, activity.uuid, "an"), {}),
        (url("activity_settings", course, activity.uuid), {"minutes": 5, "completion": "seen"}),
        (url("activity_content", course, activity.uuid), {"url": "https://khac.vn/"}),
        (url("course_settings", course), {"title": "X"}),
        (url("course_state", course, "cat"), {}),
        (url("course_copy", course), {"title": "X", "activities": [activity.pk]}),
        (url("course_publish", course), {}),
        (url("course_restore", course, 0), {}),
        (url("course_people_change", course, "giao-lop"), {"id": group.pk}),
        (url("course_people_change", course, "them-nguoi-hoc"), {"id": "x"}),
        (url("course_people_change", course, "phu-trach"), {"id": course.created_by_id}),
    ]


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Course, Section, Activity, CourseClass)]


@pytest.mark.parametrize("who", OTHERS)
def test_others_find_nothing_and_change_nothing(client, course, who):
    make_version(course)
    client.force_login(who(course))
    doors = posts(course)
    before = rows()
    for name in PAGES:
        assert client.get(url(name, course)).status_code in {403, 404}, name
    for address, body in doors:
        assert client.post(address, body).status_code in {403, 404}, address
    assert rows() == before


def test_visitor_is_sent_to_sign_in(client, course):
    for name in PAGES:
        assert client.get(url(name, course)).status_code == 302
    assert client.get(reverse("lms:courses")).status_code == 302


def test_doors_want_post(signed, course):
    for address, _body in posts(course)[:10]:
        assert signed.get(address).status_code == 405


# --- the outline -----------------------------------------------------------------------------------------------------


def test_outline_changes_without_scripts(signed, course):
    part = course.sections.first()
    assert signed.post(url("section_add", course), {"title": "Chương VI"}).status_code == 302
    signed.post(url("section_change", course, part.pk, "doi-ten"), {"title": "Chương 4"})
    signed.post(url("section_change", course, part.pk, "chuyen"), {"step": "down"})
    assert list(course.sections.filter(is_removed=False).values_list("title", flat=True)) == ["Chương V", "Chương 4", "Chương VI"]
    activity = first(course)
    signed.post(url("activity_change", course, activity.uuid, "doi-ten"), {"title": "Bài 11"})
    signed.post(url("activity_change", course, activity.uuid, "chuyen"), {"step": "up"})
    activity.refresh_from_db()
    assert (activity.title, activity.section.title, activity.position) == ("Bài 11", "Chương V", 0)
    signed.post(url("activity_change", course, activity.uuid, "chuyen"), {"section": part.pk, "index": "1"})
    activity.refresh_from_db()
    assert (activity.section_id, activity.position) == (part.pk, 1)
    signed.post(url("activity_change", course, activity.uuid, "xoa"))
    signed.post(url("section_change", course, part.pk, "xoa"))
    assert course.activities.filter(is_removed=False).count() == 0
    assert list(course.sections.filter(is_removed=False).values_list("title", flat=True)) == ["Chương V", "Chương VI"]


def test_outline_comes_back_to_htmx(signed, course):
    answer = signed.post(url("section_add", course), {"title": "Chương VI"}, headers={"hx-request": "true"}).content.decode()
    assert answer.lstrip().startswith("<outline-editor")
    assert "Chương VI" in answer
    refused = signed.post(url("section_add", course), {"title": " "}, headers={"hx-request": "true"}).content.decode()
    assert "Hãy đặt tên" in refused
    assert 'role="alert"' in refused


def test_refusal_is_said_without_scripts(signed, course):
    answer = signed.post(url("section_add", course), {"title": " "}, follow=True)
    assert "Hãy đặt tên" in answer.content.decode()
    other = make_section(make_course(course.unit))
    answer = signed.post(url("section_change", course, other.pk, "xoa"), follow=True)
    assert "không thuộc khoá học" in answer.content.decode()
    other.refresh_from_db()
    assert not other.is_removed


@pytest.mark.parametrize("kind", ["link", "file", "page"])
def test_new_activity_goes_on_to_its_content(signed, course, kind):
    part = course.sections.first()
    answer = signed.post(url("activity_add", course, part.pk), {"kind": kind, "title": "Mới"})
    made = course.activities.get(title="Mới")
    assert answer.url == ActivityType.of(kind).edit_url(made)
    answer = signed.post(url("activity_add", course, part.pk), {"kind": kind, "title": "Hai"}, headers={"hx-request": "true"})
    assert answer["HX-Redirect"]
    assert signed.get(ActivityType.of(kind).edit_url(made)).status_code == 200


def test_activity_without_title_or_of_no_kind_is_not_added(signed, course):
    part = course.sections.first()
    for body in ({"kind": "link", "title": ""}, {"kind": "", "title": "X"}, {"kind": "tro-choi", "title": "X"}):
        signed.post(url("activity_add", course, part.pk), body)
    assert course.activities.count() == 2


def test_publish_and_hide_from_the_menu(signed, course):
    activity = first(course)
    signed.post(url("activity_change", course, activity.uuid, "mo"))
    assert Activity.objects.get(pk=activity.pk).is_published
    signed.post(url("activity_change", course, activity.uuid, "an"))
    assert not Activity.objects.get(pk=activity.pk).is_published


@pytest.mark.parametrize("count", [1, 3])
def test_editor_takes_the_same_queries(signed, school, teacher, count, django_assert_max_num_queries):
    made = make_course(school, owner=teacher.person)
    for _ in range(count):
        part = make_section(made)
        for kind in ("link", "file", "page", "link"):
            make_activity(part, kind=kind)
        make_course_class(made, make_class(school, f"9C{count}{part.pk}"))
    make_version(made)
    with django_assert_max_num_queries(20) as counted:
        signed.get(url("course_edit", made))
    seen.setdefault("editor", len(counted))
    assert len(counted) == seen["editor"]


seen: dict[str, int] = {}


# --- one activity ----------------------------------------------------------------------------------------------------


def test_settings_are_saved_with_and_without_scripts(signed, course):
    one, two = course.activities.order_by("position")
    address = url("activity_settings", course, two.uuid)
    assert "Mở và hạn" in signed.get(address).content.decode()
    body = {
        "minutes": 25, "completion": "self", "available_from": "2026-11-24T07:00", "due_at": "2026-11-27T21:00", "after_id": one.pk, "after_score_ratio": "80",
    }  # fmt: skip
    assert signed.post(address, body).status_code == 302
    two.refresh_from_db()
    assert (two.minutes, two.completion, two.is_required, two.after_id, two.after_score_ratio) == (25, "self", False, one.pk, 0.8)
    assert two.due_at.isoformat() == "2026-11-27T14:00:00+00:00"
    answer = signed.post(address, {**body, "minutes": 30}, headers={"hx-request": "true"})
    assert (answer["HX-Retarget"], answer["HX-Trigger"]) == ("#khung", "outline-saved")
    shown = signed.get(address).content.decode()
    assert 'value="2026-11-27T21:00"' in shown
    assert 'value="80' in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"minutes": 0}, "phải từ 1 đến 600 phút"),
        ({"due_at": "2026-11-24T06:00"}, "Hạn làm bài phải sau"),
        ({"completion": "checkpoints"}, "checkpoints"),
        ({"after_score_ratio": "101"}, "từ 0 đến 100 phần trăm"),
    ],
)
def test_wrong_settings_are_said_beside_the_field(signed, course, wrong, said):
    activity = first(course)
    body = {"minutes": 25, "completion": "self", "available_from": "2026-11-24T07:00", **wrong}
    answer = signed.post(url("activity_settings", course, activity.uuid), body)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Activity.objects.get(pk=activity.pk).minutes == 10


def test_link_is_written_and_opened(signed, course):
    activity = first(course)
    address = url("activity_content", course, activity.uuid)
    answer = signed.post(address, {"url": "http://khong-an-toan.vn"})
    assert answer.status_code == 422
    assert "https://" in answer.content.decode()
    signed.post(address, {"url": "https://tuyenquang.edu.vn/", "note": "Đọc trang 3"})
    activity.refresh_from_db()
    assert (activity.config["draft"]["note"], activity.is_published) == ("Đọc trang 3", False)
    signed.post(address, {"url": "https://tuyenquang.edu.vn/", "publish": "1"})
    activity.refresh_from_db()
    assert (activity.is_published, activity.config["published"]["url"]) == (True, "https://tuyenquang.edu.vn/")


def test_page_is_written_clean(signed, course):
    activity = make_activity(course.sections.first(), kind="page", config={})
    address = url("activity_content", course, activity.uuid)
    signed.post(address, {"html": "<p>Chào <b>lớp</b></p><script>x()</script>"})
    activity.refresh_from_db()
    assert activity.config["draft"]["html"] == "<p>Chào <strong>lớp</strong></p>"
    assert signed.post(address, {"html": "<p> </p>"}).status_code == 422


def test_file_is_uploaded_and_kept(signed, course, tmp_path, settings):
    activity = make_activity(course.sections.first(), kind="file", config={})
    address = url("activity_content", course, activity.uuid)
    answer = signed.post(address, {"upload": SimpleUploadedFile("virus.exe", b"MZ")})
    assert answer.status_code == 422
    assert "virus.exe" in answer.content.decode()
    signed.post(address, {"upload": SimpleUploadedFile("De cuong.pdf", b"%PDF-1.7 ..."), "note": "In ra"})
    activity.refresh_from_db()
    kept = course.files.get()
    assert activity.config["draft"] == {"file": str(kept.uuid), "note": "In ra"}
    signed.post(address, {"file": str(kept.uuid), "note": "Khỏi in", "publish": "1"})
    activity.refresh_from_db()
    assert activity.config["published"] == {"file": str(kept.uuid), "note": "Khỏi in"}
    assert "De cuong.pdf" in signed.get(address).content.decode()


def test_kind_with_its_own_editor_has_no_plain_content_page(signed, course):
    activity = make_activity(course.sections.first(), kind="lesson")
    assert signed.get(url("activity_content", course, activity.uuid)).status_code == 404


@pytest.mark.parametrize("kind", ["link", "file", "page"])
def test_learner_reads_the_activity(client, course, kind):
    activity = make_activity(course.sections.first(), kind=kind)
    contents = {"link": {"url": "https://vnu.edu.vn/", "note": "Xem"}, "page": {"html": "<p>Chào lớp</p>"}}
    if kind == "file":
        from tests.factories.courses import make_course_file

        contents["file"] = {"file": str(make_course_file(course).uuid), "note": ""}
    activity.config = {"draft": {"url": "https://nhap.vn/"}, "published": contents[kind]}
    activity.save()
    make_version(course)
    account = pupil(course)
    client.force_login(account)
    shown = client.get(reverse("lms:activity", args=[course.uuid, activity.uuid]))
    assert shown.status_code == 200
    text = shown.content.decode()
    wanted = {
        "link": 'href="https://vnu.edu.vn/" target="_blank" rel="noopener noreferrer external"',
        "page": "<p>Chào lớp</p>",
        "file": "/tep-hoc/",
    }
    assert wanted[kind] in text
    assert "nhap.vn" not in text
    actor, _hats = actor_for(account, None)
    assert all(address.startswith("/tep-hoc/") for address in ActivityType.of(kind).offline_urls(actor=actor, activity=activity))


# --- courses ---------------------------------------------------------------------------------------------------------


def test_new_course(signed, teacher):
    assert signed.get(reverse("lms:course_new")).status_code == 200
    assert signed.post(reverse("lms:course_new"), {"title": ""}).status_code == 422
    answer = signed.post(reverse("lms:course_new"), {"title": "Ngữ văn 9"})
    assert answer.url == url("course_edit", Course.objects.get(title="Ngữ văn 9"))


def test_new_course_is_not_for_pupils(client, course):
    client.force_login(pupil(course))
    assert client.get(reverse("lms:course_new")).status_code == 403
    assert client.get(reverse("lms:course_templates")).status_code == 403


def test_course_settings_and_states(signed, course):
    signed.post(url("course_settings", course), {"title": "Toán 9, học kì I"})
    assert Course.objects.get(pk=course.pk).title == "Toán 9, học kì I"
    make_version(course)
    for verb, state in (("dong", "draft"), ("cat", "archived"), ("lay-lai", "draft")):
        signed.post(url("course_state", course, verb))
        assert Course.objects.get(pk=course.pk).state == state
    signed.post(url("course_state", course, "cat"))
    assert "Khoá học đã cất" in signed.get(url("course_edit", course)).content.decode()


def test_publish_page_says_what_changes(signed, course):
    for headers in ({}, {"hx-request": "true"}):
        shown = signed.get(url("course_publish", course), headers=headers).content.decode()
        assert "2 hoạt động mới" in shown
        assert "còn là bản nháp" in shown
    answer = signed.post(url("course_publish", course), {"publish_drafts": "on", "note": "Mở đầu"}, headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == url("course_edit", course)
    assert "Mở đầu" in signed.get(url("course_versions", course)).content.decode()
    signed.post(url("section_add", course), {"title": "Chương VI"})
    signed.post(url("course_restore", course, 0))
    assert not course.sections.filter(title="Chương VI", is_removed=False).exists()
    signed.post(url("section_change", course, course.sections.first().pk, "xoa"))
    signed.post(url("course_restore", course, 1))
    assert course.activities.filter(is_removed=False).count() == 2
    assert signed.post(url("course_restore", course, 9)).status_code == 404


def test_unfinished_activity_is_named_on_the_publish_page(signed, course):
    first(course).__class__.objects.filter(pk=first(course).pk).update(config={})
    answer = signed.post(url("course_publish", course), {"publish_drafts": "on"})
    assert answer.status_code == 422
    assert "“Tỉ số lượng giác”: chưa có nội dung" in answer.content.decode()


def test_copy_wizard(signed, course):
    chosen = first(course)
    assert signed.post(url("course_copy", course), {"title": "Bản sao"}).status_code == 422
    answer = signed.post(url("course_copy", course), {"title": "Bản sao", "activities": [chosen.pk]})
    made = Course.objects.get(title="Bản sao")
    assert answer.url == url("course_edit", made)
    assert [activity.title for activity in made.activities.all()] == ["Tỉ số lượng giác"]
    make_version(course)
    services.move_section(actor=actor_for(course.created_by.account, None)[0], section=course.sections.first(), to_index=1)
    signed.post(url("course_publish", course), {})
    make_version(course)
    assert "Bản gốc đã đổi" in signed.get(url("course_edit", made)).content.decode()


def test_gallery(signed, course):
    assert "Chưa có khoá học mẫu nào" in signed.get(reverse("lms:course_templates")).content.decode()
    Course.objects.filter(pk=course.pk).update(is_template=True)
    make_version(course)
    assert "Toán 9" in signed.get(reverse("lms:course_templates")).content.decode()


# --- Lớp học ---------------------------------------------------------------------------------------------------------


def test_list_for_a_teacher(signed, course, group):
    make_course_class(course, group)
    make_enrolment(group)
    shown = signed.get(reverse("lms:courses")).content.decode()
    assert "Toán 9" in shown
    assert "9A2" in shown
    assert "Không thấy khoá học nào" in signed.get(reverse("lms:courses"), {"q": "khong co"}).content.decode()
    part = signed.get(reverse("lms:courses"), {"q": "toan", "sau": "x", "ke": "la"}, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "Toán 9" in part


def test_list_for_a_pupil_and_a_parent(client, course):
    make_version(course)
    client.force_login(pupil(course))
    assert "Toán 9" in client.get(reverse("lms:courses")).content.decode()
    client.force_login(parent(course))
    shown = client.get(reverse("lms:courses")).content.decode()
    assert "Nông Minh Khuê" in shown
    assert "/con-toi/" in shown


def test_homeroom_teacher_reads_the_outline(client, course, group):
    make_course_class(course, group)
    make_version(course)
    person = make_person("Bàn Văn Dũng")
    make_membership(person, course.unit)
    make_teaching(person, group, kind="homeroom")
    client.force_login(make_account(person))
    shown = client.get(url("course_outline", course))
    assert shown.status_code == 200
    assert "Tỉ số lượng giác" in shown.content.decode()
    assert client.get(url("course_edit", course)).status_code == 404


def test_people_of_a_course(signed, course, group):
    colleague_person = make_person("Bàn Văn Dũng")
    make_membership(colleague_person, course.unit)
    learner = make_enrolment(group, make_person("Nông Minh Khuê", moet_id="0123456789")).person

    def send(verb, key):
        return signed.post(url("course_people_change", course, verb), {"id": key}, follow=True).content.decode()

    assert "Đã giao khoá học cho lớp 9A2" in send("giao-lop", group.pk)
    assert "cùng soạn" in send("them-giao-vien", colleague_person.pk)
    assert "phụ trách khoá học từ bây giờ" in send("phu-trach", colleague_person.pk)
    assert course.teachers.get(role="owner").person == colleague_person
    assert "học khoá này từ bây giờ" in send("them-nguoi-hoc", "0123456789")
    assert "Không tìm thấy ai" in send("them-nguoi-hoc", "9999999999")
    assert "không học khoá này nữa" in send("bo-nguoi-hoc", learner.pk)
    assert "không học khoá này nữa" in send("bo-lop", group.pk)
    assert "cần một người phụ trách" in send("bo-giao-vien", colleague_person.pk)
    assert "không soạn khoá học này nữa" in send("bo-giao-vien", Person.objects.get(account__username="hoa.tran").pk)


@pytest.mark.parametrize(("verb", "key"), [("giao-lop", "x"), ("giao-lop", "999999"), ("phu-trach", "x"), ("them-giao-vien", "999999")])
def test_people_that_do_not_exist_are_said(signed, course, verb, key):
    shown = signed.post(url("course_people_change", course, verb), {"id": key}, follow=True).content.decode()
    assert "không thuộc khoá học" in shown


# --- what courses add elsewhere --------------------------------------------------------------------------------------


def test_search_finds_what_one_may_see(teacher, course):
    from lms.courses.receivers.search import ActivitySearch, CourseSearch

    actor, _hats = actor_for(teacher, None)
    stranger, _hats = actor_for(outsider(course), None)
    assert [hit.title for hit in CourseSearch().search(actor, "toan", 5)] == ["Toán 9"]
    assert [hit.title for hit in ActivitySearch().search(actor, "on tap", 5)] == ["Ôn tập"]
    assert CourseSearch().search(stranger, "toan", 5) == ActivitySearch().search(stranger, "on tap", 5) == []
    make_version(course)
    learner, _hats = actor_for(pupil(course), None)
    assert [hit.title for hit in ActivitySearch().search(learner, "on tap", 5)] == ["Ôn tập"]
    assert ActivitySearch().search(learner, "on tap", 5)[0].url == reverse(
        "lms:activity", args=[course.uuid, course.activities.last().uuid]
    )


def test_place_in_the_navigation(teacher, course):
    from core.access.types import Actor
    from lms.courses.receivers.places import LearnPlace

    assert LearnPlace().places(Actor.visitor()) == []
    assert [(place.label, place.url) for place in LearnPlace().places(actor_for(teacher, None)[0])] == [("Lớp học", "/lop-hoc/")]


def test_every_act_on_courses_has_words_in_the_trail():
    import re
    from pathlib import Path

    from core.audit.types import VERBS

    root = Path(__file__).parents[3] / "lms"
    sources = [path.read_text() for part in ("courses", "enrolment") for path in (root / part).rglob("services/**/*.py")]
    sources.append((root / "enrolment" / "services.py").read_text())
    used = {verb for text in sources for verb in re.findall(r'"(courses\.[a-z]+\.[a-z]+)"', text)}
    assert len(used) > 20
    assert used <= set(VERBS)


def test_who_may_not_author_is_not_offered_a_copy(client, signed, course):
    """The school's admin may change every course of the school but starts none."""
    for name in ("course_edit", "course_settings"):
        assert url("course_copy", course) in signed.get(url(name, course)).content.decode()
    admin = make_account(make_person())
    make_membership(admin.person, course.unit, role="unit_admin")
    client.force_login(admin)
    for name in ("course_edit", "course_settings"):
        page = client.get(url(name, course))
        assert page.status_code == 200
        assert url("course_copy", course) not in page.content.decode()
