"""What waits: who sees it, several at once, nobody his own."""

import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from core.access.errors import AccessRefused
from core.models import Account, Person
from social.feeds.receivers.moderated import ModeratedPost
from social.feeds.services import save_post
from social.feeds.types import PostInput
from social.files.services import take
from social.hooks import Moderated
from social.moderation.errors import SafetyRefused
from social.moderation.selectors.queue import QueueFilter, queue
from social.moderation.services.queue import judge_held
from tests.factories.core import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(school):
    teacher = Person.objects.get(pk=school.homeroom.person_id)
    for key, author, text in (("h1", school.author, "Đồ ngu"), ("h2", school.author, "Chào cô"), ("h3", teacher, "Của cô")):
        school.thing(key, author, text=text, is_held=True)
    return school


def png():
    out = BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, "PNG")
    return out.getvalue()


def keys(actor, **wanted):
    return [row.thing.key for row in queue(actor, QueueFilter(**wanted))]


def test_the_queue_is_of_the_spaces_one_moderates_without_ones_own(held):
    assert [keys(getattr(held, name)) for name in ("homeroom", "colleague", "pupil", "other_head")] == [["h1", "h2"], [], [], []]
    assert [(row.is_found, row.band) for row in queue(held.homeroom)] == [(True, "lower"), (False, "lower")]
    assert [keys(held.homeroom, band="upper"), keys(held.homeroom, side="learner"), keys(held.homeroom, place="Lớp 9A2")] == [
        [],
        ["h1", "h2"],
        ["h1", "h2"],
    ]


@pytest.mark.parametrize("by", ["homeroom", "head"])
def test_several_are_approved_or_given_back_at_once(held, by):
    actor = getattr(held, by)
    assert judge_held(actor=actor, keys=["thing:h1", "thing:h2", "thing:h1"], approve=True) == 2
    assert judge_held(actor=actor, keys=["thing:h1"], approve=False, reason=" Viết lại  nhé ") == 0  # judged already
    assert held.things.done == [("approve", "h1"), ("approve", "h2"), ("reject", "h1", "Viết lại nhé")]


@pytest.mark.parametrize(
    ("by", "chosen", "approve", "wrong"),
    [
        ("homeroom", ["thing:h3"], True, AccessRefused),
        ("colleague", ["thing:h1"], True, AccessRefused),
        ("other_head", ["thing:h1"], True, AccessRefused),
        ("homeroom", ["thing:gone"], True, AccessRefused),
        ("homeroom", ["nothing:h1"], True, AccessRefused),
        ("homeroom", [], True, SafetyRefused),
        ("homeroom", ["thing:h1"], False, SafetyRefused),
    ],
)
def test_what_is_not_ones_to_judge_stays(held, by, chosen, approve, wrong):
    with pytest.raises(wrong):
        judge_held(actor=getattr(held, by), keys=chosen, approve=approve)
    assert held.things.done == []


def test_who_judges_sees_the_pictures_and_files_of_what_waits_and_nobody_else(school, client):
    Moderated.registry[:] = [ModeratedPost()]
    picture = take(actor=school.pupil, upload=ContentFile(png(), name="lop.png"))
    paper = take(actor=school.pupil, upload=ContentFile(b"%PDF-1.4 x", name="don.pdf"))
    given = PostInput(body="Ảnh của em", attachments=(str(picture.uuid), str(paper.uuid)))
    post = save_post(actor=school.pupil, space=school.space, given=given, client_id=uuid4())
    urls = [reverse("social:held_file", args=["post", post.uuid, one.uuid, one.name]) for one in (picture, paper)]

    def answers(name):
        person = Person.objects.get(pk=getattr(school, name).person_id)
        client.force_login(Account.objects.filter(person=person).first() or make_account(person))
        return [client.get(url).status_code for url in urls]

    assert [answers(name) for name in ("homeroom", "head", "colleague", "other_head", "commune")] == [
        [200] * 2,
        [200] * 2,
        *[[404] * 2] * 3,
    ]
    answers("homeroom")
    page = client.get(reverse("social:waiting")).content.decode()
    assert [text in page for text in (f"{urls[0]}?v=640", urls[1], "don.pdf", reverse("social:post", args=[post.uuid]))] == [True] * 4
    judge_held(actor=school.homeroom, keys=[f"post:{post.uuid}"], approve=True)
    assert answers("homeroom") == [404, 404]


def test_all_are_chosen_at_once_and_a_refusal_keeps_the_choice_but_not_for_what_comes_later(held, client):
    client.force_login(Account.objects.get(person_id=held.homeroom.person_id))
    url = reverse("social:waiting")
    ticked = re.compile(r'value="thing:(h\d)" checked')
    assert ticked.findall(client.get(url).content.decode()) == []
    assert ticked.findall(client.get(url, {"chon": "1", "vai": "learner"}).content.decode()) == ["h1", "h2"]
    refused = client.post(f"{url}?chon=1", {"act": "reject", "keys": ["thing:h2"]})
    assert (refused.status_code, ticked.findall(refused.content.decode())) == (422, ["h2"])
    done = client.post(f"{url}?chon=1&vai=learner", {"act": "approve", "keys": ["thing:h1"]})
    assert done.url == f"{url}?vai=learner"
