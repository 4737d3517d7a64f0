"""Requests from asking to the answer: who may, once, in the trail; what is erased and what stays."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from core.access.errors import AccessRefused
from core.hooks import Expiring
from core.models import AuditRecord, Consent, DataRequest, Job, Membership, Notification, OttLink, Person, RetentionTerm
from core.organisations.selectors import actor_for
from core.people.selectors import may_publish_about
from core.people.services import record_consent
from core.privacy.errors import RequestRefused
from core.privacy.selectors import handlers_of, requests_page
from core.privacy.services import (
    acknowledge,
    ask,
    carry_out,
    delete_expired,
    delete_old_packages,
    extend,
    open_package,
    refuse,
    remind_late,
    set_retention,
    start,
    withdraw,
)
from core.privacy.types import RequestFilter
from tests.factories.core import make_account, make_actor, make_guardianship, make_membership, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_unit(make_unit(kind="department", name="Sở GD&ĐT"), name="Trường THCS Tân Trào")


@pytest.fixture
def head(school):
    return make_actor("leader", school, make_person("Hà Văn Thắng"))


@pytest.fixture
def teacher(school):
    return make_actor("teacher", school, make_person("Lý Hồng Vân", born_on=date(1988, 3, 2)))


@pytest.fixture
def child(school):
    person = make_person("Nông Minh Khuê", born_on=timezone.localdate() - timedelta(days=13 * 365))
    make_membership(person, school, "student")
    return person


@pytest.fixture
def mother(child):
    person = make_person("Nông Thị Mai", born_on=date(1990, 1, 1))
    make_guardianship(person, child)
    return actor_for(make_account(person), "g")[0]


def own(actor):
    return Person.objects.get(pk=actor.person_id)


def test_who_may_ask_for_what(school, head, teacher, child, mother):
    pupil = actor_for(make_account(child), None)[0]
    stranger = make_actor("guardian", person=make_person("Lò Văn Inh"))
    asked = {}
    for name, actor, subject in [
        ("pupil", pupil, child),
        ("mother", mother, child),
        ("stranger", stranger, child),
        ("teacher", teacher, child),
        ("head", head, child),
        ("oneself", teacher, own(teacher)),
    ]:
        may = []
        for kind in ("access", "export", "correct", "restrict", "erase"):
            try:
                row = ask(actor=actor, subject=subject, kind=kind, words="Sai ngày sinh")
            except AccessRefused:
                continue
            may.append(kind)
            withdraw(actor=actor, request=row)
        asked[name] = may
    everything = ["access", "export", "correct", "restrict", "erase"]
    assert asked == {
        "pupil": ["access", "export", "correct"],
        "mother": everything,
        "stranger": [],
        "teacher": [],
        "head": [],
        "oneself": everything,
    }
    assert set(DataRequest.objects.values_list("unit__name", flat=True)) == {school.name}


def test_asked_twice_is_refused_and_changes_nothing(teacher):
    first = ask(actor=teacher, subject=own(teacher), kind="export")
    with pytest.raises(RequestRefused, match="đang chờ"):
        ask(actor=teacher, subject=own(teacher), kind="export")
    assert list(DataRequest.objects.all()) == [first]


def test_correction_without_words_is_refused(teacher):
    with pytest.raises(RequestRefused) as refusal:
        ask(actor=teacher, subject=own(teacher), kind="correct", words="  ")
    assert (refusal.value.code, DataRequest.objects.count()) == ("words_missing", 0)


def test_officers_are_told_and_nobody_answers_their_own(school, head, teacher):
    row = ask(actor=head, subject=own(head), kind="export")
    assert handlers_of(school) == [head.person_id]
    assert not Notification.objects.filter(kind="privacy.request").exists()
    for step in (acknowledge, start):
        with pytest.raises(AccessRefused):
            step(actor=head, request=row)
    ask(actor=teacher, subject=own(teacher), kind="export")
    told = Notification.objects.get(kind="privacy.request")
    assert (told.recipient_id, told.title) == (head.person_id, "Yêu cầu về dữ liệu: Lý Hồng Vân")


def test_another_school_sees_and_does_nothing(school, teacher):
    stranger = make_actor("leader", make_unit(name="Trường THCS Sơn Thủy"))
    row = ask(actor=teacher, subject=own(teacher), kind="export")
    assert requests_page(stranger, RequestFilter()) == []
    for step, words in ((acknowledge, {}), (start, {}), (extend, {"reason": "Lâu"}), (refuse, {"answer": "Không"}), (withdraw, {})):
        with pytest.raises(AccessRefused):
            step(actor=stranger, request=row, **words)
    row.refresh_from_db()
    assert (row.state, row.acknowledged_at, row.job_id) == ("new", None, None)


def test_package_holds_ones_own_and_only_the_asker_takes_it(
    school, head, child, mother, teacher, run_jobs, django_capture_on_commit_callbacks
):
    Notification.objects.create(recipient=child, kind="privacy.answer", data={"name": "a", "kind": "b", "state": "c"})
    row = ask(actor=mother, subject=child, kind="export")
    start(actor=head, request=row)
    run_jobs()
    row.refresh_from_db()
    assert (row.state, row.outcome["thong-bao"]) == ("done", 1)
    with pytest.raises(AccessRefused):
        open_package(actor=teacher, request=row)
    with pytest.raises(AccessRefused):
        open_package(actor=head, request=row)
    with open_package(actor=mother, request=row) as file, zipfile.ZipFile(io.BytesIO(file.read())) as package:
        assert {"ho-so.json", "thong-bao.json", "nhat-ky.json", "xem.html"} <= set(package.namelist())
        record = json.loads(package.read("ho-so.json"))
        page = package.read("xem.html").decode()
    assert record["person"][0]["given_name"] == "Khuê"
    assert [one["name"] for one in record["guardians"]] == ["Nông Thị Mai"]
    assert "Dữ liệu của Nông Minh Khuê" in page
    assert "Lý Hồng Vân" not in page
    assert AuditRecord.objects.filter(verb="privacy.package.taken", subject_person=child, actor_person_id=mother.person_id).count() == 1


def test_a_removed_guardian_no_longer_takes_the_package(head, child, mother, run_jobs):
    row = ask(actor=mother, subject=child, kind="export")
    start(actor=head, request=row)
    run_jobs()
    child.guardianships.update(valid_to=timezone.localdate() - timedelta(days=1))
    row.refresh_from_db()
    with pytest.raises(AccessRefused):
        open_package(actor=mother, request=row)


@pytest.mark.parametrize("is_started", [False, True])
def test_nothing_is_done_for_who_stopped_being_a_guardian_meanwhile(head, child, mother, run_jobs, is_started):
    told = Notification.objects.create(recipient=child, kind="privacy.answer", data={"name": "a", "kind": "b", "state": "c"})
    row = ask(actor=mother, subject=child, kind="erase")
    if is_started:
        start(actor=head, request=row)
    child.guardianships.update(valid_to=timezone.localdate() - timedelta(days=1))
    if not is_started:
        with pytest.raises(RequestRefused, match="giám hộ"):
            start(actor=head, request=row)
        refuse(actor=head, request=row, answer="Chị không còn là người giám hộ.")
    run_jobs()
    row.refresh_from_db()
    assert (row.state, row.outcome, Notification.objects.filter(pk=told.pk).exists()) == ("refused", {}, True)


def test_a_package_cut_off_half_way_leaves_no_copy_behind(head, teacher, monkeypatch):
    row = ask(actor=teacher, subject=own(teacher), kind="export")
    start(actor=head, request=row)
    with monkeypatch.context() as cut:
        cut.setattr("core.privacy.services.doing.finish", lambda actor, row: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            carry_out(request_id=row.pk)
    row.refresh_from_db()
    first = row.file_name
    carry_out(request_id=row.pk)
    row.refresh_from_db()
    assert [default_storage.exists(name) for name in (first, row.file_name)] == [False, True]
    assert first != row.file_name


def test_package_is_deleted_after_its_days(head, teacher, run_jobs):
    row = ask(actor=teacher, subject=own(teacher), kind="export")
    start(actor=head, request=row)
    run_jobs()
    row.refresh_from_db()
    name = row.file_name
    assert delete_old_packages() == 0
    DataRequest.objects.update(file_until=timezone.now() - timedelta(minutes=1))
    assert (delete_old_packages(), default_storage.exists(name)) == (1, False)
    row.refresh_from_db()
    with pytest.raises(RequestRefused, match="hết hạn"):
        open_package(actor=teacher, request=row)


def test_erasing_leaves_the_register_and_says_so(head, teacher, run_jobs):
    me = own(teacher)
    OttLink.objects.create(person=me, gateway="zalo", address="z-1")
    Notification.objects.create(recipient=me, kind="privacy.answer", data={"name": "a", "kind": "b", "state": "c"})
    row = ask(actor=teacher, subject=me, kind="erase")
    start(actor=head, request=row)
    start(actor=head, request=row)  # a second press
    assert Job.objects.filter(name="privacy.carry_out").count() == 1
    run_jobs()
    row.refresh_from_db()
    assert (row.state, row.outcome["thong-bao"], row.outcome["ho-so"]) == ("done", 2, 0)
    assert (Membership.objects.filter(person=me).exists(), OttLink.objects.filter(person=me).exists()) == (True, False)
    left = list(Notification.objects.filter(recipient=me).values_list("kind", "data__state"))
    assert left == [("privacy.answer", "Đã xong")]


def test_erasing_cut_half_way_goes_on_where_it_stopped(head, teacher, run_jobs, monkeypatch):
    from core.hooks import PersonalData

    row = ask(actor=teacher, subject=own(teacher), kind="erase")
    Notification.objects.create(recipient=own(teacher), kind="privacy.answer", data={"name": "a", "kind": "b", "state": "c"})
    start(actor=head, request=row)
    last = PersonalData.all()[-1]
    with monkeypatch.context() as cut:
        cut.setattr(type(last), "erase", lambda self, person_id: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            carry_out(request_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.outcome["thong-bao"]) == ("working", 1)
    carry_out(request_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.outcome["thong-bao"]) == ("done", 1)


def test_restricting_withdraws_every_consent_in_the_askers_voice(head, child, mother, run_jobs):
    pupil = actor_for(make_account(child), None)[0]
    for actor, voice in ((mother, "guardian"), (pupil, "child")):
        record_consent(actor=actor, subject=child, purpose="social", voice=voice, decision="given")
    assert may_publish_about(child, "social")
    row = ask(actor=mother, subject=child, kind="restrict")
    start(actor=head, request=row)
    run_jobs()
    assert not may_publish_about(child, "social")
    last = Consent.objects.filter(subject=child, purpose="social").latest("id")
    assert (last.voice, last.decision, last.given_by_id) == ("guardian", "withdrawn", mother.person_id)


def test_a_term_is_extended_once_with_a_reason(head, teacher):
    row = ask(actor=teacher, subject=own(teacher), kind="erase")
    due = row.due_on
    with pytest.raises(RequestRefused, match="ghi rõ"):
        extend(actor=head, request=row, reason=" ")
    row = extend(actor=head, request=row, reason="Cần đối chiếu sổ giấy")
    assert (row.due_on, row.state) == (due + timedelta(days=15), "working")
    with pytest.raises(RequestRefused, match="một lần"):
        extend(actor=head, request=row, reason="Nữa")


def test_an_ended_request_takes_no_further_step(head, teacher):
    row = ask(actor=teacher, subject=own(teacher), kind="erase")
    refuse(actor=head, request=row, answer="Đang có khiếu nại, cần giữ lại.")
    for step, words in ((withdraw, {}), (start, {})):
        with pytest.raises(RequestRefused, match="kết thúc"):
            step(actor=teacher if step is withdraw else head, request=row, **words)
    row.refresh_from_db()
    assert (row.state, row.answer) == ("refused", "Đang có khiếu nại, cần giữ lại.")


def test_late_ones_are_told_once_a_day(head, teacher):
    ask(actor=teacher, subject=own(teacher), kind="export")
    today = timezone.localdate()
    assert remind_late(today) == 0
    DataRequest.objects.update(acknowledge_by=today - timedelta(days=1))
    assert [remind_late(today), remind_late(today)] == [1, 1]
    assert Notification.objects.filter(kind="privacy.late", recipient_id=head.person_id).count() == 1


def test_old_rows_go_by_the_provinces_days(settings, teacher):
    person = own(teacher)
    staff = make_account(is_staff=True)
    boss = actor_for(staff, None)[0]
    old, young = (Notification.objects.create(recipient=person, kind="privacy.answer", data={}) for _ in range(2))
    Notification.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=90))
    assert delete_expired()["notifications"] == 0
    with pytest.raises(RequestRefused, match="tối thiểu"):
        set_retention(actor=boss, key="notifications", days=5)
    with pytest.raises(AccessRefused):
        set_retention(actor=teacher, key="notifications", days=60)
    set_retention(actor=boss, key="notifications", days=60)
    assert delete_expired()["notifications"] == 1
    assert list(Notification.objects.filter(recipient=person)) == [young]
    assert RetentionTerm.objects.get(key="notifications").deleted == 1


def test_what_stays_for_good_by_default_goes_only_while_the_province_says_so(monkeypatch):
    boss, asked = actor_for(make_account(is_staff=True), None)[0], []

    class Kept(Expiring):
        key, label, days, least_days = "kept", "x", 0, 300

        def delete(self, before, limit):
            asked.append((timezone.now() - before).days)
            return 0

    monkeypatch.setattr(Expiring, "registry", [Kept()])
    for days in (None, 400, 0):
        if days is not None:
            set_retention(actor=boss, key="kept", days=days)
        delete_expired()
    with pytest.raises(RequestRefused, match="tối thiểu"):
        set_retention(actor=boss, key="kept", days=299)
    assert asked == [400]


def test_every_domain_takes_part(teacher):
    """The package names what each keeps; one that has nothing says so."""
    from core.hooks import PersonalData

    keys = {one.key for one in PersonalData.all()}
    assert {"ho-so", "thong-bao", "nhat-ky", "hoc-tap", "kiem-tra"} <= keys
    for one in PersonalData.all():
        for table in one.tables(teacher.person_id):
            assert all(set(table.columns) <= set(row) for row in table.rows)
