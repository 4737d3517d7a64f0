"""Founding, finding, joining and leaving; pupils only with a teacher of their school beside them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.access.errors import AccessRefused
from core.models import Account, AuditRecord, Membership, Notification, Person
from social.groups.enums import Ability
from social.groups.errors import SpaceRefused
from social.groups.models import Space, SpaceMember
from social.groups.policies import standing_in
from social.groups.selectors.communities import communities, community_page
from social.groups.selectors.people import keepers_of, people_of
from social.groups.services.communities import (
    bring_pupils,
    decide_member,
    decline_invitation,
    found_community,
    invite_staff,
    join_space,
    leave_space,
)
from social.groups.tasks import check_circles
from tests.factories.core import make_account, make_actor, make_class, make_enrolment, make_guardianship, make_person, make_teaching
from tests.factories.places import make_province
from tests.factories.social import actor_of, let_use_social

pytestmark = pytest.mark.django_db


def person(actor):
    return Person.objects.get(pk=actor.person_id)


def states(space):
    return dict(SpaceMember.objects.filter(space=space).values_list("person_id", "state"))


def test_a_teacher_founds_others_find_ask_and_are_let_in():
    province = make_province()
    founder, other = province.actor("teacher"), province.actor("teacher", "other_school")
    space = found_community(actor=founder, name="Giáo viên Toán vùng Sơn Dương")
    assert [card.space.pk for card in communities(other, "toan son duong")[1]] == [space.pk]
    assert standing_in(other, space) is None
    join_space(actor=other, space=space, note="Tôi dạy Toán 9")
    join_space(actor=other, space=space)
    assert states(space) == {founder.person_id: "running", other.person_id: "asked"}
    with pytest.raises(AccessRefused):
        decide_member(actor=other, space=space, person=person(other), decision="accept")
    decide_member(actor=founder, space=space, person=person(other), decision="accept")
    assert standing_in(other, space).may(Ability.POST)
    assert [row.person_id for row in community_page(other, space.uuid).staff] == sorted([founder.person_id, other.person_id])


def test_nobody_leaves_a_community_to_nobody():
    province = make_province()
    founder = province.actor("teacher")
    space = found_community(actor=founder, name="Tổ ra đề", join_rule="open")
    other = province.actor("teacher", "other_school")
    with pytest.raises(SpaceRefused, match="quản trị"):
        leave_space(actor=founder, space=space)
    join_space(actor=other, space=space)
    decide_member(actor=founder, space=space, person=person(other), decision="owner")
    leave_space(actor=founder, space=space)
    assert standing_in(founder, space) is None
    assert states(space) == {founder.person_id: "left", other.person_id: "running"}


def test_pupils_and_guardians_neither_found_nor_find_nor_join():
    province = make_province()
    space = found_community(actor=province.actor("teacher"), name="Chung", join_rule="open")
    pupil = actor_of(province.pupil)
    assert communities(pupil) == ([], [])
    for act in (lambda: join_space(actor=pupil, space=space), lambda: found_community(actor=pupil, name="Nhóm kín")):
        with pytest.raises(AccessRefused):
            act()
    assert Space.objects.count() == 1 == SpaceMember.objects.count()
    client = Client()
    client.force_login(make_account(province.pupil), backend="core.signin.backends.IdentifierBackend")
    assert 'href="/bang-tin/nhom/"' not in client.get("/bang-tin/").content.decode()


def test_a_removed_member_asks_again_even_where_anybody_may_join():
    province = make_province()
    founder, other = province.actor("teacher"), province.actor("teacher", "other_school")
    space = found_community(actor=founder, name="Mở", join_rule="open")
    join_space(actor=other, space=space)
    decide_member(actor=founder, space=space, person=person(other), decision="remove")
    join_space(actor=other, space=space)
    assert states(space)[other.person_id] == "asked"


def test_pupils_of_two_schools_meet_only_with_a_teacher_of_each():
    province = make_province()
    let_use_social(province.pupil)
    mine, theirs = province.actor("teacher"), province.actor("teacher", "other_school")
    make_teaching(person(mine), province.class_group)
    group = make_class(province.other_school, "9C")
    guest = make_enrolment(group, make_person("Hoàng Thị Mai", born_on="2012-01-02")).person
    let_use_social(guest)
    make_teaching(person(theirs), group)
    circle = found_community(actor=mine, name="CLB Đọc sách", kind="circle", join_rule="open")
    assert circle.join_rule == "closed"
    assert bring_pupils(actor=mine, space=circle, class_id=province.class_group.pk, person_ids=[province.pupil.pk]) == 1
    with pytest.raises(SpaceRefused, match="đang dạy"):
        bring_pupils(actor=mine, space=circle, class_id=group.pk, person_ids=[guest.pk])
    with pytest.raises(AccessRefused):
        bring_pupils(actor=theirs, space=circle, class_id=group.pk, person_ids=[guest.pk])
    invite_staff(actor=mine, space=circle, person=person(theirs))
    join_space(actor=theirs, space=circle)
    assert bring_pupils(actor=theirs, space=circle, class_id=group.pk, person_ids=[guest.pk]) == 1
    assert standing_in(actor_of(guest), circle).may(Ability.COMMENT)
    leave_space(actor=theirs, space=circle)
    assert standing_in(actor_of(guest), circle) is None
    assert standing_in(actor_of(province.pupil), circle).may(Ability.COMMENT)
    told = Notification.objects.get(kind="social.circle.alone")
    assert (told.recipient_id, told.data["school"]) == (mine.person_id, province.other_school.label)
    assert [unit.pk for unit in community_page(mine, circle.uuid).alone] == [province.other_school.pk]
    assert check_circles(None) == {"alone": 1, "failing": 0}
    assert Notification.objects.filter(kind="social.circle.alone").count() == 1
    invite_staff(actor=mine, space=circle, person=person(theirs))
    join_space(actor=theirs, space=circle)
    assert standing_in(actor_of(guest), circle).may(Ability.COMMENT)
    Membership.objects.filter(person_id=theirs.person_id).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert standing_in(actor_of(guest), circle) is None
    assert check_circles(None) == {"alone": 1, "failing": 0}
    assert Notification.objects.filter(kind="social.circle.alone").count() == 2


def test_the_pages_say_what_was_refused_and_keep_what_was_typed():
    province = make_province()
    teacher = province.actor("teacher")
    client = Client()
    client.force_login(Account.objects.get(person_id=teacher.person_id), backend="core.signin.backends.IdentifierBackend")
    made = client.post("/bang-tin/nhom/moi/", {"kind": "community", "name": "Tổ Toán liên trường", "about": "", "join_rule": "request"})
    space = Space.objects.get()
    assert made["Location"] == f"/bang-tin/nhom/{space.uuid}/"
    assert 'href="/bang-tin/nhom/"' in client.get("/bang-tin/").content.decode()
    again = client.post("/bang-tin/nhom/moi/", {"kind": "community", "name": "tổ toán liên trường", "about": "Ai đó", "join_rule": "open"})
    assert (again.status_code, "Ai đó" in again.content.decode(), "đã có một nhóm tên này" in again.content.decode()) == (422, True, True)
    client.post(f"/bang-tin/nhom/{space.uuid}/moi-vao/", {"who": "khong-co"})
    assert "Không tìm thấy thầy cô" in client.get(f"/bang-tin/nhom/{space.uuid}/").content.decode()
    assert AuditRecord.objects.filter(verb="social.space.founded").count() == 1


def test_who_works_nowhere_any_more_and_a_pupil_without_its_teacher_neither_see_nor_hear_a_circle():
    province = make_province()
    owner, other = province.actor("teacher"), province.actor("teacher", "other_school")
    space = found_community(actor=owner, name="Câu lạc bộ sách", kind="circle")
    invite_staff(actor=owner, space=space, person=person(other))
    join_space(actor=other, space=space)
    make_teaching(person(owner), province.class_group)
    bring_pupils(actor=owner, space=space, class_id=province.class_group.pk, person_ids=[province.pupil.pk])
    assert set(people_of(space)) == {owner.person_id, other.person_id, province.pupil.pk}
    Membership.objects.filter(person_id=owner.person_id).update(valid_to=timezone.localdate() - timedelta(days=1))
    make_guardianship(person(owner), make_person("Ma Thị Bưởi"))
    former = make_actor("guardian", None, person(owner))
    assert (set(people_of(space)), keepers_of(space)) == ({other.person_id}, [])
    for who in (former, actor_of(province.pupil)):
        with pytest.raises(AccessRefused):
            community_page(who, space.uuid)
    with pytest.raises(AccessRefused):
        decide_member(actor=former, space=space, person=person(other), decision="remove")


def told():
    return [(row.recipient_id, row.kind.removeprefix("social.member."), row.title) for row in Notification.objects.order_by("id")]


def test_who_asks_is_answered_and_who_is_invited_may_decline():
    province = make_province()
    founder, other = province.actor("teacher"), province.actor("teacher", "other_school")
    names = {actor: person(actor).full_name for actor in (founder, other)}
    space = found_community(actor=founder, name="Toán 9")
    join_space(actor=other, space=space)
    join_space(actor=other, space=space)
    decide_member(actor=founder, space=space, person=person(other), decision="remove")
    invite_staff(actor=founder, space=space, person=person(other))
    invite_staff(actor=founder, space=space, person=person(other))
    assert told() == [
        (founder.person_id, "asked", f"{names[other]} xin vào Toán 9"),
        (other.person_id, "refused", "Toán 9 chưa nhận lời xin vào của bạn"),
        (other.person_id, "invited", f"{names[founder]} mời bạn vào Toán 9"),
    ]
    client = Client()
    client.force_login(Account.objects.get(person_id=other.person_id), backend="core.signin.backends.IdentifierBackend")
    page = f"/bang-tin/nhom/{space.uuid}/"
    assert "Từ chối lời mời" in client.get(page).content.decode()
    for _ in range(2):
        assert client.post(f"{page}tu-choi/")["Location"] == "/bang-tin/nhom/"
    assert states(space)[other.person_id] == "left"
    with pytest.raises(AccessRefused):
        decline_invitation(actor=province.actor("teacher"), space=space)
    assert AuditRecord.objects.filter(verb="social.space.declined").count() == 1
    join_space(actor=other, space=space)
    invite_staff(actor=founder, space=space, person=person(other))
    assert [kind for _who, kind, _title in told()[3:]] == ["asked", "accepted"]


def test_a_pupil_leaves_a_circle_by_itself_and_nobody_leaves_for_another():
    province = make_province()
    teacher = province.actor("teacher")
    make_teaching(person(teacher), province.class_group)
    circle = found_community(actor=teacher, name="CLB Cờ vua", kind="circle")
    bring_pupils(actor=teacher, space=circle, class_id=province.class_group.pk, person_ids=[province.pupil.pk])
    pupil, mother = actor_of(province.pupil), make_person("Nông Thị Nhung")
    make_guardianship(mother, province.pupil)
    with pytest.raises(AccessRefused):
        leave_space(actor=make_actor("guardian", None, mother), space=circle)
    client = Client()
    client.force_login(make_account(province.pupil), backend="core.signin.backends.IdentifierBackend")
    assert "Rời câu lạc bộ?" in client.get(f"/bang-tin/nhom/{circle.uuid}/").content.decode()
    client.post(f"/bang-tin/nhom/{circle.uuid}/roi/")
    assert states(circle)[province.pupil.pk] == "left"
    assert standing_in(pupil, circle) is None
