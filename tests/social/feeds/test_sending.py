"""Sharing a post, and announcements an office sends down: to whom, once, and what it learns of it."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from core.models import Account, Notification, Person
from social.feeds import services
from social.feeds.errors import PostRefused
from social.feeds.models import Entry, Post, SentDown
from social.feeds.policies import can_see_post
from social.feeds.selectors.announcements import load_announcements
from social.feeds.selectors.answers import shown_together
from social.feeds.selectors.sending import people_reached, schools_page
from social.feeds.selectors.views import comments_page
from social.feeds.services.answers import answer_post, mark_read
from social.feeds.services.sending import send_batch, send_down, share_post, unshare_post
from social.feeds.types import Audience, PostInput
from social.files.models import Attachment
from social.groups.policies import standing_in
from social.groups.services.communities import found_community, join_space
from tests.factories.core import make_actor, make_class, make_enrolment, make_guardianship, make_person, make_unit
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, let_use_social, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_province()


NOTICE = PostInput(kind="announcement", title="Nghỉ rét", body="Ngày mai nghỉ học.", sides=("staff", "guardian"), asks="seen")


def sent_by(actor, under, kinds=("lower_secondary",), client_id=None, **fields):
    audience = Audience(under.pk, tuple(kinds), **fields)
    return send_down(actor=actor, given=NOTICE, audience=audience, client_id=client_id or uuid4())


def test_an_announcement_reaches_the_schools_of_an_audience_once(province, monkeypatch):
    monkeypatch.setattr("social.feeds.services.sending.BATCH", 1)
    make_unit(province.commune, "primary", "Trường TH Tân Trào")
    officer, client_id = province.actor("officer", "department"), uuid4()
    sent = sent_by(officer, province.department, client_id=client_id, is_pinned=True)
    assert sent_by(officer, province.department, client_id=client_id) == sent
    assert [send_batch(sent.pk) for _ in range(3)] == [(1, 2), (2, 3), (2, 2)]
    SentDown.objects.update(last_unit_id=0, ended_at=None, made=0)  # a worker that was killed before it wrote how far it had come
    while send_batch(sent.pk)[0] < 2:
        pass
    rows = Entry.objects.filter(kind="sent_down").order_by("space__unit_id")
    assert [(row.space.unit_id, row.sides, row.pinned_at is not None) for row in rows] == [
        (province.school.pk, ["staff", "guardian"], True),
        (province.other_school.pk, ["staff", "guardian"], True),
    ]
    assert Post.objects.count() == 1


def test_a_school_reads_it_passes_it_on_and_cannot_change_it(province):
    sent = sent_by(province.actor("officer", "commune"), province.commune)
    send_batch(sent.pk)
    teacher = make_homeroom(province)
    mother = make_person("Nông Thị Nhung")
    make_guardianship(mother, province.pupil)
    guardian, pupil, elsewhere = make_actor("guardian", None, mother), actor_of(province.pupil), province.actor("teacher", "other_school")
    assert [can_see_post(actor, sent.post) for actor in (teacher, guardian, pupil, elsewhere)] == [True, True, False, False]
    share_post(actor=teacher, post=sent.post, space=space_of(teacher))
    with pytest.raises(AccessRefused):
        services.save_post(actor=teacher, space=sent.post.space, given=NOTICE, client_id=uuid4(), post=sent.post)
    assert mark_read(actor=guardian, posts=[sent.post]) == 1
    page = schools_page(sent)
    assert [(row.space.unit, row.read, [(one.side, one.read, one.asked) for one in row.figures]) for row in page.items] == [
        (province.school, 1, [("staff", 0, 1), ("guardian", 1, 1)])
    ]
    assert (people_reached(sent), schools_page(sent, only_unread=True).items) == (1, [])


@pytest.mark.parametrize(
    ("role", "unit", "under"),
    [("officer", "commune", "other_commune"), ("officer", "commune", "department"), ("leader", "school", "school"), ("teacher", "school", "school"), ("auditor", "department", "department")],
)  # fmt: skip
def test_nobody_sends_beyond_its_office(province, role, unit, under):
    with pytest.raises(AccessRefused):
        sent_by(province.actor(role, unit), getattr(province, under))
    assert (Post.objects.count(), SentDown.objects.count()) == (0, 0)


def test_an_audience_without_schools_and_a_removed_post_go_nowhere(province):
    officer = province.actor("officer", "department")
    with pytest.raises(PostRefused):
        sent_by(officer, province.department, kinds=("primary",))
    sent = sent_by(officer, province.department)
    services.remove_post(actor=officer, post=sent.post)
    send_batch(sent.pk)
    assert Entry.objects.filter(kind="sent_down").count() == 0


@pytest.fixture
def fields(client, province):
    """What an officer who is signed in fills in."""
    officer = province.actor("officer", "department")
    client.force_login(Account.objects.get(person_id=officer.person_id))
    return {
        "title": "Nghỉ rét", "body": "Ngày mai nghỉ học.", "under": province.commune.pk, "kinds": ["lower_secondary"],
        "sides": ["staff"], "asks": "none", "client_id": str(uuid4()),
    }  # fmt: skip


def test_the_pages_of_an_office(client, province, fields):
    assert client.post(reverse("social:send_down"), {**fields, "kinds": []}).status_code == 422
    answer = client.post(reverse("social:send_down"), fields)
    send_batch(SentDown.objects.get().pk)
    page = client.get(answer.url).content.decode()
    assert ["THCS Tân Trào" in page, "THCS Sơn Thủy" in page] == [True, False]
    client.force_login(Account.objects.get(person_id=province.actor("teacher").person_id))
    assert [client.get(url).status_code for url in (answer.url, reverse("social:send_down"))] == [404, 404]


def test_an_office_sends_files_down_and_what_is_refused_loses_nothing(client, province, fields):
    url, letter = reverse("social:send_down"), SimpleUploadedFile("cong-van-182.txt", b"So 182/SGDDT-VP")
    looking = client.post(url, {**fields, "act": "tim", "tim": "Tân Trào", "pictures": letter})
    kept = Attachment.objects.get()
    assert (looking.status_code, SentDown.objects.count(), str(kept.uuid) in looking.content.decode()) == (200, 0, True)
    refused = client.post(url, {**fields, "files": [str(kept.uuid)], "pictures": SimpleUploadedFile("cai-dat.exe", b"MZ\x90\x00")})
    page = refused.content.decode()
    assert (refused.status_code, SentDown.objects.count()) == (422, 0)
    assert "cai-dat.exe" in page
    assert str(kept.uuid) in page
    assert client.post(url, {**fields, "files": [str(kept.uuid)]}).status_code == 302
    send_batch(SentDown.objects.get().pk)
    statuses = {}
    for role, unit in (("leader", "school"), ("leader", "other_school")):
        client.force_login(Account.objects.get(person_id=province.actor(role, unit).person_id))
        statuses[unit] = client.get(kept.url).status_code
    assert statuses == {"school": 200, "other_school": 404}


@pytest.fixture
def shared(province):
    """A homeroom teacher, a post to its class for families, a pupil's own post."""
    teacher = make_homeroom(province)
    let_use_social(province.pupil)
    given = PostInput(body="Ảnh chuyến đi", sides=("guardian",))
    post = services.save_post(actor=teacher, space=space_of(teacher), given=given, client_id=uuid4())
    school = space_of(teacher, "unit")
    own = services.save_post(actor=actor_of(province.pupil), space=post.space, given=PostInput(body="Chào"), client_id=uuid4())
    services.approve_post(actor=teacher, post=own)
    own.refresh_from_db()
    return province, teacher, post, own, school


