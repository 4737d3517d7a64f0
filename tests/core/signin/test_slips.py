"""Slips and accounts: who prints, what is on paper, what is kept, who may be reset."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pypdf import PdfReader

from core.access.errors import AccessRefused
from core.models import Account, AuditRecord, ClassLoginCode, GuardianCode, Job, OneTimePassword, SlipBatch
from core.signin.enums import SlipKind
from core.signin.errors import NobodyToPrintError
from core.signin.rules import ungrouped
from core.signin.services.accounts import create_account, create_accounts, reset_password, set_locked
from core.signin.services.slips import delete_old_slips, open_slips, request_slips
from tests.factories.core import (
    make_account,
    make_actor,
    make_class,
    make_enrolment,
    make_guardianship,
    make_membership,
    make_person,
    make_unit,
    system_actor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_unit(make_unit(kind="department", name="Sở"), name="Trường THCS Tân Trào")


@pytest.fixture
def admin(school):
    return make_actor("unit_admin", school)


@pytest.fixture
def class_group(school):
    row = make_class(school)
    for name in ("Nông Minh Khuê", "Bàn Thị Mùi", "Ma Văn Páo"):
        make_enrolment(row, make_person(name, born_on="2012-03-04"))
    return row


def text_of(data):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def passwords_on(text):
    lines = text.splitlines()
    names = [lines[i + 1].strip() for i, line in enumerate(lines) if line.startswith("Tên đăng nhập")]
    words = [ungrouped(lines[i + 1]) for i, line in enumerate(lines) if line.startswith("Mật khẩu dùng")]
    return dict(zip(names, words, strict=True))


def test_slips_carry_passwords_that_work_and_are_not_kept(admin, school, class_group, log_in):
    batch = request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=school, class_group=class_group)
    data = open_slips(actor=admin, batch=batch)
    text = text_of(data)
    assert "Nông Minh Khuê" in text
    assert "Trường THCS Tân Trào" in text
    found = passwords_on(text)
    assert sorted(found) == ["khuenm12", "muibt12", "paomv12"]
    for name, password in found.items():
        client = Client()
        assert log_in(client, name, password).status_code == 302
        assert client.get("/ho-so/")["Location"] == "/lan-dau/"
        assert password not in str(list(Account.objects.values()))
        assert password not in str(list(AuditRecord.objects.values()))
    with default_storage.open(batch.file_name) as file:
        assert b"%PDF" not in file.read()


def test_eight_slips_a_page(admin, school, class_group):
    for number in range(9 - 3):
        make_enrolment(class_group, make_person(f"Lý Văn {number}"))
    data = open_slips(actor=admin, batch=request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=school, class_group=class_group))
    assert len(PdfReader(io.BytesIO(data)).pages) == 2


def test_people_with_their_own_password_keep_it(admin, school, class_group):
    chosen = class_group.enrolments.get(person__given_name="Khuê").person
    make_account(chosen, "khue")
    before = Account.objects.get(person=chosen).password
    batch = request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=school, class_group=class_group)
    assert chosen.pk not in batch.person_ids
    assert Account.objects.get(person=chosen).password == before
    again = request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=school, class_group=class_group, again=True)
    assert chosen.pk in again.person_ids
    account = Account.objects.get(person=chosen)
    assert account.password != before
    assert account.must_change_password is True


def test_nobody_left_is_said(admin, school, class_group):
    for enrolment in class_group.enrolments.all():
        make_account(enrolment.person)
    with pytest.raises(NobodyToPrintError):
        request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=school, class_group=class_group)
    assert not SlipBatch.objects.exists()


def test_picture_slips_lead_to_the_class_door(admin, school, class_group):
    batch = request_slips(actor=admin, kind=SlipKind.PICTURES, unit=school, class_group=class_group)
    assert "chạm bốn hình" in text_of(open_slips(actor=admin, batch=batch)).replace("\n", " ")
    code = ClassLoginCode.objects.get()
    assert code.class_group == class_group
    assert code.pictures_until is None
    assert Account.objects.filter(person__enrolments__class_group=class_group).count() == 3


def test_guardian_slips_carry_fresh_codes(admin, school, class_group):
    batch = request_slips(actor=admin, kind=SlipKind.GUARDIANS, unit=school, class_group=class_group)
    text = text_of(open_slips(actor=admin, batch=batch))
    assert "Phụ huynh của Nông" in text
    assert all(code in text for code in GuardianCode.objects.values_list("code", flat=True))


def test_staff_slips(admin, school):
    teacher = make_person("Hoàng Thị Hương", phone="0912345678")
    make_membership(teacher, school, "teacher")
    batch = request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=school)
    assert teacher.pk in batch.person_ids
    assert Account.objects.get(person=teacher).phone == "0912345678"


def test_large_batches_are_printed_by_a_job(admin, school, class_group, run_jobs):
    for number in range(60):
        make_enrolment(class_group, make_person(f"Lý Văn {number}"))
    batch = request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=school, class_group=class_group)
    assert batch.is_ready is False
    assert Job.objects.get(name="signin.slips").created_by_id == admin.person_id
    run_jobs()
    batch.refresh_from_db()
    assert batch.is_ready
    batch.job.refresh_from_db()
    assert (batch.job.state, batch.job.done_count, batch.job.result) == ("done", 63, {"slips": 63})
    assert "Lý Văn 59" in text_of(open_slips(actor=admin, batch=batch))


def test_job_asks_for_the_right_again(admin, school, class_group, run_jobs):
    for number in range(60):
        make_enrolment(class_group, make_person(f"Lý Văn {number}"))
    batch = request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=school, class_group=class_group)
    account = Account.objects.get(pk=admin.account_id)
    account.person.memberships.update(valid_to=timezone.localdate() - timedelta(days=1))
    run_jobs()
    batch.refresh_from_db()
    assert batch.file_name == ""
    assert not OneTimePassword.objects.exists()


@pytest.mark.parametrize("who", ["visitor", "teacher", "leader", "student", "admin elsewhere", "other admin here"])
def test_only_the_creator_downloads(who, admin, school, class_group, browser_of):
    batch = request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=school, class_group=class_group)
    roles = {
        "teacher": ("teacher", school),
        "leader": ("leader", school),
        "student": ("student", school),
        "admin elsewhere": ("unit_admin", make_unit()),
        "other admin here": ("unit_admin", school),
    }
    client = Client() if who == "visitor" else browser_of(make_actor(*roles[who]))
    for path in ("", "tai-ve/"):
        assert client.get(f"/phieu-dang-nhap/{batch.uuid}/{path}").status_code in {302, 403, 404}
    batch.refresh_from_db()
    assert batch.downloaded_at is None
    response = browser_of(admin).get(f"/phieu-dang-nhap/{batch.uuid}/tai-ve/")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_old_files_are_deleted(admin, school, class_group):
    batch = request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=school, class_group=class_group)
    name = batch.file_name
    SlipBatch.objects.update(expires_at=timezone.now())
    batch.refresh_from_db()
    with pytest.raises(AccessRefused):
        open_slips(actor=admin, batch=batch)
    assert delete_old_slips() == 1
    assert not default_storage.exists(name)


@pytest.mark.parametrize("role", ["teacher", "leader", "student", "officer", "auditor", "staff"])
def test_ordering_is_for_administrators(role, school, class_group, browser_of):
    actor = make_actor(role, school)
    response = browser_of(actor).post("/phieu-dang-nhap/", {"audience": str(class_group.uuid), "kind": "passwords"})
    assert response.status_code == 403
    with pytest.raises(AccessRefused):
        request_slips(actor=actor, kind=SlipKind.PASSWORDS, unit=school, class_group=class_group)
    assert not SlipBatch.objects.exists()
    assert not Account.objects.filter(person__enrolments__class_group=class_group).exists()


def test_ordering_for_another_school_is_refused(admin, browser_of):
    other = make_class(make_unit())
    make_enrolment(other)
    client = browser_of(admin)
    assert client.get(f"/phieu-dang-nhap/?don-vi={other.unit.uuid}").status_code == 404
    client.post("/phieu-dang-nhap/", {"audience": str(other.uuid), "kind": "passwords"})
    with pytest.raises(AccessRefused):
        request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=other.unit, class_group=other)
    with pytest.raises(AccessRefused):
        request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=make_unit(), class_group=other)
    assert not SlipBatch.objects.exists()


def test_ordering_over_http(admin, school, class_group, browser_of):
    client = browser_of(admin)
    assert "Lớp 9A2" in client.get("/phieu-dang-nhap/").content.decode()
    wrong = client.post("/phieu-dang-nhap/", {"audience": "staff", "kind": "pictures"})
    assert "chỉ in cho một lớp" in wrong.content.decode()
    done = client.post("/phieu-dang-nhap/", {"audience": str(class_group.uuid), "kind": "passwords"})
    assert "3 phiếu đã sẵn sàng" in client.get(done["Location"]).content.decode()


def test_department_prints_for_a_school_below(school, class_group, browser_of):
    client = browser_of(make_actor("unit_admin", school.get_parent()))
    assert "Lớp 9A2" in client.get(f"/phieu-dang-nhap/?don-vi={school.uuid}").content.decode()


def test_accounts_of_namesakes_differ(school):
    admin = make_actor("unit_admin", school)
    people = [make_person("Nông Minh Khuê", born_on="2012-03-04") for _ in range(3)]
    for person in people:
        make_membership(person, school, "student")
    create_accounts(actor=admin, person_ids=[person.pk for person in people[:2]])
    assert create_account(actor=admin, person=people[2]).username == "khuenm12-3"
    assert create_accounts(actor=admin, person_ids=[person.pk for person in people]) == 0
    account = Account.objects.get(person=people[0])
    assert (account.has_usable_password(), account.must_change_password) == (False, True)


def test_two_thousand_accounts_take_a_constant_number_of_queries_a_batch(school):
    counts = []
    for size in (100, 200):
        people = [make_person(f"Lý Văn {'abcdefghij'[n % 10]}{n // 10}x", born_on="2012-03-04") for n in range(size)]
        with CaptureQueriesContext(connection) as queries:
            create_accounts(actor=system_actor(), person_ids=[person.pk for person in people])
        counts.append(len(queries))
    assert counts[1] - counts[0] <= counts[0]
    assert counts[0] <= 12


def test_one_time_hash_is_cheap_and_replaced_when_used(settings, school, log_in):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "core.signin.backends.OneTimePasswordHasher"]
    issued = reset_password(actor=system_actor(), person=make_person())
    stored = Account.objects.get(username=issued.username).password
    assert stored.startswith("scrypt1$")
    assert len(stored) <= Account._meta.get_field("password").max_length
    assert log_in(Client(), issued.username, issued.password).status_code == 302
    assert Account.objects.get(username=issued.username).password.startswith("scrypt$")


RESET = {
    "pupil here": True,
    "teacher here": True,
    "guardian of a pupil here": True,
    "pupil elsewhere": False,
    "teacher elsewhere": False,
    "nobody's": False,
    "left last year": False,
    "teacher here, leader elsewhere": False,
    "teacher here, officer above": False,
    "platform staff here": False,
}


def person_called(who, school):
    person, other = make_person(), make_unit()
    places = {
        "pupil here": [(school, "student")],
        "teacher here": [(school, "teacher")],
        "pupil elsewhere": [(other, "student")],
        "teacher elsewhere": [(other, "teacher")],
        "teacher here, leader elsewhere": [(school, "teacher"), (other, "leader")],
        "teacher here, officer above": [(school, "teacher"), (school.get_parent(), "officer")],
        "platform staff here": [(school, "teacher")],
    }
    for unit, role in places.get(who, []):
        make_membership(person, unit, role)
    if who == "left last year":
        make_membership(person, school, "teacher", valid_from="2024-08-01", valid_to="2025-07-31")
    if who.startswith("guardian"):
        child = make_person("Con")
        make_membership(child, school, "student")
        make_guardianship(person, child)
    make_account(person, is_staff=who.startswith("platform"))
    return person


@pytest.mark.parametrize(("who", "allowed"), RESET.items())
def test_matrix_of_resetting(who, allowed, admin, school, browser_of):
    person = person_called(who, school)
    before = Account.objects.values().get(person=person)
    client, url = browser_of(admin), f"/phieu-dang-nhap/nguoi/{person.uuid}/"
    assert client.get(url).status_code == (200 if allowed else 404)
    response = client.post(url, {})
    locked = client.post(f"{url}khoa/", {"lock": "1"})
    after = Account.objects.get(person=person)
    if allowed:
        assert "Chỉ hiện một lần" in response.content.decode()
        assert after.must_change_password is True
        assert after.is_active is False
        assert AuditRecord.objects.filter(verb="signin.password.issued", subject_person_id=person.pk).exists()
    else:
        assert (response.status_code, locked.status_code) == (404, 404)
        assert Account.objects.values().get(person=person) == before


def test_reset_shows_the_password_once_and_ends_sessions(admin, school, browser_of, log_in):
    person = make_person()
    make_membership(person, school, "teacher")
    make_account(person, "huong")
    theirs = Client()
    log_in(theirs, "huong")
    client, url = browser_of(admin), f"/phieu-dang-nhap/nguoi/{person.uuid}/"
    page = client.post(url, {}).content.decode()
    password = page.split('<code class="big">')[2].split("<")[0]
    assert password not in client.get(url).content.decode()
    assert theirs.get("/ho-so/").status_code == 302
    assert log_in(Client(), "huong", password).status_code == 302


def test_reset_can_remove_a_lost_second_factor(admin, school):
    from allauth.mfa.models import Authenticator

    person = make_person()
    make_membership(person, school, "teacher")
    account = make_account(person)
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    reset_password(actor=admin, person=person)
    assert Authenticator.objects.count() == 1
    reset_password(actor=admin, person=person, without_mfa=True)
    assert not Authenticator.objects.exists()


def test_locking_ends_the_session_and_unlocking_opens(admin, school, log_in):
    person = make_person()
    make_membership(person, school, "teacher")
    make_account(person, "huong")
    client = Client()
    log_in(client, "huong")
    set_locked(actor=admin, person=person, locked=True)
    assert client.get("/ho-so/").status_code == 302
    set_locked(actor=admin, person=person, locked=False)
    assert log_in(client, "huong").status_code == 302


def test_slips_speak_vietnamese_whoever_orders_them(admin, school, class_group):
    with translation.override("en"):
        batch = request_slips(actor=admin, kind=SlipKind.GUARDIANS, unit=school, class_group=class_group)
    text = text_of(open_slips(actor=admin, batch=batch))
    assert "Mã phụ huynh" in text
    assert "Joining code" not in text
