"""Records of people, duplicates, guardians, codes, consent: who may, and what refusals leave alone."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.access.enums import Role
from core.access.errors import AccessRefused
from core.access.types import Actor
from core.models import (  # fmt: skip
    Account,
    AuditRecord,
    Consent,
    Enrolment,
    GuardianCode,
    Guardianship,
    Membership,
    OutboxEvent,
    Person,
    TeachingAssignment,
)
from core.organisations.policies import can_edit_person, can_manage_family, can_view_person, visible_people
from core.organisations.selectors import hats_of, person_record, search_people
from core.organisations.services import (
    add_guardian,
    add_person,
    create_person,
    end_guardianship,
    issue_guardian_codes,
    merge_people,
    revoke_guardian_codes,
    set_guardian_sight,
    update_person,
    verify_guardian,
)
from core.people.errors import ConsentRefused, JoinRefused, MergeRefused, PersonInvalid
from core.people.selectors import consent_answers, may_publish_about
from core.people.services import join_as_guardian, record_consent, redeem_guardian_code
from core.people.types import PersonData
from tests.factories.core import (  # fmt: skip
    make_account,
    make_actor,
    make_class,
    make_enrolment,
    make_guardianship,
    make_membership,
    make_person,
    make_teaching,
)
from tests.factories.places import ACTORS, make_homeroom, make_one_of, make_province

pytestmark = pytest.mark.django_db
MANAGERS = {"school_admin", "commune_admin", "department", "staff", "system"}
BORN = date(2012, 3, 4)


@pytest.fixture(autouse=True)
def _no_throttle():
    cache.clear()


@pytest.fixture
def place():
    return make_province()


@pytest.fixture
def admin(place):
    return place.actor("unit_admin")


def footprint():
    models = (Person, Account, Guardianship, GuardianCode, Consent, Membership, Enrolment, AuditRecord, OutboxEvent)
    return [list(model.objects.order_by("pk").values()) for model in models]


def refused(error, code, call):
    before = footprint()
    with pytest.raises(error) as refusal:
        call()
    assert footprint() == before
    if error is PersonInvalid:
        assert code in {problem.code for problem in refusal.value.problems}
        assert str(refusal.value)
    elif error is not AccessRefused:
        assert refusal.value.code == code
        assert str(refusal.value) != code


# Who sees and edits whom


SEES = {
    "pupil": MANAGERS | {"pupil", "guardian", "homeroom"},
    "parent": MANAGERS | {"homeroom", "guardian"},
    "stranger": {"staff", "system"},
}


@pytest.mark.parametrize("who", ACTORS)
def test_visible_people_and_can_view_person_agree(place, who):
    actor = make_one_of(who, place)
    if who == "guardian":
        parent = Person.objects.get(pk=actor.person_id)
    else:
        parent = make_person("Nông Văn Cha")
        make_guardianship(parent, place.pupil)
    people = {"pupil": place.pupil, "parent": parent, "stranger": make_person("Bàn Văn Lạ")}
    for name, person in people.items():
        assert can_view_person(actor, person) is (who in SEES[name]), name
        assert visible_people(actor).filter(pk=person.pk).exists() is (who in SEES[name])


@pytest.mark.parametrize("who", ACTORS)
def test_records_are_changed_by_managers_only(place, who):
    actor = make_one_of(who, place)
    call = lambda: update_person(actor=actor, person=place.pupil, changes={"given_name": "Khuê", "address": "Thôn Bòng"})  # noqa: E731
    if who in MANAGERS:
        assert call().address == "Thôn Bòng"
        assert AuditRecord.objects.get(verb="people.person.updated").changes == {"address": ["…", "…"]}
        before = footprint()
        call()
        assert footprint() == before, "nothing to change"
    else:
        refused(AccessRefused, "x", call)


def test_who_has_left_is_edited_where_last_and_parents_where_the_child_is(place, admin):
    gone, parent, colleague = make_person("Lý Đã Đi"), make_person("Nông Văn Cha"), make_person("Ma Văn Thầy")
    yesterday = timezone.localdate() - timedelta(days=1)
    make_membership(gone, place.school, valid_to=yesterday)
    make_guardianship(parent, place.pupil)
    make_guardianship(colleague, place.pupil)
    make_membership(colleague, place.other_school)
    assert [can_edit_person(admin, person) for person in (gone, parent, colleague)] == [True, True, False]
    make_membership(gone, place.other_school)
    assert not can_edit_person(admin, gone)
    parent.merged_into = colleague
    assert not can_edit_person(admin, parent)


def test_subject_teachers_see_their_classes_only(place):
    actor = place.actor("teacher")
    other = make_enrolment(make_class(place.school, "9A3"), make_person("Lý Văn Khác")).person
    make_teaching(Person.objects.get(pk=actor.person_id), place.class_group)
    assert can_view_person(actor, place.pupil)
    assert not can_view_person(actor, other)
    assert [row.person for row in search_people(actor, "minh", 5)] == [place.pupil]
    assert not person_record(actor, place.pupil).private


def test_search_people_keeps_to_the_hat(place, admin):
    guardian = make_one_of("guardian", place)
    assert [row.person for row in search_people(guardian, "khue", 5)] == [place.pupil]
    assert search_people(make_one_of("pupil", place), "khue", 5) == []
    assert place.pupil in [row.person for row in search_people(admin, "nong khue", 5)]
    stranger = place.actor("unit_admin", "other_school", person=make_person("Hà Văn Xa"))
    assert search_people(stranger, "khue", 5) == []


# Making and changing


def test_create_person_stores_tidy_values(place, admin):
    data = PersonData(family_name=" Bàn ", given_name="Dũng", born_on=BORN, sex="male", personal_id="008 212 001 234", phone="+84 912 345 678", ethnic_group="09")  # fmt: skip
    person = create_person(actor=admin, unit=place.school, data=data)
    assert (person.full_name, person.personal_id, person.phone) == ("Bàn Dũng", "008212001234", "0912345678")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"given_name": ""}, "required"),
        ({"ethnic_group": "77"}, "unknown_code"),
        ({"personal_id": "008212001299"}, "personal_id_taken"),
        ({"moet_id": "1234567890"}, "moet_id_taken"),
        ({"family_name": "nông", "middle_name": "MINH", "given_name": "khuê", "born_on": BORN}, "similar"),
    ],
)
def test_create_person_refuses_bad_and_double_records(place, admin, fields, code):
    make_person("Có Sẵn", personal_id="008212001299", moet_id="1234567890")
    data = PersonData(**{"given_name": "Mới", **fields})
    refused(PersonInvalid, code, lambda: create_person(actor=admin, unit=place.school, data=data))


def test_namesakes_out_of_sight_are_not_told_of(place):
    other = place.actor("unit_admin", "other_school")
    data = PersonData(family_name="Nông", middle_name="Minh", given_name="Khuê", born_on=BORN)
    assert create_person(actor=other, unit=place.other_school, data=data).pk


def test_update_person_refuses_unknown_fields_and_bad_values(place, admin):
    refused(PersonInvalid, "extra_unknown", lambda: update_person(actor=admin, person=place.pupil, changes={"merged_into": None}))
    refused(PersonInvalid, "phone_format", lambda: update_person(actor=admin, person=place.pupil, changes={"phone": "12"}))


@pytest.mark.parametrize("who", ACTORS)
def test_add_person_needs_the_unit(place, who):
    actor = make_one_of(who, place)
    call = lambda: add_person(actor=actor, unit=place.school, data=PersonData(given_name="Hoa"), role=Role.TEACHER, title="Tổ trưởng")  # noqa: E731
    if who in MANAGERS:
        assert [(hat.label, hat.unit_id) for hat in hats_of(call().pk)] == [("Tổ trưởng", place.school.pk)]
    else:
        refused(AccessRefused, "x", call)


def test_add_person_puts_pupils_into_a_class(place, admin):
    pupil = add_person(actor=admin, unit=place.school, data=PersonData(given_name="Hoa"), role=Role.STUDENT, class_group=place.class_group)
    assert Enrolment.objects.get(person=pupil).class_group == place.class_group
    refused(
        PersonInvalid, "required", lambda: add_person(actor=admin, unit=place.school, data=PersonData(given_name="Hoa"), role=Role.STUDENT)
    )


def test_add_person_undoes_the_record_when_the_role_is_refused(place, admin):
    from core.organisations.errors import HatRefused

    refused(
        HatRefused, "role_misfit", lambda: add_person(actor=admin, unit=place.school, data=PersonData(given_name="Hoa"), role=Role.OFFICER)
    )


# Duplicates


def test_merge_people_moves_everything_and_points(place, admin):
    double = make_person("Nông Minh Khuê", moet_id="1234567890", born_on=BORN, phone="0912345678")
    make_membership(double, place.school, "student")
    make_membership(double, place.school, "learner")
    teaching = make_teaching(double, place.class_group)
    account, parent = make_account(double), make_person("Nông Văn Cha")
    make_guardianship(parent, double)
    make_guardianship(parent, place.pupil)
    seat = make_enrolment(make_class(place.school, "9A5"), double)
    merge_people(actor=admin, keep=place.pupil, duplicate=double)
    keep, double = Person.objects.get(pk=place.pupil.pk), Person.objects.get(pk=double.pk)
    assert (keep.moet_id, keep.phone, double.moet_id, double.merged_into_id) == ("1234567890", "0912345678", None, keep.pk)
    assert set(Membership.objects.filter(person=keep, valid_to=None).values_list("role", flat=True)) == {"student", "learner"}
    assert not Membership.objects.filter(person=double).exists()
    assert TeachingAssignment.objects.get(pk=teaching.pk).person == keep
    assert Enrolment.objects.get(pk=seat.pk).person == keep
    assert Guardianship.objects.filter(child=keep, valid_to=None).count() == 1
    assert Account.objects.get(pk=account.pk).person == keep
    assert OutboxEvent.objects.get(name="core.people.merged.v1").payload == {"person_id": keep.pk, "duplicate_id": double.pk}
    before = footprint()
    merge_people(actor=admin, keep=keep, duplicate=double)
    assert footprint() == before


def test_merge_people_keeps_one_log_in(place, admin):
    double = make_person("Nông Minh Khuê")
    make_membership(double, place.school, "student")
    own, spare = make_account(place.pupil), make_account(double)
    merge_people(actor=admin, keep=place.pupil, duplicate=double)
    assert [Account.objects.get(pk=row.pk).is_active for row in (own, spare)] == [True, False]


def test_merge_people_refuses_different_humans_and_strangers(place, admin):
    double, stranger = make_person("Nông Minh Khuê", moet_id="1111111111"), make_person("Nông Minh Khuê")
    make_membership(double, place.school, "student")
    Person.objects.filter(pk=place.pupil.pk).update(moet_id="2222222222")
    refused(MergeRefused, "identifiers_differ", lambda: merge_people(actor=admin, keep=place.pupil, duplicate=double))
    refused(MergeRefused, "merge_self", lambda: merge_people(actor=admin, keep=place.pupil, duplicate=place.pupil))
    refused(AccessRefused, "x", lambda: merge_people(actor=admin, keep=place.pupil, duplicate=stranger))
    teacher = place.actor("teacher")
    refused(AccessRefused, "x", lambda: merge_people(actor=teacher, keep=place.pupil, duplicate=double))
    Person.objects.filter(pk=double.pk).update(merged_into=stranger)
    refused(MergeRefused, "already_merged", lambda: merge_people(actor=admin, keep=place.pupil, duplicate=double))


# Guardians, from the school's side


@pytest.mark.parametrize("who", ACTORS)
def test_families_are_kept_by_managers_and_the_homeroom_teacher(place, who):
    actor, tie = make_one_of(who, place), make_guardianship(make_person("Nông Văn Cha"), place.pupil, verified_at=None)
    data = PersonData(given_name="Hiền")
    calls = [
        lambda: add_guardian(actor=actor, child=place.pupil, relation="mother", data=data),
        lambda: verify_guardian(actor=actor, guardianship=tie),
        lambda: set_guardian_sight(actor=actor, guardianship=tie, may_see=["marks"], is_main_contact=True),
        lambda: issue_guardian_codes(actor=actor, children=[place.pupil]),
        lambda: revoke_guardian_codes(actor=actor, child=place.pupil),
        lambda: end_guardianship(actor=actor, guardianship=tie),
    ]
    for call in calls:
        if who in MANAGERS | {"homeroom"}:
            call()
        else:
            refused(AccessRefused, "x", call)
    assert can_manage_family(actor, place.pupil) is (who in MANAGERS | {"homeroom"} - {"system"} and who != "system")


def test_add_guardian_knows_a_person_by_the_number_and_stops_at_ten(place, admin):
    known = make_person("Nông Thị Hiền", personal_id="008185001234")
    tie = add_guardian(actor=admin, child=place.pupil, relation="mother", data=PersonData(given_name="Hiền", personal_id="008185001234"))
    assert (tie.guardian, tie.is_main_contact, tie.verified_at is not None) == (known, True, True)
    refused(JoinRefused, "already_guardian", lambda: add_guardian(actor=admin, child=place.pupil, relation="mother", guardian=known))
    refused(JoinRefused, "code_own", lambda: add_guardian(actor=admin, child=place.pupil, relation="sibling", guardian=place.pupil))
    refused(PersonInvalid, "required", lambda: add_guardian(actor=admin, child=place.pupil, relation="mother"))
    refused(
        PersonInvalid,
        "phone_format",
        lambda: add_guardian(actor=admin, child=place.pupil, relation="mother", data=PersonData(given_name="A", phone="1")),
    )
    main = add_guardian(actor=admin, child=place.pupil, relation="father", data=PersonData(given_name="Cha"), is_main_contact=True)
    tie.refresh_from_db()
    assert (tie.is_main_contact, main.is_main_contact) == (False, True)
    for index in range(8):
        make_guardianship(make_person(f"Cô {index}"), place.pupil)
    refused(
        JoinRefused,
        "guardians_full",
        lambda: add_guardian(actor=admin, child=place.pupil, relation="guardian", data=PersonData(given_name="A")),
    )


def test_guardian_sees_until_ended(place, admin):
    parent = make_person("Nông Thị Hiền")
    tie = make_guardianship(parent, place.pupil, verified_at=None)
    assert hats_of(parent.pk) == []
    verify_guardian(actor=admin, guardianship=tie)
    before = footprint()
    verify_guardian(actor=admin, guardianship=tie)
    assert footprint() == before
    actor = make_actor("guardian", person=parent)
    assert can_view_person(actor, place.pupil)
    end_guardianship(actor=admin, guardianship=tie)
    before = footprint()
    end_guardianship(actor=admin, guardianship=tie)
    assert footprint() == before
    assert not can_view_person(actor, place.pupil)
    refused(
        JoinRefused, "may_see_unknown", lambda: set_guardian_sight(actor=admin, guardianship=tie, may_see=["salary"], is_main_contact=False)
    )


# Joining by the school's code


def parent_actor():
    account = make_account(make_person("Nông Thị Hiền"))
    return Actor.of(account_id=account.pk, person_id=account.person_id, hat=None)


def test_code_joins_a_guardian_at_once(place, admin):
    code, actor = issue_guardian_codes(actor=admin, children=[place.pupil])[0], parent_actor()

    def join():
        return redeem_guardian_code(actor=actor, code=f" {code.code[:4].lower()}-{code.code[4:]}", child_born_on=BORN, relation="mother")

    tie = join()
    assert (tie.child, tie.verified_by_id, hats_of(actor.person_id)[0].role) == (place.pupil, admin.person_id, "guardian")
    code.refresh_from_db()
    assert code.uses_left == 3
    assert join().pk == tie.pk
    code.refresh_from_db()
    assert code.uses_left == 3, "joining twice costs nothing"


def test_code_refuses_wrong_date_expired_revoked_used_and_oneself(place, admin):
    code = issue_guardian_codes(actor=admin, children=[place.pupil])[0]

    def join(actor, born=BORN, text=None):
        return redeem_guardian_code(actor=actor, code=text or code.code, child_born_on=born, relation="mother")

    parent = parent_actor()
    refused(JoinRefused, "code_unknown", lambda: join(parent, born=BORN + timedelta(days=1)))
    refused(JoinRefused, "code_unknown", lambda: join(parent, text="ZZZZZZZZ"))
    child = make_account(place.pupil)
    me = Actor.of(account_id=child.pk, person_id=child.person_id, hat=None)
    refused(JoinRefused, "code_own", lambda: join(me))
    GuardianCode.objects.update(uses_left=0)
    refused(JoinRefused, "code_used_up", lambda: join(parent))
    GuardianCode.objects.update(uses_left=4, expires_at=timezone.now() - timedelta(minutes=1))
    refused(JoinRefused, "code_unknown", lambda: join(parent))
    fresh = issue_guardian_codes(actor=admin, children=[place.pupil])[0]
    assert revoke_guardian_codes(actor=admin, child=place.pupil) == 1
    assert revoke_guardian_codes(actor=admin, child=place.pupil) == 0
    refused(JoinRefused, "code_unknown", lambda: join(parent, text=fresh.code))
    refused(AccessRefused, "x", lambda: join(Actor.visitor()))
    shared = Actor.of(account_id=1, person_id=me.person_id, hat=None, is_shared_device=True)
    refused(AccessRefused, "x", lambda: join(shared))


def test_guessing_codes_is_throttled_even_for_the_right_one(place, admin):
    code, actor = issue_guardian_codes(actor=admin, children=[place.pupil])[0], parent_actor()
    for _ in range(5):
        refused(
            JoinRefused, "code_unknown", lambda: redeem_guardian_code(actor=actor, code="ZZZZZZZZ", child_born_on=BORN, relation="mother")
        )
    refused(JoinRefused, "code_throttled", lambda: redeem_guardian_code(actor=actor, code=code.code, child_born_on=BORN, relation="mother"))


def test_eleventh_guardian_is_refused(place, admin):
    code = issue_guardian_codes(actor=admin, children=[place.pupil], uses=20)[0]
    for index in range(10):
        make_guardianship(make_person(f"Cô {index}"), place.pupil)
    actor = parent_actor()
    refused(JoinRefused, "guardians_full", lambda: redeem_guardian_code(actor=actor, code=code.code, child_born_on=BORN, relation="mother"))


def test_new_codes_replace_the_old(place, admin):
    old = issue_guardian_codes(actor=admin, children=[place.pupil])[0]
    issue_guardian_codes(actor=admin, children=[place.pupil])
    old.refresh_from_db()
    assert old.revoked_at is not None


def join_args(code, **more):
    data = PersonData(family_name="Nông", given_name="Hiền", phone=more.pop("phone", "0912 345 678"))
    return {
        "actor": Actor.visitor(),
        "client": "ip:1",
        "code": code,
        "child_born_on": BORN,
        "relation": "mother",
        "data": data,
        "password": "mat-khau-dai-1",
        **more,
    }


def test_visitor_with_a_code_gets_an_account(place, admin):
    code = issue_guardian_codes(actor=admin, children=[place.pupil])[0].code
    refused(PersonInvalid, "required", lambda: join_as_guardian(**join_args(code, phone="")))
    refused(PersonInvalid, "password_weak", lambda: join_as_guardian(**join_args(code, password="1")))
    refused(JoinRefused, "code_unknown", lambda: join_as_guardian(**join_args("ZZZZZZZZ")))
    tie, account = join_as_guardian(**join_args(code))
    assert (account.phone, account.person, tie.child) == ("0912345678", tie.guardian, place.pupil)
    assert account.check_password("mat-khau-dai-1")
    refused(JoinRefused, "phone_taken", lambda: join_as_guardian(**join_args(code)))


# Consent


def at_age(place, years):
    today = timezone.localdate()
    place.pupil.born_on = date(today.year - years, 1, 1)
    place.pupil.save()


def test_publishing_needs_child_and_guardian_and_stops_on_withdrawal(place):
    at_age(place, 12)
    parent, child = make_one_of("guardian", place), make_one_of("pupil", place)

    def say(actor, voice, decision="given"):
        return record_consent(actor=actor, subject=place.pupil, purpose="photo", voice=voice, decision=decision)

    say(parent, "guardian")
    assert not may_publish_about(place.pupil, "photo")
    first = say(child, "child")
    assert may_publish_about(place.pupil, "photo")
    assert say(child, "child").pk == first.pk
    assert not may_publish_about(place.pupil, "photo", on=timezone.localdate() - timedelta(days=1))
    say(parent, "guardian", "withdrawn")
    assert not may_publish_about(place.pupil, "photo")
    assert Consent.objects.count() == 3
    assert [answer.is_permitted for answer in consent_answers(place.pupil)] == [False, False, False]


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize(("years", "voice", "may"), [(5, "guardian", {"guardian"}), (5, "child", set()), (12, "guardian", {"guardian"}), (12, "child", {"pupil"}), (12, "self", set()), (17, "self", {"pupil"}), (17, "guardian", set()), (17, "child", set())])  # fmt: skip
def test_each_voice_is_spoken_by_its_owner(place, who, years, voice, may):
    at_age(place, years)
    actor = make_one_of(who, place)
    call = lambda: record_consent(actor=actor, subject=place.pupil, purpose="social", voice=voice, decision="given")  # noqa: E731
    if who in may | {"system"} and who != "system":
        assert call().given_by_id == actor.person_id
    elif who != "system":
        refused(AccessRefused, "x", call)


def test_consent_refuses_unknown_words(place):
    parent = make_one_of("guardian", place)
    for words in ({"purpose": "x"}, {"voice": "x"}, {"decision": "x"}):
        args = {"purpose": "photo", "voice": "guardian", "decision": "given", **words}
        refused(ConsentRefused, "unknown_code", lambda a=args: record_consent(actor=parent, subject=place.pupil, **a))


def test_consent_of_a_merged_record_counts(place, admin):
    at_age(place, 12)
    double = make_person("Nông Minh Khuê", born_on=place.pupil.born_on)
    make_membership(double, place.school, "student")
    Consent.objects.create(subject=double, purpose="photo", voice="guardian", decision="given", given_by=double)
    Consent.objects.create(subject=double, purpose="photo", voice="child", decision="given", given_by=double)
    merge_people(actor=admin, keep=place.pupil, duplicate=double)
    assert may_publish_about(place.pupil, "photo")


def test_homeroom_teacher_reads_family_of_the_class(place):
    make_guardianship(make_person("Nông Thị Hiền"), place.pupil)
    record = person_record(make_homeroom(place), place.pupil)
    assert (record.private, [row.guardian.full_name for row in record.guardians]) == (True, ["Nông Thị Hiền"])
