"""Who may answer an announcement, for whom, and until when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.access.errors import AccessRefused
from social.feeds.errors import PostRefused
from social.feeds.models import Post, Receipt
from social.feeds.services.answers import answer_post, mark_read
from tests.factories.core import make_actor, make_enrolment, make_guardianship, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    province = make_province()
    teacher = make_homeroom(province)
    post = Post.objects.create(
        space=space_of(teacher), author_id=teacher.person_id, author_side="staff", kind="announcement", asks="consent", state="published"
    )
    second = make_enrolment(province.class_group, make_person("Nông Minh Đức", born_on="2012-05-06")).person
    parent = make_person("Nông Thị Nhung")
    for child in (province.pupil, second):
        make_guardianship(parent, child)
    return province, post, make_actor("guardian", None, parent), second


def test_a_guardian_answers_for_each_child_and_changes_the_mind(world):
    province, post, guardian, second = world
    mark_read(actor=guardian, post=post)
    mark_read(actor=guardian, post=post)
    for child, answer in ((province.pupil, "yes"), (second, "no"), (second, "yes"), (second, "yes")):
        answer_post(actor=guardian, post=post, answer=answer, child_id=child.pk)
    rows = Receipt.objects.order_by("for_child_id")
    assert [(row.for_child_id, row.answer, [old for old, _at in row.history]) for row in rows] == [
        (province.pupil.pk, "yes", []),
        (second.pk, "yes", ["no"]),
    ]


def test_others_wrong_answers_and_late_ones_change_nothing(world):
    province, post, guardian, second = world
    stranger = province.actor("teacher", "other_school")
    for actor, answer, child in (
        (stranger, "yes", None),
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
    post.state = "removed"
    with pytest.raises(AccessRefused):
        mark_read(actor=guardian, post=post)
    assert Receipt.objects.count() == 0
