"""Class codes for teachers: who makes, shows and ends them, who resets pictures."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import Account, AuditRecord, ClassLoginCode
from core.signin.services.class_codes import class_token
from tests.factories.core import make_actor, make_enrolment, make_person, make_unit
from tests.factories.signin import make_class_teacher, make_code, make_pictures, make_small_class

pytestmark = pytest.mark.django_db
WHO = ["visitor", "pupil", "stranger teacher", "class teacher", "admin here", "admin elsewhere", "leader", "auditor"]
MAY = {"class teacher", "admin here"}


def actor_called(who, class_group):
    unit = class_group.unit
    if who == "class teacher":
        return make_class_teacher(class_group)
    roles = {
        "pupil": ("student", unit),
        "stranger teacher": ("teacher", unit),
        "admin here": ("unit_admin", unit),
        "admin elsewhere": ("unit_admin", make_unit()),
        "leader": ("leader", unit),
        "auditor": ("auditor", unit),
    }
    return make_actor(*roles[who])


@pytest.fixture
def room():
    class_group, children = make_small_class()
    code = make_code(class_group)
    make_pictures(code, children[0])
    return class_group, children, code


@pytest.fixture
def client_of(browser_of):
    return lambda who, class_group: Client() if who == "visitor" else browser_of(actor_called(who, class_group))


@pytest.mark.parametrize("who", WHO)
def test_matrix_of_reading(who, room, client_of):
    class_group, _children, code = room
    client = client_of(who, class_group)
    for path in (f"/ma-lop/{class_group.uuid}/", f"/ma-lop/ma/{code.uuid}/"):
        response = client.get(path)
        if who in MAY:
            assert response.status_code == 200
        else:
            assert response.status_code in {302, 403, 404}
            assert class_token(code) not in response.content.decode()


@pytest.mark.parametrize("who", WHO)
def test_matrix_of_writing(who, room, client_of):
    class_group, (khue, _mui), code = room
    client = client_of(who, class_group)
    before = (ClassLoginCode.objects.values().get(), Account.objects.values().get(person=khue))
    client.post(f"/ma-lop/{class_group.uuid}/", {"days": "1", "choosing": "on"})
    client.post(f"/ma-lop/{class_group.uuid}/{khue.uuid}/xoa-hinh/")
    client.post(f"/ma-lop/ma/{code.uuid}/chon-hinh/")
    client.post(f"/ma-lop/ma/{code.uuid}/huy/")
    if who in MAY:
        assert ClassLoginCode.objects.count() == 2
        assert ClassLoginCode.objects.get(pk=code.pk).revoked_at is not None
        assert Account.objects.get(person=khue).picture_pin == ""
    else:
        assert (ClassLoginCode.objects.values().get(), Account.objects.values().get(person=khue)) == before


def test_code_page_shows_the_qr_again_and_again(room, browser_of):
    class_group, _children, code = room
    client = browser_of(make_class_teacher(class_group))
    for _ in range(2):
        page = client.get(f"/ma-lop/ma/{code.uuid}/").content.decode()
        assert "<svg" in page
        assert f"/vao-lop/{class_token(code)}/" in page


def test_reset_of_a_child_of_another_class_changes_nothing(room, browser_of):
    class_group, _children, _code = room
    other, (stranger, _x) = make_small_class(("Lý An", "Ma Bảo"))
    make_pictures(make_code(other), stranger)
    response = browser_of(make_class_teacher(class_group)).post(f"/ma-lop/{class_group.uuid}/{stranger.uuid}/xoa-hinh/")
    assert response.status_code == 404
    assert Account.objects.get(person=stranger).picture_pin


def test_hours_in_the_wrong_order_are_refused(room, browser_of):
    class_group, _children, _code = room
    page = browser_of(make_class_teacher(class_group)).post(
        f"/ma-lop/{class_group.uuid}/", {"days": "1", "from_time": "11:00", "to_time": "07:00"}
    )
    assert "Giờ kết thúc phải sau" in page.content.decode()
    assert ClassLoginCode.objects.count() == 1


def test_everything_is_audited_at_the_school(room, browser_of):
    class_group, (khue, _mui), _code = room
    client = browser_of(make_class_teacher(class_group))
    client.post(f"/ma-lop/{class_group.uuid}/{khue.uuid}/xoa-hinh/")
    row = AuditRecord.objects.get(verb="signin.pictures.reset")
    assert (row.subject_person_id, row.unit_path) == (khue.pk, class_group.unit.path)


def test_class_page_costs_the_same_for_one_child_and_for_three(room, browser_of):
    class_group, _children, _code = room
    client = browser_of(make_class_teacher(class_group))
    counts = []
    for _ in range(2):
        client.get(f"/ma-lop/{class_group.uuid}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/ma-lop/{class_group.uuid}/").status_code == 200
        counts.append(len(queries))
        for name in ("Lý An", "Ma Bảo"):
            make_enrolment(class_group, make_person(name))
    assert counts[0] == counts[1] <= 20


def test_list_of_classes_is_ones_own(room, browser_of):
    class_group, _children, _code = room
    make_small_class(("Lý An",))
    page = browser_of(make_class_teacher(class_group)).get("/ma-lop/").content.decode()
    assert page.count("Lớp 1A") == 1
