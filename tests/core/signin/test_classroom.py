"""The classroom door: names, pictures, locks, and what a class code never opens."""

import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Account, AuditRecord, ClassLoginCode, PictureLock
from core.signin.services.class_codes import ClassCodeTerms, class_token, revoke_class_code
from tests.factories.core import make_guardianship, make_membership, make_person, make_unit, system_actor
from tests.factories.signin import PICTURES, make_class_teacher, make_code, make_pictures, make_small_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    class_group, children = make_small_class()
    code = make_code(class_group)
    return class_group, children, code, f"/vao-lop/{class_token(code)}/"


def tap(client, door, child, taps=PICTURES, **fields):
    return client.post(f"{door}{child.uuid}/", {"taps": "-".join(taps[:3]), "tap": taps[3], **fields})


def is_in(client):
    return "_auth_user_id" in client.session


def test_token_is_not_stored(room):
    token = class_token(room[2])
    row = ClassLoginCode.objects.values().get()
    assert token not in str(row)
    assert row["token_hash"] == hashlib.sha256(token.encode()).hexdigest()


def test_door_shows_names_and_nothing_else(room, client):
    _class, (khue, _mui), _code, door = room
    khue.born_on, khue.phone = "2019-05-12", "0912345678"
    khue.save()
    page = client.get(door).content.decode()
    assert "Khuê" in page
    assert "Mùi" in page
    for private in ("Nông Minh", khue.account.username, "0912345678", "2019"):
        assert private not in page


def test_door_tells_namesakes_apart(client):
    class_group, _children = make_small_class(("Ma Thị Linh", "Quan Thị Linh", "Đỗ Mỹ Linh", "Lý An"))
    page = client.get(f"/vao-lop/{class_token(make_code(class_group))}/").content.decode()
    for name in ("Ma Thị Linh", "Quan Thị Linh", "Mỹ Linh", ">An<"):
        assert name in page


def test_door_costs_the_same_for_one_child_and_for_three(client):
    counts = []
    for names in (("Lý An",), ("Lý An", "Ma Bảo", "Bàn Mùi")):
        class_group, _children = make_small_class(names)
        door = f"/vao-lop/{class_token(make_code(class_group))}/"
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(door)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("state", ["unknown", "expired", "revoked"])
def test_door_is_absent_without_an_open_code(room, client, state):
    _class, (khue, _mui), code, door = room
    make_pictures(code, khue)
    if state == "expired":
        ClassLoginCode.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    elif state == "revoked":
        revoke_class_code(actor=system_actor(), code=code)
    else:
        door = f"/vao-lop/{'0' * 32}/"
    assert client.get(door).status_code == 404
    assert tap(client, door, khue).status_code == 404
    assert not is_in(client)


def test_door_keeps_its_hours(client):
    class_group, (khue, _mui) = make_small_class()
    now = timezone.localtime()
    later = (now + timedelta(hours=1)).time() if now.hour < 23 else now.replace(hour=23, minute=59, second=59).time()
    code = make_code(class_group, ClassCodeTerms(from_time=later))
    make_pictures(code, khue)
    door = f"/vao-lop/{class_token(code)}/"
    if now.time() < later:
        assert client.get(door).status_code == 403
        assert tap(client, door, khue).status_code == 404
        assert not is_in(client)


def test_pictures_sign_in_on_a_shared_session(room, client):
    _class, (khue, _mui), code, door = room
    make_pictures(code, khue)
    assert tap(client, door, khue)["Location"] == "/"
    assert client.session["_auth_user_id"] == str(khue.account.pk)
    assert client.session["shared_device"] is True
    assert client.get("/").status_code == 200
    started = AuditRecord.objects.get(verb="signin.session.started")
    assert (started.subject_person_id, started.changes["method"][1]) == (khue.pk, "picture")


def test_pad_works_tap_by_tap_without_scripts(room, client):
    _class, (khue, _mui), code, door = room
    make_pictures(code, khue)
    url, taps = f"{door}{khue.uuid}/", []
    for key in PICTURES[:3]:
        response = client.post(url, {"taps": "-".join(taps), "tap": key})
        taps.append(key)
        assert f'name="taps" value="{"-".join(taps)}"' in response.content.decode()
    assert client.post(url, {"taps": "-".join(taps), "tap": PICTURES[3]})["Location"] == "/"


def test_picture_hash_is_useless_without_the_server_key(room):
    _class, (khue, _mui), code, _door = room
    make_pictures(code, khue)
    stored = Account.objects.get(person=khue).picture_pin
    assert not check_password("-".join(PICTURES), stored)


