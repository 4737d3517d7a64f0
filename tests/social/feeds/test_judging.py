"""Posts and comments under moderation: what becomes of them, who may judge, and what moderation reads of them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.models import Account
from social.feeds import services
from social.feeds.models import Comment, Post
from social.feeds.policies import can_see_comment, can_see_post
from social.feeds.selectors.home import entry_ids
from social.feeds.types import PostInput
from social.files.models import Attachment
from social.files.services import sweep, take
from social.groups.services import my_seats
from social.hooks import HeldScope, Moderated
from social.moderation.models import Case
from social.moderation.selectors.cases import evidence_files
from social.moderation.selectors.queue import queue
from social.moderation.services.cases import report
from social.moderation.services.queue import judge_held
from tests.factories.core import make_actor
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, let_use_social, space_of

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("moderation")


@pytest.fixture
def world():
    province = make_province()
    let_use_social(province.pupil)
    return make_homeroom(province), actor_of(province.pupil), province.actor("teacher", "other_school")


def held_post(pupil):
    return services.save_post(actor=pupil, space=space_of(pupil), given=PostInput(body="<p>Chào</p>"), client_id=uuid4())


def held_comment(teacher, pupil):
    post = services.save_post(actor=teacher, space=space_of(teacher), given=PostInput(body="Chào"), client_id=uuid4())
    row = services.write_comment(actor=pupil, post=post, body="Dạ", client_id=uuid4())
    Comment.objects.filter(pk=row.pk).update(state="held")
    return row


def state_of(row):
    row.refresh_from_db()
    return row.state


STEPS = [
    # what is done, in this order, and what becomes of it
    (("approve", "approve", "reject"), ["published", "published", "published"]),
    (("reject", "approve"), ["rejected", "rejected"]),
    (("approve", "hide", "approve", "restore"), ["published", "hidden", "hidden", "published"]),
    (("restore",), ["held"]),
]


@pytest.mark.parametrize("kind", ["post", "comment"])
@pytest.mark.parametrize(("steps", "states"), STEPS)
def test_what_is_judged_stays_judged(world, kind, steps, states):
    teacher, pupil, _stranger = world
    row = held_post(pupil) if kind == "post" else held_comment(teacher, pupil)
    hook, found = Moderated.of(kind), []
    for step in steps:
        getattr(hook, step)(
            SYSTEM if step in {"hide", "restore"} else teacher, str(row.uuid), *(["Viết rõ hơn"] if step == "reject" else [])
        )
        found.append(state_of(row))
    assert found == states
    shown = kind == "post" and states[-1] == "published"
    assert (row.reject_reason, len(entry_ids(pupil, my_seats(pupil)))) == (
        "Viết rõ hơn" if steps[0] == "reject" else "",
        int(shown or kind == "comment"),
    )
    if kind == "comment" and steps != ("restore",):
        row.post.refresh_from_db()
        assert row.post.comment_count == int(states[-1] == "published")


@pytest.mark.parametrize("kind", ["post", "comment"])
def test_nobody_judges_its_own_and_others_see_nothing_of_what_waits(world, kind):
    teacher, pupil, stranger = world
    row = held_post(pupil) if kind == "post" else held_comment(teacher, pupil)
    hook = Moderated.of(kind)
    for actor in (pupil, stranger):
        for step in (lambda one: hook.approve(one, str(row.uuid)), lambda one: hook.hide(one, str(row.uuid))):
            with pytest.raises(AccessRefused):
                step(actor)
    type(row).objects.filter(pk=row.pk).update(author_id=teacher.person_id)
    with pytest.raises(AccessRefused):
        hook.approve(teacher, str(row.uuid))
    assert state_of(row) == "held"
    see = can_see_post if kind == "post" else can_see_comment
    assert [see(actor, row) for actor in (teacher, pupil, stranger)] == [True, False, False]


@pytest.mark.parametrize("kind", ["post", "comment"])
def test_of_two_judges_the_first_decides_and_the_second_is_told(world, kind):
    teacher, pupil, _stranger = world
    row = held_post(pupil) if kind == "post" else held_comment(teacher, pupil)
    hook, key = Moderated.of(kind), str(row.uuid)
    assert [hook.approve(teacher, key), hook.reject(teacher, key, "Viết lại cho rõ nhé"), hook.approve(teacher, key)] == [
        True,
        False,
        False,
    ]
    assert state_of(row) == "published"


def test_what_moderation_reads(world):
    teacher, pupil, stranger = world
    post = held_post(pupil)
    hook, space = Moderated.of("post"), space_of(teacher)
    evidence = hook.snapshot(str(post.uuid))
    assert {key: evidence[key] for key in ("text", "author_id", "author_side", "space_id", "unit_id", "files")} == {
        "text": "Chào", "author_id": pupil.person_id, "author_side": "learner", "space_id": space.pk, "unit_id": space.unit_id, "files": [],
    }  # fmt: skip
    keys = [str(post.uuid), "khong-phai", str(uuid4())]
    assert [[hook.may_see(actor, key) for key in keys] for actor in (teacher, stranger)] == [[True, False, False], [False] * 3]
    scopes = [
        HeldScope(teacher.person_id, space_ids=frozenset({space.pk})),
        HeldScope(teacher.person_id, class_ids=frozenset({space.class_group_id})),
        HeldScope(teacher.person_id, unit_path=space.unit.path),
        HeldScope(pupil.person_id, space_ids=frozenset({space.pk})),
        HeldScope(teacher.person_id),
    ]
    assert [[thing.key for thing in hook.held(scope, 5)] for scope in scopes] == [[str(post.uuid)]] * 3 + [[], []]
    comment = held_comment(teacher, pupil)
    assert [(thing.key, thing.place) for thing in Moderated.of("comment").held(scopes[0], 5)] == [(str(comment.uuid), space.label)]


def test_what_was_changed_since_it_was_read_is_not_approved_unread(client, world):
    teacher, pupil, _other = world
    post, comment = held_post(pupil), held_comment(teacher, pupil)
    read = {row.thing.key: row.key for row in queue(teacher)}
    client.force_login(Account.objects.get(person_id=teacher.person_id))
    page = client.get(reverse("social:post", args=[post.uuid])).content.decode()
    stamp = re.search(r'name="stamp" value="(\w+)"', page)[1]
    services.save_post(actor=pupil, space=post.space, given=PostInput(body="<p>Khác hẳn</p>"), client_id=uuid4(), post=post)
    services.edit_comment(actor=pupil, comment=comment, body="Khác hẳn")
    client.post(reverse("social:post_act", args=[post.uuid]), {"act": "approve", "stamp": stamp})
    assert judge_held(actor=teacher, keys=list(read.values()), approve=True) == 0
    assert [state_of(post), state_of(comment), set(read)] == ["held", "held", {str(post.uuid), str(comment.uuid)}]
    assert judge_held(actor=teacher, keys=[row.key for row in queue(teacher)], approve=True) == 2
    assert [state_of(post), state_of(comment)] == ["published", "published"]


def test_a_picture_that_was_reported_stays_evidence_when_its_author_takes_it_off_the_post(world):
    teacher, pupil, _other = world
    files = [take(actor=pupil, upload=SimpleUploadedFile(f"{name}.txt", b"Loi xau")) for name in ("bao", "khac")]
    given = PostInput(body="<p>Chào</p>", attachments=tuple(str(one.uuid) for one in files[:1]))
    post = services.save_post(actor=pupil, space=space_of(pupil), given=given, client_id=uuid4())
    services.approve_post(actor=teacher, post=post)
    case = report(actor=make_actor("leader", post.space.unit), kind="post", key=str(post.uuid), category="bullying")
    services.save_post(actor=pupil, space=post.space, given=PostInput(body="<p>Chào</p>"), client_id=uuid4(), post=Post.objects.get())
    assert sweep(older_than=timedelta(0)) == 1
    assert evidence_files(case) == files[:1]
    Case.objects.all().delete()
    assert (sweep(older_than=timedelta(0)), Attachment.objects.count()) == (1, 0)
