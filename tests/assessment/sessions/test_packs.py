"""Packs in the languages of the interface: one form, frozen once, its helping words in each."""

import gzip
import json
import re

import pytest
from django.core.cache import cache

from assessment.models import Pack, PackTranslation
from assessment.sessions.selectors.packs import pack_bytes
from assessment.sessions.services import attempt_at, prepare_test, record_changes
from tests.assessment.kinds.samples import ALL
from tests.assessment.sessions.test_views import change, signed_in, sit_url
from tests.factories.assessment_items import make_bank, make_item
from tests.factories.assessment_papers import make_paper
from tests.factories.assessment_sessions import candidate_actor, make_attempt, make_test
from tests.factories.core import make_person, make_unit

pytestmark = pytest.mark.django_db

NAMED = re.compile(r"""(?:name|value|data-[a-z]+(?:-id)?|id)="[^"]*\"""")


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


def every_kind():
    """A test of one question of every kind."""
    unit, owner = make_unit(), make_person("Mai Thị Hồng")
    bank = make_bank(unit=unit)
    return make_test(owner=owner, paper=make_paper(unit, owner, [make_item(kind, bank=bank) for kind in sorted(ALL) if kind != "stimulus"]))


def body(attempt, language: str) -> dict:
    found = pack_bytes(attempt.pack_id, language)
    assert found is not None
    return json.loads(gzip.decompress(found[1]))


def test_a_pack_is_frozen_in_every_language_once():
    test = make_test()
    rows = list(PackTranslation.objects.filter(pack__test=test).order_by("pk").values_list("pk", "pack_id", "language", "digest"))
    assert [(pack, language) for _pk, pack, language, _digest in rows] == [(pack.pk, "en") for pack in test.packs.order_by("pk")]
    prepare_test(test_id=test.pk)
    assert list(PackTranslation.objects.filter(pack__test=test).order_by("pk").values_list("pk", "pack_id", "language", "digest")) == rows


def test_a_pack_from_before_gets_its_translation_and_stays_as_it_was():
    test = make_test()
    PackTranslation.objects.all().delete()
    before = list(test.packs.order_by("pk").values_list("pk", "digest", "body"))
    prepare_test(test_id=test.pk)
    assert list(test.packs.order_by("pk").values_list("pk", "digest", "body")) == before
    assert PackTranslation.objects.filter(pack__test=test).count() == len(before)


def test_both_languages_hold_the_same_form_with_their_own_words():
    attempt = make_attempt(every_kind())
    vietnamese, english = body(attempt, "vi"), body(attempt, "en")
    assert (vietnamese["language"], english["language"]) == ("vi", "en")
    for one, other in zip(vietnamese["questions"], english["questions"], strict=True):
        assert NAMED.findall(one["html"]) == NAMED.findall(other["html"]), f"controls of {one['kind']} differ"
        assert {**one, "html": "", "stimulus": ""} == {**other, "html": "", "stimulus": ""}
    texts = {one["kind"]: one["html"] for one in english["questions"]}
    assert "Chọn" in str([one["html"] for one in vietnamese["questions"] if one["kind"] == "multiple_response"])
    assert "Chọn tất cả" not in texts["multiple_response"]
    assert "True" in texts["true_false"]
    for name in ("parts", "kinds", "rules", "code", "public_key", "mode", "minutes"):
        assert vietnamese[name] == english[name]


def test_a_reader_gets_the_pack_in_the_language_of_the_page_under_an_address_of_its_own():
    attempt = make_attempt()
    client = signed_in(attempt.person)
    client.cookies["django_language"] = "en"
    props = json.loads(
        re.search(r"data-props=\"([^\"]*)\"", client.get(sit_url(attempt, "sit")).content.decode())[1].replace("&quot;", '"')
    )
    assert (props["language"], props["urls"]["pack"]) == ("en", f"{sit_url(attempt, 'sit_pack')}?lang=en")
    english, vietnamese = client.get(props["urls"]["pack"]), client.get(f"{sit_url(attempt, 'sit_pack')}?lang=vi")
    assert [json.loads(gzip.decompress(one.content))["language"] for one in (english, vietnamese)] == ["en", "vi"]
    assert english["ETag"] != vietnamese["ETag"]
    again = client.get(props["urls"]["pack"], headers={"If-None-Match": english["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    unknown = client.get(f"{sit_url(attempt, 'sit_pack')}?lang=../x")
    assert unknown.content == english.content, "an unknown language is the page's"


def test_a_pack_without_a_translation_comes_in_vietnamese():
    attempt = make_attempt()
    PackTranslation.objects.all().delete()
    assert body(attempt, "en")["language"] == "vi"
    assert pack_bytes(0, "en") is None


def test_the_pack_of_a_language_costs_one_read_and_then_none(django_assert_num_queries):
    attempt = make_attempt()
    for language in ("vi", "en"):
        with django_assert_num_queries(1):
            pack_bytes(attempt.pack_id, language)
        with django_assert_num_queries(0):
            pack_bytes(attempt.pack_id, language)


def test_going_on_in_another_language_finds_the_same_answers_at_the_same_places():
    attempt = make_attempt()
    position = str(body(attempt, "vi")["questions"][0]["position"])
    record_changes(
        actor=candidate_actor(attempt),
        attempt=attempt_at(candidate_actor(attempt), attempt.uuid),
        device="may-1",
        changes=[change(1, {position: "o2"})],
    )
    client = signed_in(attempt.person)
    client.cookies["django_language"] = "en"
    state = client.post(sit_url(attempt, "sit_state"), json.dumps({"device": "may-2"}), content_type="application/json").json()
    assert state["answers"] == {position: "o2"}
    assert str(body(attempt, "en")["questions"][0]["position"]) == position


def test_taking_a_test_back_takes_the_translations_with_its_packs():
    test = make_test()
    test.attempts.all().delete()
    test.packs.all().delete()
    assert (Pack.objects.count(), PackTranslation.objects.count()) == (0, 0)
