"""Who reads and answers an announcement, for whom, until when; what those who ask see of it, and whom they remind."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.utils import timezone
from openpyxl import load_workbook

from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from core.notifications.models import Notification
from social.feeds.errors import PostRefused
from social.feeds.models import Entry, Post, Receipt
from social.feeds.selectors.receipts import all_rows, figures_of, missing_people, place_of, receipts_page, states_of
from social.feeds.services.answers import answer_post, mark_read, remind
from social.feeds.tables import receipts_table
from social.groups.enums import Side
from social.groups.models import Space
from tests.factories.core import make_actor, make_enrolment, make_guardianship, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A class of two pupils with one mother, and a consent the homeroom teacher asks all of them for."""
    province = make_province()
    teacher = make_homeroom(province)
    post = Post.objects.create(
        space=space_of(teacher), author_id=teacher.person_id, author_side="staff", kind="announcement", asks="consent", state="published"
    )
    Entry.objects.create(space=post.space, post=post, by_id=teacher.person_id)
    second = make_enrolment(province.class_group, make_person("Nông Minh Đức", born_on="2012-05-06")).person
    parent = make_person("Nông Thị Nhung")
    for child in (province.pupil, second):
        make_guardianship(parent, child)
    return province, post, make_actor("guardian", None, parent), second, teacher


def test_a_guardian_answers_for_each_child_and_changes_the_mind(world):
    province, post, guardian, second, _teacher = world
    assert [mark_read(actor=guardian, posts=[post]) for _ in range(2)] == [2, 0]
    for child, answer in ((province.pupil, "yes"), (second, "no"), (second, "yes"), (second, "yes")):
        answer_post(actor=guardian, post=post, answer=answer, child_id=child.pk)
    rows = Receipt.objects.order_by("for_child_id")
    assert [(row.for_child_id, row.answer, [old for old, _at in row.history]) for row in rows] == [
        (province.pupil.pk, "yes", []),
        (second.pk, "yes", ["no"]),
    ]


def test_others_wrong_answers_and_late_ones_change_nothing(world):
    province, post, guardian, second, teacher = world
    stranger = province.actor("teacher", "other_school")
    for actor, answer, child in (
        (stranger, "yes", None),
        (teacher, "yes", None),
        (guardian, "yes", None),
        (guardian, "yes", make_person("Bàn Văn Dũng").pk),
        (guardian, "seen", second.pk),
        (actor_of(province.pupil), "yes", second.pk),
    ):
        with pytest.raises(AccessRefused):
            answer_post(actor=actor, post=post, answer=answer, child_id=child)
    post.answer_by = timezone.now() - timedelta(minutes=1)
    with pytest.raises(PostRefused):
        answer_post(actor=guardian, post=post, answer="yes", child_id=second.pk)
    with pytest.raises(PostRefused):
        remind(actor=teacher, post=post, space=post.space)
    post.state = "removed"
    assert [mark_read(actor=actor, posts=[post]) for actor in (guardian, stranger, teacher)] == [0, 0, 0]
    assert (Receipt.objects.count(), AuditRecord.objects.filter(verb__startswith="social.post").count(), Notification.objects.count()) == (
        0,
        0,
        0,
    )


def figures(post):
    return [(one.side, one.asked, one.read, one.answered, one.agreed) for one in figures_of([(post, post.space)])[post.pk, post.space_id]]


def test_a_child_counts_once_and_a_refusal_counts_more_than_a_consent(world):
    province, post, guardian, second, _teacher = world
    father = make_person("Nông Văn Sơn")
    make_guardianship(father, second)
    answer_post(actor=guardian, post=post, answer="yes", child_id=second.pk)
    assert figures(post) == [("learner", 2, 0, 0, 0), ("guardian", 2, 1, 1, 1)]
    answer_post(actor=make_actor("guardian", None, father), post=post, answer="no", child_id=second.pk)
    mark_read(actor=actor_of(province.pupil), posts=[post])
    assert figures(post) == [("learner", 2, 1, 0, 0), ("guardian", 2, 1, 1, 0)]
    rows = all_rows(post, post.space, Side.GUARDIAN)
    assert [(row.person, row.status, row.answer, len(row.given)) for row in rows] == [
        (second, "answered", "no", 2),
        (province.pupil, "unread", "", 0),
    ]
    assert missing_people(post, post.space) == sorted([guardian.person_id, province.pupil.pk, second.pk])


