"""The pages answer, in a constant number of queries, and nobody reads what isn't theirs."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditRecord, ClassGroup, Enrolment, Guardianship, Membership, Person, TeachingAssignment, Unit
from tests.factories.core import (  # fmt: skip
    make_account,
    make_class,
    make_enrolment,
    make_guardianship,
    make_membership,
    make_person,
    make_teaching,
    make_unit,
)
from tests.factories.places import ACTORS, make_one_of, make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_province()


def client_of(actor):
    client = Client()
    if actor.account_id:
        from core.models import Account

        client.force_login(Account.objects.get(pk=actor.account_id))
        if actor.hat is not None:
            session = client.session
            session["hat"] = actor.hat.key
            session.save()
    return client


def unit_url(name, unit):
    return reverse(f"core:{name}", args=[unit.uuid])


def pages(place):
    learner = Enrolment.objects.get(person=place.pupil, class_group=place.class_group)
    return {
        "unit": unit_url("unit", place.school),
        "unit_as_of": unit_url("unit", place.school) + "?ngay=2020-01-01",
        "unit_children": unit_url("unit_children", place.school),
        "unit_classes": unit_url("unit_classes", place.school),
        "unit_people": unit_url("unit_people", place.school) + "?q=minh&vai=student",
        "unit_hats": unit_url("unit_hats", place.school),
        "unit_open": unit_url("unit_open", place.school),
        "unit_rename": unit_url("unit_rename", place.school),
        "unit_contact": unit_url("unit_contact", place.school),
        "unit_move": unit_url("unit_move", place.school),
        "unit_move_to": unit_url("unit_move", place.school) + f"?den={place.other_commune.uuid}",
        "unit_merge": unit_url("unit_merge", place.school) + "?q=thcs",
        "unit_close": unit_url("unit_close", place.school),
        "class_open": unit_url("class_open", place.school),
        "person_add": unit_url("person_add", place.school),
        "learner_receive": unit_url("learner_receive", place.school),
        "hat_grant": unit_url("hat_grant", place.school) + "?q=khue",
        "hat_grant_to": unit_url("hat_grant", place.school) + f"?nguoi={place.pupil.uuid}",
        "class_page": unit_url("class_page", place.class_group),
        "class_teaching": unit_url("class_teaching", place.class_group),
        "class_learner": reverse("core:class_learner", args=[place.class_group.uuid, learner.pk]),
        "person": unit_url("person", place.pupil),
        "person_edit": unit_url("person_edit", place.pupil),
        "person_merge": unit_url("person_merge", place.pupil) + "?q=khue",
        "guardian_add": unit_url("guardian_add", place.pupil),
    }


MANAGERS = {"school_admin", "commune_admin", "department", "staff"}
MEMBERS = MANAGERS | {"pupil", "teacher", "homeroom"}
MAY_OPEN = {
    **dict.fromkeys(("unit", "unit_as_of", "unit_children", "unit_classes"), MEMBERS),
    **dict.fromkeys(("unit_people", "unit_hats", "unit_open", "unit_contact", "class_open", "person_add", "learner_receive", "hat_grant", "hat_grant_to", "class_teaching", "class_learner", "person_edit", "person_merge"), MANAGERS),
    **dict.fromkeys(("unit_rename", "unit_move", "unit_merge", "unit_close"), MANAGERS - {"school_admin"}),
    "unit_move_to": {"department", "staff"},
    "class_page": MANAGERS | {"pupil", "homeroom"},
    "person": MANAGERS | {"pupil", "homeroom", "guardian"},
    "guardian_add": MANAGERS | {"homeroom"},
}  # fmt: skip


@pytest.mark.parametrize("who", [name for name in ACTORS if name != "system"])
def test_pages_open_only_to_those_who_may(place, who):
    client = client_of(make_one_of(who, place))
    wrong = {}
    for name, url in pages(place).items():
        status = client.get(url).status_code
        expected = {200} if who in MAY_OPEN[name] else {302} if who == "visitor" else {403, 404}
        if status not in expected:
            wrong[name] = status
    assert wrong == {}


POSTS = {
    "unit_open": {"name": "Điểm trường Bản Pình", "kind": "site", "key": "S9", "on": "2026-09-01"},
    "unit_rename": {"name": "Trường mới", "on": "2026-09-01"},
    "unit_contact": {"address": "Thôn Bòng", "phone": ""},
    "unit_move_to": {"on": "2026-09-01"},
    "unit_close": {"on": "2026-09-01"},
    "class_open": {"name": "9A7"},
    "person_add": {"full_name": "Bàn Văn Mới", "role": "teacher"},
    "hat_grant_to": {"role": "teacher", "valid_from": "2026-09-01"},
    "class_learner": {"step": "left", "reason": "x", "on": "2026-09-01"},
    "person_edit": {"full_name": "Nông Minh Đổi"},
    "guardian_add": {"full_name": "Nông Văn Bố", "relation": "father"},
}


@pytest.mark.parametrize("who", ["visitor", "pupil", "guardian", "teacher", "other_admin", "expired"])
def test_refused_posts_change_nothing(place, who):
    client = client_of(make_one_of(who, place))
    rows = lambda: [  # noqa: E731
        list(model.objects.order_by("pk").values())
        for model in (Unit, ClassGroup, Membership, Enrolment, Person, Guardianship, AuditRecord, TeachingAssignment)
    ]
    before = rows()
    urls = pages(place)
    for name, data in POSTS.items():
        assert client.post(urls[name], data).status_code in {302, 403, 404}, name
    assert rows() == before


def grow(place, count):
    for index in range(count):
        number = Unit.objects.count()
        make_unit(Unit.objects.get(pk=place.school.pk), "site", f"Điểm trường {number}")
        pupil = make_enrolment(place.class_group, make_person(f"Lý Minh Sơn {number}")).person
        parent = make_person(f"Lý Văn Cha {number}")
        make_account(parent)
        make_guardianship(parent, pupil)
        make_guardianship(make_person(f"Lý Thị Mẹ {number}"), place.pupil)
        make_membership(make_person(f"Ma Thị Giáo {number}"), place.school)
        teacher = make_person(f"Hà Minh Thầy {number}")
        make_teaching(teacher, make_class(place.school, f"8A{number}{index}"), kind="homeroom")
        make_membership(place.pupil, make_unit(name=f"Trung tâm {number}", kind="centre"), "learner")


COUNTED = ["unit", "unit_children", "unit_classes", "unit_people", "unit_hats", "unit_merge", "hat_grant", "class_page", "class_teaching", "person", "person_edit", "person_add"]  # fmt: skip


@pytest.mark.parametrize("name", COUNTED)
def test_queries_do_not_grow_with_the_rows(place, name):
    client = client_of(place.actor("unit_admin", "department"))

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(pages(place)[name]).status_code == 200
        return [re.sub(r"\d+", "#", query["sql"])[:90] for query in queries]

    grow(place, 1)
    count()
    one = count()
    grow(place, 2)
    three = count()
    assert len(three) == len(one), f"{len(one)} -> {len(three)}"
    assert len(three) <= 20, three


@pytest.mark.parametrize(("name", "counts"), [("unit", True), ("unit_children", False), ("unit_people", False), ("unit_hats", False)])
def test_units_below_are_counted_only_where_their_number_is_shown(place, name, counts):
    client = client_of(place.actor("unit_admin", "department"))
    for query in ("", "?q=Tân"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"core:{name}", args=[place.department.uuid]) + query).status_code == 200
        counted = [one["sql"] for one in queries if "COUNT(" in one["sql"] and 'FROM "core_unit"' in one["sql"]]
        assert bool(counted) is counts


def test_people_list_is_in_vietnamese_order_and_pages_by_key(place):
    for given in ("Ân", "An", "Ăn", "Đạt", "Dũng", "Ích"):
        make_membership(make_person(f"Lý Văn {given}"), place.school)
    client = client_of(place.actor("unit_admin"))
    from core.organisations.selectors import people_page
    from core.organisations.types import PeopleFilter

    actor = place.actor("unit_admin", person=make_person("Zz Zz Zz"))
    names, after, keys = [], None, []
    while True:
        page = people_page(actor, place.school, PeopleFilter(role="teacher", size=2, after_id=after))
        names += [row.person.given_name for row in page.items]
        keys.append((page.previous_key, page.next_key))
        if page.next_key is None:
            break
        after = int(page.next_key)
    assert names == ["An", "Ăn", "Ân", "Dũng", "Đạt", "Ích"]
    assert (keys[0][0], keys[-1][0] is not None) == (None, True)
    back = people_page(actor, place.school, PeopleFilter(role="teacher", size=2, before_id=int(keys[-1][0])))
    assert [row.person.given_name for row in back.items] == ["Ân", "Dũng"]
    body = client.get(unit_url("unit_people", place.school) + "?q=lý dat").content.decode()
    assert "Lý Văn Đạt" in body
    assert "Lý Văn Dũng" not in body
    assert client.get(unit_url("unit_people", place.school) + "?sau=abc&vai=xx").status_code == 200


def test_people_list_answers_htmx_with_rows_only(place):
    client = client_of(place.actor("unit_admin"))
    body = client.get(unit_url("unit_people", place.school), headers={"HX-Request": "true"}).content.decode()
    assert "Nông Minh Khuê" in body
    assert "<html" not in body


def test_looking_at_a_record_is_written_down_but_not_at_ones_own(place):
    actor = place.actor("unit_admin")
    client = client_of(actor)
    client.get(unit_url("person", place.pupil))
    row = AuditRecord.objects.get(verb="people.person.viewed")
    assert (row.actor_person_id, row.subject_person_id, row.unit_id) == (actor.person_id, place.pupil.pk, place.school.pk)
    client.get(unit_url("person", Person.objects.get(pk=actor.person_id)))
    assert AuditRecord.objects.count() == 1


def test_teacher_of_a_subject_sees_no_numbers_and_no_family(place):
    actor = place.actor("teacher")
    make_teaching(Person.objects.get(pk=actor.person_id), place.class_group)
    Person.objects.filter(pk=place.pupil.pk).update(personal_id="008212001234", phone="0912345678")
    make_guardianship(make_person("Nông Thị Mẹ"), place.pupil)
    body = client_of(actor).get(unit_url("person", place.pupil)).content.decode()
    assert "Nông Minh Khuê" in body
    assert not any(text in body for text in ("008212001234", "0912345678", "Nông Thị Mẹ"))


def test_pupils_see_classmates_names_only(place):
    make_guardianship(make_person("Nông Thị Mẹ"), place.pupil)
    make_enrolment(place.class_group, make_person("Lý Văn Bạn"))
    body = client_of(make_one_of("pupil", place)).get(unit_url("class_page", place.class_group)).content.decode()
    assert "Lý Văn Bạn" in body
    assert not any(text in body for text in ("Nông Thị Mẹ", "Kết nối phụ huynh", "Chưa có phụ huynh"))


def test_merged_record_leads_to_the_one_that_answers(place):
    double = make_person("Nông Minh Khue", merged_into=place.pupil)
    make_membership(double, place.school, "student")
    response = client_of(place.actor("unit_admin")).get(unit_url("person", double))
    assert (response.status_code, response["Location"]) == (302, unit_url("person", place.pupil))


def test_absent_and_forbidden_look_the_same(place):
    client = client_of(place.actor("unit_admin", "other_school"))
    forbidden, absent = client.get(unit_url("person", place.pupil)), client.get(reverse("core:person", args=[uuid4()]))
    assert (forbidden.status_code, absent.status_code) == (404, 404)
    assert re.sub(r"\S{30,}", "", forbidden.content.decode()) == re.sub(r"\S{30,}", "", absent.content.decode())


def test_person_is_added_after_the_question_about_a_namesake(place):
    client, url = client_of(place.actor("unit_admin")), unit_url("person_add", place.school)
    data = {"full_name": "nông minh khuê", "born_on": "04/03/2012", "role": "student", "class_group": place.class_group.pk}
    asked = client.post(url, data)
    assert asked.status_code == 422
    assert 'name="allow_similar"' in asked.content.decode()
    assert "Đã có người trùng họ tên và ngày sinh" in asked.content.decode()
    assert Person.objects.filter(born_on=date(2012, 3, 4)).count() == 1
    made = client.post(url, {**data, "allow_similar": "on"})
    assert made.status_code == 302
    assert Enrolment.objects.filter(class_group=place.class_group).count() == 2


def test_form_keeps_what_was_typed_and_names_the_field(place):
    client = client_of(place.actor("unit_admin"))
    data = {"full_name": "Nông Minh Khuê", "born_on": "2012-03-04", "sex": "female", "personal_id": "008212001234", "phone": "12"}
    response = client.post(unit_url("person_edit", place.pupil), data)
    body = response.content.decode()
    assert response.status_code == 422
    assert "Số định danh không khớp giới tính" in body
    assert "Số điện thoại không hợp lệ" in body
    assert 'value="008212001234"' in body
    assert Person.objects.get(pk=place.pupil.pk).personal_id is None


def test_wizards_do_what_they_say(place):
    client = client_of(place.actor("unit_admin", "department"))
    moved = client.post(unit_url("unit_move", place.school) + f"?den={place.other_commune.uuid}", {"on": "2026-09-01", "decision": "1/QĐ"})
    assert moved.status_code == 302
    assert Unit.objects.get(pk=place.school.pk).get_parent() == place.other_commune
    form = {
        "others": [place.other_school.pk],
        "target": place.other_school.pk,
        "on": "2026-09-02",
        "move_staff": "on",
        "move_classes": "on",
    }
    asked = client.post(unit_url("unit_merge", place.school), form)
    assert asked.status_code == 200
    assert "Sáp nhập vào “Trường THCS Sơn Thủy”?" in asked.content.decode()
    assert not Unit.objects.get(pk=place.school.pk).closed_on
    done = client.post(unit_url("unit_merge", place.school), {**form, "confirm": "1"})
    assert done.status_code == 302
    old = Unit.objects.get(pk=place.school.pk)
    assert old.successor_id == place.other_school.pk
    page = client.get(unit_url("unit", old)).content.decode()
    assert "Đơn vị kế thừa" in page
    assert client.post(unit_url("unit_merge", place.other_school), {"target": "new", "on": "2026-09-03"}).status_code == 422
    assert client.get(unit_url("unit_move", place.other_school) + "?den=nothing").status_code == 404


def test_hats_are_granted_and_taken_back_by_page(place):
    client, teacher = client_of(place.actor("unit_admin")), make_person("Lý Thị Hoa")
    make_membership(teacher, place.school, "staff")
    url = unit_url("hat_grant", place.school) + f"?nguoi={teacher.uuid}"
    assert client.post(url, {"role": "leader", "title": "Phó Hiệu trưởng", "valid_from": "2026-09-01"}).status_code == 302
    hat = Membership.objects.get(person=teacher, role="leader")
    end = reverse("core:hat_end", args=[place.school.uuid, hat.pk])
    assert "mất vai" in client.get(end).content.decode()
    assert client.post(end).status_code == 302
    hat.refresh_from_db()
    assert hat.valid_to is not None
    assert "kết thúc" in client.post(end).content.decode()
    assert client.post(url, {"role": "auditor", "valid_from": "2026-09-01"}).status_code == 422


def test_class_is_run_by_pages(place):
    client, teacher = client_of(place.actor("unit_admin")), make_person("Lý Thị Hoa")
    make_membership(teacher, place.school)
    from core.models import Grade, SchoolYear

    data = {"name": "9A7", "grade": Grade.objects.get(key="9").pk, "school_year": SchoolYear.objects.get(key="2026-2027").pk}
    assert client.post(unit_url("class_open", place.school), data).status_code == 302
    assert client.post(unit_url("class_open", place.school), data).status_code == 422
    other = ClassGroup.objects.get(name="9A7")
    assert client.post(unit_url("class_teaching", place.class_group), {"teacher": teacher.pk}).status_code == 302
    duty = TeachingAssignment.objects.get(person=teacher)
    assert client.post(reverse("core:class_release", args=[place.class_group.uuid, duty.pk])).status_code == 302
    seat = Enrolment.objects.get(person=place.pupil)
    url = reverse("core:class_learner", args=[place.class_group.uuid, seat.pk])
    assert client.post(url, {"step": "transferred_class", "on": "2026-11-01"}).status_code == 422
    assert client.post(url, {"step": "transferred_class", "to": other.pk, "on": "2026-11-01"}).status_code == 302
    seat = Enrolment.objects.get(person=place.pupil, valid_to=None)
    assert seat.class_group == other
    url = reverse("core:class_learner", args=[other.uuid, seat.pk])
    assert client.post(url, {"step": "transferred_out", "reason": "THCS Sơn Thủy", "on": "2026-11-20"}).status_code == 302
    assert not Enrolment.objects.filter(person=place.pupil, valid_to=None).exists()


def test_families_are_run_by_pages(place):
    client = client_of(place.actor("unit_admin"))
    assert (
        client.post(
            unit_url("guardian_add", place.pupil), {"full_name": "Nông Văn Bố", "relation": "father", "phone": "0912 345 678"}
        ).status_code
        == 302
    )
    tie = Guardianship.objects.get(child=place.pupil)
    url = reverse("core:guardian", args=[place.pupil.uuid, tie.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"may_see": ["progress"]}).status_code == 302
    tie.refresh_from_db()
    assert tie.may_see == ["progress"]
    assert client.post(url, {"step": "end"}).status_code == 302
    tie.refresh_from_db()
    assert tie.valid_to is not None
    body = client.post(unit_url("guardian_code", place.pupil)).content.decode()
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", body)
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", client.post(unit_url("class_guardian_codes", place.class_group)).content.decode())


def test_duplicates_are_merged_by_page(place):
    client, double = client_of(place.actor("unit_admin")), make_person("Nông Minh Khuê", moet_id="1234567890")
    make_membership(double, place.school, "student")
    url = unit_url("person_merge", place.pupil)
    assert str(double.uuid) in client.get(url).content.decode()
    assert "1234567890" in client.get(url + f"?voi={double.uuid}").content.decode()
    assert client.post(url + f"?voi={double.uuid}").status_code == 302
    assert Person.objects.get(pk=place.pupil.pk).moet_id == "1234567890"
    assert client.post(url + f"?voi={place.pupil.uuid}").status_code == 200
