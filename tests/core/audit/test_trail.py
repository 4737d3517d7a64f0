"""The trail: written once, read from above, in Vietnamese."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.access.types import Actor
from core.audit import selectors
from core.audit.forms import AuditForm
from core.audit.policies import can_view_record, reads_audit, visible_records
from core.audit.selectors import audit_page, looks_at, people_called, units_called, verb_choices
from core.audit.services import record
from core.audit.types import VERBS, AuditFilter
from core.audit.words import in_words
from core.models import AuditRecord
from core.organisations.services import look_at_person
from tests.core.organisations.test_pages import client_of
from tests.factories.core import make_person, make_unit
from tests.factories.places import ACTORS, make_one_of, make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_province()


@pytest.mark.parametrize(
    ("given", "kept", "after"),
    [
        (("0101", "0102"), [None, ["0101", "0102"]], "0101, 0102"),
        (("0101",), [None, ["0101"]], "0101"),
        (["0101"], [None, ["0101"]], "0101"),
        ([None, ["0101", "0102"]], [None, ["0101", "0102"]], "0101, 0102"),
    ],
)
def test_a_list_of_things_is_kept_apart_from_old_and_new(place, given, kept, after):
    row = record(actor=place.actor("unit_admin"), verb="assessment.forms.made", changes={"codes": given, "count": 2, "title": ["A", "B"]})
    row.refresh_from_db()
    assert row.changes == {"codes": kept, "count": 2, "title": ["A", "B"]}
    assert in_words(row.changes) == [("Mã đề", "", after), ("Số lượng", "", "2"), ("Tên", "A", "B")]


def test_records_are_never_changed_or_deleted(place):
    row = record(actor=place.actor("unit_admin"), verb="people.person.viewed", obj=place.pupil)
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


def test_record_keeps_the_unit_it_is_told_or_finds_it(place):
    actor = place.actor("unit_admin", "commune")
    rows = [
        record(actor=actor, verb="a"),
        record(actor=actor, verb="b", unit_path=place.school.path),
        record(actor=actor, verb="c", unit_id=place.school.pk, unit_path=place.school.path),
        record(actor=actor, verb="d", unit_path=""),
        record(actor=Actor.system("x"), verb="e"),
    ]
    assert [row.unit_id for row in rows] == [place.commune.pk, place.school.pk, place.school.pk, None, None]


READS = {"auditor_commune": "commune", "leader": "school"}


@pytest.mark.parametrize("who", ACTORS)
def test_only_auditors_leaders_and_platform_staff_read_the_trail(place, who):
    actor = make_one_of(who, place)
    record(
        actor=Actor.system("x"), verb="organisations.unit.opened", obj=place.school, unit_id=place.school.pk, unit_path=place.school.path
    )
    assert reads_audit(actor) is (who == "staff")
    assert visible_records(actor).exists() is (who in {"staff", "system"})
    if who != "system":
        assert client_of(actor).get(reverse("core:audit")).status_code == {"staff": 200, "visitor": 302}.get(who, 403)


@pytest.mark.parametrize(("role", "unit", "sees"), [("auditor", "commune", True), ("leader", "school", True), ("auditor", "other_commune", False), ("auditor", "department", True)])  # fmt: skip
def test_auditors_read_their_own_branch(place, role, unit, sees):
    row = record(actor=place.actor("unit_admin"), verb="people.person.viewed", obj=place.pupil, subject_person_id=place.pupil.pk)
    actor = place.actor(role, unit, person=make_person("Kiểm Tra Viên"))
    assert can_view_record(actor, row) is sees
    body = client_of(actor).get(reverse("core:audit")).content.decode()
    assert ("đã xem hồ sơ của Nông Minh Khuê" in body) is sees


def test_everybody_reads_who_looked_at_oneself(place):
    admin = place.actor("unit_admin", person=make_person("Hà Thị Xem"))
    look_at_person(actor=admin, person=place.pupil)
    pupil = make_one_of("pupil", place)
    assert [line.who for line in looks_at(pupil)] == ["Hà Thị Xem"]
    assert "Hà Thị Xem" in client_of(pupil).get(reverse("core:audit_mine")).content.decode()
    assert client_of(Actor.visitor()).get(reverse("core:audit_mine")).status_code == 302


def test_filters_narrow_by_person_verb_unit_and_day(place):
    clerk = place.actor("unit_admin", person=make_person("Hà Thị Xem"))
    look_at_person(actor=clerk, person=place.pupil)
    record(actor=clerk, verb="organisations.unit.updated", obj=place.school, unit_id=place.school.pk, unit_path=place.school.path)
    auditor = place.actor("auditor", "department", person=make_person("Kiểm Tra Viên"))
    count = lambda **more: len(audit_page(auditor, AuditFilter(**more)).items)  # noqa: E731
    now = timezone.now()
    assert (count(), count(verb="people.person.viewed"), count(verb="x")) == (2, 1, 0)
    assert (count(person_ids=people_called("khue")), count(person_ids=people_called("hà xem")), count(person_ids=people_called("khongco"))) == (1, 2, 0)  # fmt: skip
    assert (count(unit_ids=units_called("tan trao thcs")), count(unit_ids=units_called("son thuy"))) == (2, 0)
    assert (count(from_at=now + timedelta(days=1)), count(until_at=now + timedelta(days=1))) == (0, 2)
    url = reverse("core:audit")
    page = client_of(auditor).get(url + "?nguoi=khue&don_vi=tan trao&viec=people.person.viewed&tu=2020-01-01&den=2999-01-01")
    assert page.status_code == 200
    assert page.content.decode().count("đã xem hồ sơ của Nông Minh Khuê") == 1
    assert client_of(auditor).get(url + "?tu=hôm qua&sau=x").status_code == 200
    rows = client_of(auditor).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in rows


def test_pages_follow_by_key_latest_first(place):
    clerk = place.actor("unit_admin")
    for index in range(5):
        record(actor=clerk, verb="organisations.class.opened", obj=make_person(f"Số {index}"))
    actor = place.actor("auditor", "department")
    first = audit_page(actor, AuditFilter(size=3))
    second = audit_page(actor, AuditFilter(size=3, after_id=int(first.next_key)))
    assert [line.sentence[-1] for line in first.items + second.items] == ["4", "3", "2", "1", "0"]
    assert (second.next_key, first.previous_key) == (None, None)


@pytest.mark.parametrize("units", [0, 100])
def test_pages_over_several_units_are_those_of_one_trail(place, monkeypatch, units):
    monkeypatch.setattr(selectors, "FEW_UNITS", units)
    for index in range(9):
        unit = (place.school, place.commune, place.other_school)[index % 3]
        record(actor=Actor.system("x"), verb=f"v.{index % 2}", obj=make_person(f"Số {index}"), unit_id=unit.pk)

    def numbers(actor, **wanted):
        first = audit_page(actor, AuditFilter(size=3, **wanted))
        rest = audit_page(actor, AuditFilter(size=9, after_id=int(first.next_key), **wanted))
        return [int(line.sentence[-1]) for line in first.items + rest.items]

    auditor = place.actor("auditor", "department")
    assert numbers(auditor) == [8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert numbers(auditor, verb="v.0") == [8, 6, 4, 2, 0]
    assert numbers(auditor, unit_ids=(place.school.pk, place.commune.pk)) == [7, 6, 4, 3, 1, 0]
    assert numbers(place.actor("auditor", "commune")) == [7, 6, 4, 3, 1, 0]


def test_queries_do_not_grow_with_the_rows(place):
    client = client_of(place.actor("auditor", "department"))
    clerk = place.actor("unit_admin")

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("core:audit")).status_code == 200
        return len(queries)

    look_at_person(actor=clerk, person=place.pupil)
    count()
    one = count()
    for index in range(2):
        other = make_unit(name=f"Trường {index}")
        record(actor=clerk, verb="x.y", obj=other, unit_id=place.school.pk, unit_path=place.school.path, changes={"a": [1, 2], "b": "c"})
    assert (count(), one <= 20) == (one, True)


def test_lines_name_the_system_visitors_and_unknown_verbs(place):
    record(actor=Actor.system("đêm"), verb="x.unknown", obj=place.school, unit_id=place.school.pk, unit_path=place.school.path)
    record(actor=Actor.visitor(), verb="people.account.created_by_code", subject_person_id=place.pupil.pk)
    lines = audit_page(Actor.system("t"), AuditFilter()).items
    assert [line.who for line in lines] == ["Khách", "Hệ thống (đêm)"]
    assert lines[1].sentence == "x.unknown Trường THCS Tân Trào"


def test_every_verb_of_the_core_has_a_sentence():
    found = set()
    for path in Path("core").rglob("*.py"):
        text = path.read_text("utf-8")
        if "core.audit.services" in text:
            found |= set(re.findall(r'verb="([a-z_]+\.[a-z_.]+)"', text))
    assert found - set(VERBS) == set()
    assert len(verb_choices()) == len(VERBS)
    for sentence in VERBS.values():
        assert str(sentence) % {"label": "A", "subject": "B"}


def test_rows_of_one_test_do_not_leak():
    assert AuditRecord.objects.count() == 0


def test_a_name_too_many_share_is_asked_for_more(monkeypatch):
    """Half of the trail of a name would look like all of it."""
    for _ in range(3):
        make_person("Bàn Văn Dũng")
    assert AuditForm({"nguoi": "dung"}).wanted(None).person_ids is not None
    for module in ("selectors", "forms"):
        monkeypatch.setattr(f"core.audit.{module}.MOST_CALLED", 2)
    form = AuditForm({"nguoi": "dung"})
    assert form.wanted(None).person_ids is None
    assert "Hơn 100 người" in form.errors["nguoi"][0]
