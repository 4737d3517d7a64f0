"""The head of a space, its people as each may see them, its files and topics, and what its settings narrow."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.access.errors import AccessRefused
from core.models import Account, AuditRecord, Person
from social.feeds.models import Entry, Post
from social.feeds.selectors import tabs
from social.feeds.selectors.views import post_views
from social.feeds.services import save_post
from social.feeds.types import PostInput
from social.files.services import take
from social.groups.enums import Ability, Band, Side
from social.groups.models import Space
from social.groups.policies import Seat, standing_in
from social.groups.rules import needs_approval, tidy_topics
from social.groups.selectors.heads import space_head
from social.groups.selectors.members import member_page
from social.groups.services.communities import found_community
from social.groups.services.settings import set_rules
from social.groups.types import SpaceRules, Standing
from tests.factories.core import make_account, make_actor, make_enrolment, make_guardianship, make_person, make_teaching
from tests.factories.places import make_province
from tests.factories.social import actor_of, let_use_social, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    province = make_province()
    teacher = province.actor("teacher")
    Person.objects.filter(pk=teacher.person_id).update(sex="female")
    make_teaching(Person.objects.get(pk=teacher.person_id), province.class_group, kind="homeroom")
    make_enrolment(province.class_group, make_person("Bàn Thị Ánh", born_on="2012-05-01"))
    mother = make_person("Nông Thị Hiền")
    make_guardianship(mother, province.pupil)
    let_use_social(province.pupil, mother)
    return province, teacher, actor_of(province.pupil), make_actor("guardian", person=mother)


def names(actor, space, **wanted):
    return [line.full_name for line in member_page(actor, space, standing_in(actor, space), **wanted).lines]


def sides(actor, space):
    return {row[0]: row[2] for row in member_page(actor, space, standing_in(actor, space)).sides}


def test_each_sees_the_names_it_may(school):
    _province, teacher, pupil, mother = school
    space = space_of(pupil)
    assert sides(teacher, space) == {Side.STAFF: 1, Side.LEARNER: 2, Side.GUARDIAN: 1}
    assert sides(pupil, space) == {Side.STAFF: 1, Side.LEARNER: 2}
    assert names(mother, space, side="learner") == ["Nông Minh Khuê"]
    assert names(mother, space, side="guardian") == names(mother, space, side="staff")
    assert names(teacher, space, side="learner", text="anh") == ["Bàn Thị Ánh"]
    parents = member_page(teacher, space, standing_in(teacher, space), side="guardian").lines
    assert [line.detail for line in parents] == ["Phụ huynh em Nông Minh Khuê"]
    staff = member_page(pupil, space, standing_in(pupil, space)).lines
    assert (staff[0].full_name.startswith("Cô "), staff[0].detail) == (True, "Chủ nhiệm")
    assert sides(pupil, space_of(pupil, "unit")) == {Side.STAFF: 1}


def test_people_come_page_by_page_at_the_same_cost(school, monkeypatch, django_assert_num_queries):
    province, teacher, *_rest = school
    space = space_of(teacher)
    standing = standing_in(teacher, space)
    with django_assert_num_queries(4):
        member_page(teacher, space, standing, side="learner")
    for number in range(5):
        make_enrolment(province.class_group, make_person(f"Lý Văn Số {number}", born_on="2012-01-01"))
    monkeypatch.setattr("social.groups.selectors.members.PAGE", 3)
    seen, after = [], ""
    while True:
        page = member_page(teacher, space, standing, side="learner", after=after)
        seen += [line.full_name for line in page.lines]
        if not (after := page.next_key):
            break
    everybody = Person.objects.filter(enrolments__class_group=province.class_group).order_by("sort_key", "id")
    assert seen == list(everybody.values_list("full_name", flat=True))
    assert len(seen) == 7
    with django_assert_num_queries(4):
        member_page(teacher, space, standing, side="learner")


def test_files_and_topics_show_what_is_for_the_reader(school):
    _province, teacher, pupil, mother = school
    space = space_of(teacher)
    kept = {}
    for name, kept_for in (("chung", ()), ("phu-huynh", ("guardian",))):
        upload = SimpleUploadedFile(f"{name}.txt", b"Noi dung", content_type="text/plain")
        kept[name] = str(take(actor=teacher, upload=upload).uuid)
        given = PostInput(body=name, sides=kept_for, attachments=(kept[name],), topic=name)
        save_post(actor=teacher, space=space, given=given, client_id=Space(kind="class").uuid)

    def files(actor):
        return [line.file.name for line in tabs.files_of(actor, Seat(space, standing_in(actor, space)), pictures=False)[0]]

    assert files(teacher) == ["phu-huynh.txt", "chung.txt"] == files(mother)
    assert files(pupil) == ["chung.txt"]
    seat = Seat(space, standing_in(pupil, space))
    assert [len(tabs.entry_ids(pupil, seat, before=None, limit=9, topic=name)) for name in ("chung", "phu-huynh")] == [1, 0]


def test_pages_of_a_space_open(school):
    province, teacher, *_rest = school
    account = Account.objects.get(person_id=teacher.person_id)
    client = Client()
    client.force_login(account, backend="core.signin.backends.IdentifierBackend")
    space = space_of(teacher)
    for path in ("", "tep/", "tep/?loai=picture", "su-kien/"):
        assert client.get(f"/bang-tin/khong-gian/{space.uuid}/{path}").status_code == 200
    assert "Nông Minh Khuê" in client.get(f"/bang-tin/nhom/{space.uuid}/nguoi/?ben=learner").content.decode()
    page = client.post(
        f"/bang-tin/nhom/{space.uuid}/cai-dat/", {"may_learner": ["react"], "may_guardian": ["react"], "may_staff": ["post"]}
    )
    assert page.status_code == 302
    assert standing_in(actor_of(province.pupil), space).abilities == {Ability.READ, Ability.REACT}


def test_settings_only_narrow_and_only_by_who_looks_after_the_space(school):
    _province, teacher, pupil, mother = school
    space = space_of(teacher)
    everything = frozenset({"react", "comment", "post"})
    given = SpaceRules(may={"learner": frozenset({"react", "post"}), "guardian": everything}, waits={"guardian": frozenset({"comment"})})
    for actor in (pupil, mother):
        with pytest.raises(AccessRefused):
            set_rules(actor=actor, space=space, given=given)
    assert Space.objects.get(pk=space.pk).settings == {}
    set_rules(actor=teacher, space=space, given=given)
    space.refresh_from_db()
    assert standing_in(pupil, space).abilities == {Ability.READ, Ability.REACT, Ability.POST}
    assert standing_in(mother, space).abilities == {Ability.READ, Ability.REACT, Ability.COMMENT}
    assert needs_approval(Side.GUARDIAN, Band.ADULT, space.settings, "comment")
    assert needs_approval(Side.LEARNER, Band.LOWER, {"approve": {"learner": ["comment"]}}, "post")
    assert AuditRecord.objects.filter(verb="social.space.changed").count() == 1
    assert "Tác phẩm" not in [str(tab["label"]) for tab in space_head(pupil, space, standing_in(pupil, space)).tabs]
    closed = SpaceRules(may={}, waits={}, comments_closed=True)
    set_rules(actor=teacher, space=space, given=closed)
    space.refresh_from_db()
    assert [standing_in(actor, space).may(Ability.COMMENT) for actor in (teacher, pupil, mother)] == [True, False, False]


def test_a_space_says_why_one_only_reads(school):
    province, teacher, pupil, _mother = school
    space = space_of(pupil)
    assert space_head(pupil, space, standing_in(pupil, space)).why == ""
    head = province.actor("leader")
    assert "lãnh đạo" in space_head(head, space, standing_in(head, space)).why
    year = province.class_group.school_year
    type(year).objects.filter(pk=year.pk).update(ends_on="2026-05-31")
    space = Space.objects.select_related("unit", "class_group__school_year").get(pk=space.pk)
    assert "Năm học" in space_head(teacher, space, standing_in(teacher, space)).why


def test_topics_of_a_community_are_tidy():
    assert tidy_topics("  Đề thi \n\nđề  thi\nGiáo án\n" + "x" * 60) == ["Đề thi", "Giáo án", "x" * 40]
    province = make_province()
    founder = province.actor("teacher")
    space = found_community(actor=founder, name="Toán")
    set_rules(actor=founder, space=space, given=SpaceRules(may={}, waits={}, topics="Đề thi\nGiáo án", about="Chung tay"))
    space.refresh_from_db()
    assert (space_head(founder, space, standing_in(founder, space)).topics, space.about) == (("Đề thi", "Giáo án"), "Chung tay")


def test_the_bell_says_that_a_space_is_muted_and_is_heard_again_with_one_press(school):
    _province, _teacher, pupil, _mother = school
    client, space = Client(), space_of(pupil)
    client.force_login(make_account(Person.objects.get(pk=pupil.person_id)), backend="core.signin.backends.IdentifierBackend")
    page, mute = reverse("social:space", args=[space.uuid]), reverse("core:notify_mute")
    words = "Đang tắt thông báo của nhóm này"
    assert words not in client.get(page).content.decode()
    assert client.post(mute, {"chu-de": space.topic, "span": ""})["Location"] == page
    assert words in client.get(page).content.decode()
    assert client.post(reverse("core:notify_unmute"), {"chu-de": space.topic, "ve": "1"})["Location"] == page
    assert words not in client.get(page).content.decode()


@pytest.mark.parametrize(("band", "is_own", "offered"), [(Band.UPPER, True, True), (Band.LOWER, True, False), (Band.UPPER, False, False)])
def test_pupils_are_offered_to_share_their_own_posts_where_these_need_no_approval(school, band, is_own, offered):
    _province, teacher, pupil, _mother = school
    space = space_of(pupil)
    post = save_post(actor=pupil if is_own else teacher, space=space, given=PostInput(body="Em vẽ"), client_id=uuid4())
    Post.objects.filter(pk=post.pk).update(state="published")
    post.refresh_from_db()
    entry, _new = Entry.objects.get_or_create(post=post, space=space)
    standing = Standing(Side.LEARNER, band, frozenset({Ability.READ, Ability.POST}))
    (view,) = post_views(pupil, [(post, entry)], {space.pk: standing})
    assert ("share" in view.actions) is offered