def test_brute_force_waits_then_closes_until_the_teacher_resets(room, client):
    class_group, (khue, _mui), code, door = room
    make_pictures(code, khue)
    wrong = ["fish", "cat", "mango", "melon"]
    for _ in range(4):
        assert "thử lại" in tap(client, door, khue, wrong).content.decode()
    assert "nghỉ 10 phút" in tap(client, door, khue, wrong).content.decode()
    assert "nghỉ 10 phút" in tap(client, door, khue).content.decode()
    assert not is_in(client)
    assert PictureLock.objects.get().failures == 5
    PictureLock.objects.update(locked_until=timezone.now())
    for _ in range(5):
        page = tap(client, door, khue, wrong).content.decode()
    assert "bị khoá" in page
    PictureLock.objects.update(locked_until=None)
    assert "bị khoá" in tap(client, door, khue).content.decode()
    assert not is_in(client)
    from core.signin.services.pictures import reset_pictures

    reset_pictures(actor=make_class_teacher(class_group), class_group=class_group, person=khue)
    make_pictures(code, khue)
    assert tap(client, door, khue)["Location"] == "/"


def test_one_child_locked_leaves_the_other_alone(room, client):
    _class, (khue, mui), code, door = room
    make_pictures(code, khue)
    make_pictures(code, mui)
    for _ in range(6):
        tap(client, door, khue, ["fish", "cat", "mango", "melon"])
    assert tap(client, door, mui)["Location"] == "/"


def test_address_is_throttled_too(room, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "class_picture": "3/m/ip"}
    _class, (khue, _mui), code, door = room
    make_pictures(code, khue)
    for _ in range(3):
        tap(client, door, khue, ["fish", "cat", "mango", "melon"])
    assert tap(client, door, khue).status_code == 429
    assert not is_in(client)


def test_child_chooses_twice_while_choosing_is_open(room, client):
    _class, (khue, _mui), _code, door = room
    assert "chọn bốn hình bí mật" in client.get(f"{door}{khue.uuid}/").content.decode()
    again = tap(client, door, khue)
    assert "chạm lại" in again.content.decode()
    other = tap(client, door, khue, ["fish", "cat", "mango", "melon"], first="-".join(PICTURES))
    assert "chưa giống nhau" in other.content.decode()
    assert Account.objects.get(person=khue).picture_pin == ""
    assert tap(client, door, khue, first="-".join(PICTURES))["Location"] == "/"
    assert Account.objects.get(person=khue).picture_pin


@pytest.mark.parametrize("how", ["closed", "has one", "same"])
def test_choosing_is_refused(room, client, how):
    _class, (khue, _mui), code, door = room
    if how == "closed":
        ClassLoginCode.objects.update(pictures_until=timezone.now())
    if how == "has one":
        make_pictures(code, khue)
    before = Account.objects.get(person=khue).picture_pin
    taps = ["fish"] * 4 if how == "same" else ["fish", "cat", "mango", "melon"]
    tap(client, door, khue, taps, first="-".join(taps))
    assert Account.objects.get(person=khue).picture_pin == before
    assert not is_in(client)


def test_pictures_never_open_more_than_a_childs_place(room, client):
    _class_group, (khue, mui), code, door = room
    make_pictures(code, khue)
    make_pictures(code, mui)
    make_membership(khue, make_unit(), "teacher")
    make_guardianship(mui, make_person("Con nhỏ"))
    for child in (khue, mui):
        assert child.given_name not in client.get(door).content.decode()
        assert tap(client, door, child).status_code == 404
    assert not is_in(client)


def test_child_of_another_class_is_absent(room, client):
    _class, _children, _code, door = room
    _other, (stranger, _x) = make_small_class(("Lý An", "Ma Bảo"))
    stranger.account.picture_pin = "x"
    stranger.account.save()
    assert tap(client, door, stranger).status_code == 404


def test_locked_or_staff_accounts_do_not_come_in(room, client):
    _class, (khue, mui), code, door = room
    make_pictures(code, khue)
    make_pictures(code, mui)
    Account.objects.filter(person=khue).update(is_active=False)
    Account.objects.filter(person=mui).update(is_staff=True)
    for child in (khue, mui):
        assert tap(client, door, child).status_code == 404
    assert not is_in(client)


def test_next_child_replaces_the_one_before(room):
    _class, (khue, mui), code, door = room
    make_pictures(code, khue)
    make_pictures(code, mui)
    client = Client()
    tap(client, door, khue)
    first = client.session.session_key
    tap(client, door, mui)
    assert client.session["_auth_user_id"] == str(mui.account.pk)
    assert client.session.session_key != first