def test_pages_follow_names_and_keep_to_a_status(world):
    province, post, _guardian, second, _teacher = world
    mark_read(actor=actor_of(province.pupil), posts=[post])
    states = states_of(post, post.space, Side.LEARNER)
    assert states == {province.pupil.pk: "read", second.pk: "unread"}
    first = receipts_page(post, post.space, Side.LEARNER, states)
    after = receipts_page(post, post.space, Side.LEARNER, states, after_id=first.items[0].pk)
    unread = receipts_page(post, post.space, Side.LEARNER, {pk: state for pk, state in states.items() if state == "unread"})
    assert [[row.person for row in page.items] for page in (first, after, unread)] == [[second, province.pupil], [province.pupil], [second]]


def test_reminding_reaches_those_without_an_answer_once_a_day(world):
    province, post, guardian, second, teacher = world
    answer_post(actor=actor_of(province.pupil), post=post, answer="yes")
    for child in (province.pupil, second):
        answer_post(actor=guardian, post=post, answer="yes", child_id=child.pk)
    assert [remind(actor=teacher, post=post, space=post.space) for _ in range(2)] == [1, 1]
    assert list(Notification.objects.values_list("recipient_id", "kind", "topic")) == [
        (second.pk, "social.answer_wanted", post.space.topic)
    ]


@pytest.mark.parametrize(
    ("who", "may"), [("author", True), ("head", True), ("pupil", False), ("guardian", False), ("stranger", False), ("other_head", False)]
)
def test_receipts_are_for_the_author_and_who_moderates(world, who, may):
    province, post, guardian, _second, teacher = world
    actor = {
        "author": teacher,
        "head": province.actor("leader"),
        "pupil": actor_of(province.pupil),
        "guardian": guardian,
        "stranger": province.actor("teacher", "other_school"),
        "other_head": province.actor("leader", "other_school"),
    }[who]
    if may:
        assert place_of(actor, post) == post.space
        return
    with pytest.raises(AccessRefused):
        place_of(actor, post)
    with pytest.raises(AccessRefused):
        remind(actor=actor, post=post, space=post.space)
    assert Notification.objects.count() == 0


def test_a_table_has_a_sheet_for_each_side_and_no_formulas(world):
    _province, post, guardian, second, _teacher = world
    second.family_name = "=Nông"
    second.save()
    answer_post(actor=guardian, post=post, answer="no", child_id=second.pk)
    answer_post(actor=guardian, post=post, answer="yes", child_id=second.pk)
    book = load_workbook(BytesIO(receipts_table([(Side.GUARDIAN, all_rows(post, post.space, Side.GUARDIAN))])))
    rows = list(book["Phụ huynh"].iter_rows(min_row=2, values_only=True))
    assert [(row[1], row[2], row[3], row[4], (row[6] or "")[:12]) for row in rows] == [
        ("'=Nông Minh Đức", "Đã trả lời", "Đồng ý", "Nông Thị Nhung", "Không đồng ý"),
        ("Nông Minh Khuê", "Chưa đọc", None, None, ""),
    ]


def test_figures_of_many_posts_take_as_many_queries_as_of_one(world, django_assert_num_queries):
    _province, post, _guardian, _second, teacher = world
    others = [space_of(teacher, "unit"), Space.objects.create(kind="circle", unit=post.space.unit, name="CLB Đọc sách")]
    pairs = [(post, post.space), *((post, space) for space in others)]
    for some, fresh, kept in ((pairs[:1], 4, 1), (pairs, 8, 1)):
        cache.clear()
        for number in (fresh, kept):
            with django_assert_num_queries(number):
                figures_of(some)
