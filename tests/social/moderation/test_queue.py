"""What waits: who sees it, several at once, nobody his own."""

import re

import pytest
from django.urls import reverse

from core.access.errors import AccessRefused
from core.models import Account, Person
from social.moderation.errors import SafetyRefused
from social.moderation.selectors.queue import QueueFilter, queue
from social.moderation.services.queue import judge_held

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(school):
    teacher = Person.objects.get(pk=school.homeroom.person_id)
    for key, author, text in (("h1", school.author, "Đồ ngu"), ("h2", school.author, "Chào cô"), ("h3", teacher, "Của cô")):
        school.thing(key, author, text=text, is_held=True)
    return school


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
