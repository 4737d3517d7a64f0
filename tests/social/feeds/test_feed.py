"""The feed: what is written once is kept once, waits where it has to, and is read by whom it is for."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core.access.errors import AccessRefused
from core.models import Person
from social.feeds import services
from social.feeds.models import Comment, Entry, Post
from social.feeds.policies import can_see_post
from social.feeds.selectors.home import entries_by_id, entry_ids
from social.feeds.types import PostInput
from social.groups.services import my_seats
from social.moderation.models import NetworkTime
from tests.factories.core import make_account, make_actor, make_guardianship, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, let_use_social, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    province = make_province()
    let_use_social(province.pupil)
    mother = make_person("Nông Thị Nhung")
    make_guardianship(mother, province.pupil)
    return {
        "teacher": make_homeroom(province),
        "pupil": actor_of(province.pupil),
        "guardian": make_actor("guardian", None, mother),
        "stranger": province.actor("teacher", "other_school"),
    }


def post_of(actor, body="Chào cả lớp", client_id=None, **fields):
    return services.save_post(actor=actor, space=space_of(actor), given=PostInput(body=body, **fields), client_id=client_id or uuid4())


def read_by(actor, **fields):
    return [entry.post.body for entry in entries_by_id(entry_ids(actor, my_seats(actor), **fields))]


def test_a_post_sent_twice_is_kept_once(people):
    client_id = uuid4()
    assert post_of(people["teacher"], client_id=client_id) == post_of(people["teacher"], client_id=client_id)
    assert (Post.objects.count(), Entry.objects.count()) == (1, 1)


def test_a_pupils_post_waits_and_is_published_once_approved(people):
    post = post_of(people["pupil"])
    assert (post.state, read_by(people["teacher"])) == ("held", [])
    with pytest.raises(AccessRefused):
        services.approve_post(actor=people["pupil"], post=post)
    assert Entry.objects.count() == 0
    services.approve_post(actor=people["teacher"], post=post)
    assert read_by(people["guardian"]) == ["Chào cả lớp"]


def test_a_post_for_a_side_is_read_by_that_side_and_staff_and_never_by_another_school(people):
    post = post_of(people["teacher"], sides=("guardian",))
    assert {key: read_by(actor) for key, actor in people.items()} == {
        "teacher": ["Chào cả lớp"], "pupil": [], "guardian": ["Chào cả lớp"], "stranger": [],
    }  # fmt: skip
    assert {key: can_see_post(actor, post) for key, actor in people.items()} == {
        "teacher": True, "pupil": False, "guardian": True, "stranger": False,
    }  # fmt: skip


def test_paging_by_entry_goes_on_where_it_stopped(people):
    for number in range(5):
        post_of(people["teacher"], body=f"Tin {number}")
    first = entry_ids(people["pupil"], my_seats(people["pupil"]), limit=3)
    assert read_by(people["pupil"], before=first[-1]) == ["Tin 1", "Tin 0"]


def test_comments_and_reactions_count_and_a_second_tap_takes_back(people):
    post, client_id = post_of(people["teacher"]), uuid4()
    for _ in range(2):
        services.write_comment(actor=people["guardian"], post=post, body="Cảm ơn cô", client_id=client_id)
    services.react(actor=people["pupil"], post=post, kind="like")
    post.refresh_from_db()
    assert (post.comment_count, post.reaction_counts) == (1, {"like": 1})
    services.react(actor=people["pupil"], post=post, kind="like")
    with pytest.raises(AccessRefused):
        services.write_comment(actor=people["stranger"], post=post, body="Chào", client_id=uuid4())
    post.refresh_from_db()
    assert (Comment.objects.count(), post.reaction_counts) == (1, {})


def test_a_child_that_may_only_read_is_told_why_where_it_would_write(people, client):
    why = "Giờ nghỉ gia đình đã đặt"
    client.force_login(make_account(Person.objects.get(pk=people["pupil"].person_id)))
    pages = ["/bang-tin/", f"/bang-tin/khong-gian/{space_of(people['pupil']).uuid}/"]
    assert [why in client.get(page).text for page in pages] == [False, False]
    now = timezone.localtime()
    times = {"quiet_from": (now - timedelta(hours=1)).time(), "quiet_to": (now + timedelta(hours=1)).time()}
    NetworkTime.objects.create(child_id=people["pupil"].person_id, **times)
    assert [(why in (text := client.get(page).text), 'class="write"' in text) for page in pages] == [(True, False), (True, False)]