def test_sharing_keeps_the_sides_happens_once_and_is_taken_back(shared):
    province, teacher, post, _own, school = shared
    entries = [share_post(actor=teacher, post=post, space=school) for _ in range(2)]
    assert (entries[0], entries[0].kind, entries[0].sides) == (entries[1], "shared", ["guardian"])
    with pytest.raises(AccessRefused):
        unshare_post(actor=province.actor("teacher"), entry=entries[0])
    unshare_post(actor=province.actor("leader"), entry=entries[0])
    assert list(post.entries.values_list("kind", flat=True)) == ["home"]


def test_what_pupils_wrote_and_what_one_may_not_see_is_not_shared(shared):
    province, teacher, post, own, school = shared
    other = make_enrolment(province.class_group, make_person("Nông Minh Đức", born_on="2012-05-06")).person
    stranger = province.actor("teacher", "other_school")
    before = AuditRecord.objects.count()
    for actor, what, space in (
        (teacher, own, school),
        (actor_of(other), post, school),
        (actor_of(province.pupil), own, school),
        (stranger, post, space_of(stranger, "unit")),
    ):
        with pytest.raises(AccessRefused):
            share_post(actor=actor, post=what, space=space)
    assert (Entry.objects.exclude(kind="home").count(), AuditRecord.objects.count()) == (0, before)


def test_those_of_the_schools_are_told_once_and_only_the_sides_it_is_for(province, run_jobs):
    teacher, mother = make_homeroom(province), make_person("Nông Thị Nhung")
    make_guardianship(mother, province.pupil)
    sent = sent_by(province.actor("officer", "department"), province.department)
    run_jobs()
    SentDown.objects.update(last_unit_id=0, ended_at=None, made=0)
    send_batch(sent.pk)
    run_jobs()
    told = list(Notification.objects.filter(kind="social.announcement").values_list("recipient_id", flat=True))
    assert {teacher.person_id, mother.pk} <= set(told)
    assert province.pupil.pk not in told
    assert len(told) == len(set(told))


