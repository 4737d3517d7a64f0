"""A preview: the real paper in the player, for who manages the test, leaving no attempt and no statistic."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessment.models import AnswerChange, Attempt, CountedAttempt, ItemScore, PracticeStep, Signal
from core.models import Account, AuditRecord
from tests.assessment.sessions.test_practice import practice
from tests.factories.assessment_papers import make_paper
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_account, make_actor, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


def signed_in(person) -> Client:
    client = Client()
    account = Account.objects.filter(person=person).first() or make_account(person)
    client.force_login(account, backend="core.signin.backends.IdentifierBackend")
    return client


def begun(test, client=None):
    """A signed-in owner and the address of a preview just begun."""
    client = client or signed_in(test.owner)
    answer = client.post(reverse("assessment:preview_begin", args=[test.uuid]))
    assert answer.status_code == 302
    return client, answer["Location"]


def ask(client, address, door, **body):
    return client.post(f"{address}{door}/", json.dumps({"device": "x", **body}), content_type="application/json")


def kept() -> list[int]:
    return [model.objects.count() for model in (Attempt, AnswerChange, ItemScore, PracticeStep, Signal, CountedAttempt)]


def test_a_preview_is_the_real_paper_and_leaves_nothing_but_its_line_in_the_trail():
    test = make_test(learners=1)
    before = kept()
    client, address = begun(test)
    page = client.get(address)
    assert "không bài làm nào được lưu" in page.content.decode()
    pack = client.get(f"{address}de/").json()
    assert len(pack["questions"]) == test.item_count
    choice = next(one for one in pack["questions"] if one["kind"] == "single_choice")["position"]
    essay = next(one for one in pack["questions"] if one["kind"] == "essay")["position"]
    ack = ask(client, address, "luu", changes=[{"number": 1, "answers": {str(choice): "o2"}, "made_at_ms": 0}]).json()
    assert (ack["number"], ack["state"], ack["mine"]) == (1, "working", True)
    assert ask(client, address, "dang").json()["answers"] == {str(choice): "o2"}, "a reload goes on"
    assert ask(client, address, "nhip", answered=1, signals=[{"kind": "blur"}]).json()["messages"] == []
    assert ask(client, address, "tep").status_code == 422
    last = {"number": 2, "answers": {str(essay): {"html": "<p>x</p>", "files": []}}}
    done = ask(client, address, "nop", changes=[last]).json()
    end = client.get(done["end"])
    assert {name: end.context["result"][name] for name in ("right", "wrong", "empty", "waiting")} == {
        "right": 1, "wrong": 0, "empty": test.item_count - 2, "waiting": 1,
    }  # fmt: skip
    assert client.get(address)["Location"] == done["end"]
    assert kept() == before
    assert list(AuditRecord.objects.filter(verb__startswith="assessment.test.").values_list("verb", flat=True)) == [
        "assessment.test.previewed"
    ]


def test_a_draft_is_previewed_without_making_forms():
    test = make_test(prepared=False, state="draft", settings={"shuffles": True})
    forms = test.paper.forms.count()
    client, address = begun(test)
    assert len(client.get(f"{address}de/").json()["questions"]) == test.item_count
    assert test.paper.forms.count() == forms


def test_practice_counts_tries_in_a_preview_too():
    attempt = practice(tries=2, hint_cost_ratio=0.5)
    client, address = begun(attempt.test)
    assert ask(client, address, "thu", position=1, hint=0).json()["progress"]["questions"]["1"]["hints"] == 1
    assert ask(client, address, "thu", position=1, response="o1").json()["progress"]["questions"]["1"]["left"] == 1
    assert ask(client, address, "thu", position=1, response="o2").json()["is_right"]
    again = ask(client, address, "thu", position=1, response="o1").json()
    assert (again["is_right"], again["progress"]["questions"]["1"]["tries"]) == (True, 2)
    ask(client, address, "nop", changes=[])
    assert str(client.get(f"{address}xong/").context["result"]["points"]) == "0.500"
    assert PracticeStep.objects.count() == 0


def test_a_test_without_a_frozen_paper_says_why():
    test = make_test(prepared=False, state="draft", paper=make_paper(frozen=False))
    client = signed_in(test.owner)
    answer = client.post(reverse("assessment:preview_begin", args=[test.uuid]), follow=True)
    assert "Đề chưa chốt" in answer.content.decode()
    assert not AuditRecord.objects.filter(verb="assessment.test.previewed").exists()


def test_bad_changes_are_refused_and_keep_nothing():
    client, address = begun(make_test(learners=1))
    for body in ({"changes": "x"}, {"changes": [{"answers": {"99": "o1"}}]}, {"changes": [1]}, {"moves": 3, "changes": []}):
        assert ask(client, address, "luu", **body).status_code == 422
    assert ask(client, address, "dang").json()["answers"] == {}


def outsiders(test):
    teacher, elsewhere, leader = (make_person(name) for name in ("Giàng Thị Sua", "Lò Văn Pao", "Trưởng phòng"))
    make_actor("teacher", test.unit, teacher)
    make_actor("teacher", make_unit(), elsewhere)
    make_actor("leader", make_unit(), leader)
    return [teacher, elsewhere, leader, test.attempts.first().person]


def test_only_who_manages_the_test_previews_it():
    test = make_test(learners=1)
    _owner, address = begun(test)
    trail = AuditRecord.objects.count()
    for person in outsiders(test):
        client = signed_in(person)
        answers = [client.post(reverse("assessment:preview_begin", args=[test.uuid])), client.get(address), client.get(f"{address}de/"),
                   client.get(f"{address}xong/"), ask(client, address, "luu", changes=[])]  # fmt: skip
        assert {answer.status_code for answer in answers} <= {403, 404}
    assert Client().post(reverse("assessment:preview_begin", args=[test.uuid])).status_code == 302
    assert AuditRecord.objects.exclude(verb__startswith="access").count() == trail


def test_a_preview_is_its_own_ones_only_and_is_forgotten():
    test = make_test(learners=1)
    _owner, address = begun(test)
    leader = make_person("Hiệu trưởng")
    make_actor("leader", test.unit, leader)
    client = signed_in(leader)
    assert client.get(address)["Location"] == reverse("assessment:test", args=[test.uuid])
    assert client.get(f"{address}de/").status_code == 404
    assert begun(test, client)[0].get(f"{begun(test, client)[1]}de/").status_code == 200


def test_a_preview_speaks_the_language_of_who_looks():
    client, address = begun(make_test())
    assert client.get(f"{address}de/").json()["language"] == "vi"
    client.cookies["django_language"] = "en"
    pack = client.get(f"{address}de/").json()
    cluster = next(one["html"] for one in pack["questions"] if one["kind"] == "true_false")
    assert (pack["language"], ">True<" in cluster, ">Đúng<" in cluster) == ("en", True, False)