def test_who_reads_a_shared_post_elsewhere_neither_names_nor_hears_the_pupils_of_its_class(client, province):
    teacher, colleague = make_homeroom(province), province.actor("teacher", "other_school")
    let_use_social(province.pupil)
    pupil, name = actor_of(province.pupil), "Ma Thị Bưởi"
    Person.objects.filter(pk=province.pupil.pk).update(full_name=name, search_text="ma thi buoi")
    post = services.save_post(actor=teacher, space=space_of(teacher), given=PostInput(body="Ảnh chuyến đi"), client_id=uuid4())
    said = services.write_comment(actor=pupil, post=post, body="Vui quá", client_id=uuid4())
    community = found_community(actor=teacher, name="Tổ Văn các trường", join_rule="open")
    join_space(actor=colleague, space=community)
    share_post(actor=teacher, post=post, space=community)
    Notification.objects.all().delete()
    far = services.write_comment(actor=colleague, post=post, body=f"Chào @{name}", client_id=uuid4())
    assert (far.mentions, set(Notification.objects.values_list("recipient_id", flat=True))) == ([], {teacher.person_id})
    client.force_login(Account.objects.get(person_id=colleague.person_id))
    named = client.get(reverse("social:post_people", args=[post.uuid]), {"q": name.split()[-1]}).json()["people"]
    listed = client.get(reverse("social:comment", args=[post.uuid])).json()["comments"]
    assert (named, [one["id"] for one in listed]) == ([], [far.pk])
    page = client.get(post.url).content.decode()
    assert ["Vui quá" in page, name in page.replace(f"@{name}", "")] == [False, False]
    answer = {"body": "Em ơi", "parent": said.pk, "client_id": str(uuid4())}
    assert client.post(reverse("social:comment", args=[post.uuid]), answer).status_code == 404
    standing = standing_in(pupil, post.space)
    assert [one.comment.pk for one in comments_page(pupil, post, standing)[0]] == [said.pk, far.pk]


def test_pupils_of_two_schools_do_not_hear_each_other_at_what_an_office_sent_down(province):
    ours, theirs = make_elder(province.school), make_elder(province.other_school)
    given = PostInput(kind="announcement", title="Hội thi", body="Mời các em.", sides=("learner",))
    audience = Audience(province.department.pk, ("lower_secondary",))
    sent = send_down(actor=province.actor("officer", "department"), given=given, audience=audience, client_id=uuid4())
    send_batch(sent.pk)
    near, far = (services.write_comment(actor=one, post=sent.post, body="Em dự ạ", client_id=uuid4()) for one in (ours, theirs))
    space = space_of(ours, "unit")
    assert [one.comment.pk for one in comments_page(ours, sent.post, standing_in(ours, space), space=space)[0]] == [near.pk]
    assert far.pk != near.pk


def make_elder(school):
    """A pupil of sixteen of a school, who may comment in its space."""
    child = make_enrolment(make_class(school, "9A9"), make_person("Bàn Thị Lan", born_on="2010-01-02")).person
    child.refresh_from_db()
    return actor_of(child)


def test_of_what_was_sent_down_nobody_sees_the_pupils_of_another_school_who_answered(province):
    near, far = make_elder(province.school), make_elder(province.other_school)
    given = PostInput(kind="announcement", title="Hội thi", body="Mời các em.", sides=("learner",), asks="seen")
    audience = Audience(province.department.pk, ("lower_secondary",))
    sent = send_down(actor=province.actor("officer", "department"), given=given, audience=audience, client_id=uuid4())
    send_batch(sent.pk)
    for one in (near, far):
        answer_post(actor=one, post=sent.post, answer="seen")
    head = province.actor("leader")
    faces = {}
    for name, actor in (("head", head), ("mate", near)):
        space = space_of(actor, "unit")
        (place,) = shown_together(actor, [(sent.post, space, standing_in(actor, space))])
        faces[name] = [person.pk for person in load_announcements(actor, [place])[sent.post.pk].faces]
    assert faces == {"head": [near.person_id], "mate": []}


def test_who_may_read_is_narrowed_everywhere_a_post_stands(shared):
    _province, teacher, post, _own, school = shared
    entry = share_post(actor=teacher, post=post, space=school)
    given = PostInput(body="Ảnh chuyến đi, có số điện thoại", sides=("staff",))
    services.save_post(actor=teacher, space=post.space, given=given, client_id=uuid4(), post=Post.objects.get(pk=post.pk))
    entry.refresh_from_db()
    assert entry.sides == ["staff"]
