"""What holds for every kind: shapes, secrets, orders, problems."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.hooks import ItemKind
from tests.assessment.kinds import samples

KEYS = sorted(samples.ALL)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 99)
    | st.floats(allow_nan=True)
    | st.text(max_size=8)
    | st.sampled_from(["o1", "o2", "s1", "g1", "l1"]),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(
            st.text(max_size=6)
            | st.sampled_from(["id", "html", "options", "zones", "gaps", "parts", "kind", "content", "files", "s1", "g1"]),
            inside,
            max_size=5,
        )
    ),
    max_leaves=12,
)


def clean(key: str) -> tuple[ItemKind, dict[str, Any]]:
    kind = ItemKind.of(key)
    return kind, kind.clean(samples.ALL[key])


def test_all_kinds_of_the_issue_are_registered_once():
    assert sorted(kind.key for kind in ItemKind.all()) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_good_content_has_no_problems_and_stays_when_cleaned_again(key):
    kind, content = clean(key)
    assert kind.problems(content) == []
    assert kind.clean(content) == content
    assert kind.clean(json.loads(json.dumps(content))) == content


@pytest.mark.parametrize("key", KEYS)
def test_blank_content_says_what_is_missing(key):
    kind = ItemKind.of(key)
    problems = kind.problems(kind.clean(kind.blank()))
    assert problems
    assert all(str(problem.message) and problem.where and problem.code for problem in problems)


@pytest.mark.parametrize("key", KEYS)
def test_candidates_get_nothing_that_tells_the_key(key):
    kind, content = clean(key)
    marked = kind.map_html(content, lambda html: html)
    text = json.dumps(kind.public(marked), ensure_ascii=False)
    for word in (
        "is_right",
        "is_true",
        "accepted",
        "feedback",
        "explanation",
        "hints",
        "rubric",
        "model_answer",
        "pairs",
        '"zones": ["',
        "ratio",
        "weight",
    ):
        assert word not in text


def test_ids_and_places_tell_nothing_of_an_order_or_a_pairing():
    kind, content = clean("ordering")
    right = [row["id"] for row in content["entries"]]
    assert all(key.startswith("x") for key in right)
    assert [row["id"] for row in kind.public(content)["entries"]] == sorted_by_digest(kind.public(content)["entries"])
    kind, content = clean("matching")
    assert not {row["id"] for row in content["right"]} & {"r1", "r2", "r3"}
    assert dict(content["pairs"])["l1"] == next(row["id"] for row in content["right"] if row["html"] == "938")


def sorted_by_digest(rows: list[dict[str, str]]) -> list[str]:
    from assessment.kinds.rules.shapes import scrambled

    return [row["id"] for row in scrambled(list(reversed(rows)))]


@pytest.mark.parametrize("key", KEYS)
def test_orders_are_drawn_from_the_seed_and_keep_every_entry(key):
    kind, content = clean(key)
    drawn = kind.shuffled(content, Random(7))
    assert drawn == kind.shuffled(content, Random(7))
    assert {name: sorted(ids) for name, ids in drawn.items()} == {name: sorted(ids) for name, ids in kind.orders(content).items()}
    assert kind.score(kind.arranged(content, drawn), None) == kind.score(content, None)


def test_pinned_options_keep_their_place():
    kind = ItemKind.of("single_choice")
    content = kind.clean(samples.choice("o2"))
    content["options"][3]["is_pinned"] = True
    orders = [kind.shuffled(content, Random(seed))["options"] for seed in range(40)]
    assert {order[3] for order in orders} == {"o4"}
    assert len({tuple(order) for order in orders}) == 6


def test_keys_are_written_in_the_order_of_the_form():
    kind, content = clean("single_choice")
    assert kind.key_text(content) == "B"
    assert kind.key_text(content, {"options": ["o4", "o3", "o2", "o1"]}) == "C"
    assert kind.response_text(content, "o4", {"options": ["o4", "o3", "o2", "o1"]}) == "A"
    kind, content = clean("true_false")
    assert kind.key_text(content) == "Đ S Đ S"
    assert kind.response_text(content, {"s1": False}) == "S – – –"
    kind, content = clean("short_answer")
    assert kind.key_text(content) == "-1,5"
    kind, content = clean("cloze")
    assert kind.key_text(content) == "Tân Trào; 1945; Phó Đáy"
    kind, content = clean("composite")
    assert kind.key_text(content) == "a) B; b) 2,5"


@pytest.mark.parametrize("key", KEYS)
def test_words_of_a_question_hold_what_is_shown_and_not_the_explanation(key):
    kind = ItemKind.of(key)
    content = kind.clean({**samples.ALL[key], "explanation": "<p>Bí mật</p>"})
    assert kind.text(content)
    assert "Bí mật" not in kind.text(content)


@pytest.mark.parametrize("key", KEYS)
def test_every_html_text_is_reached(key):
    kind = ItemKind.of(key)
    content = kind.clean({**samples.ALL[key], "explanation": "<p>Giải</p>", "hints": ["<p>Gợi ý</p>"]})
    seen = []
    kind.map_html(content, lambda html: seen.append(html) or html)
    text = json.dumps(seen, ensure_ascii=False)
    for word in _html_words(content):
        assert word in text


def _html_words(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [
            inside
            for name, inside in value.items()
            if name in ("html", "prompt", "passage", "explanation") and isinstance(inside, str) and inside
        ]
        nested = [word for name, inside in value.items() if name not in ("html", "prompt") for word in _html_words(inside)]
        return [json.dumps(word, ensure_ascii=False)[1:-1] for word in own] + nested
    return [word for entry in value for word in _html_words(entry)] if isinstance(value, list) else []


@pytest.mark.parametrize("key", KEYS)
def test_hostile_html_never_survives(key):
    kind = ItemKind.of(key)
    hostile = json.loads(json.dumps(samples.ALL[key]).replace("<p>", "<p onclick='x()'><script>x()</script><img src=x onerror=x()>"))
    text = json.dumps(kind.clean(hostile))
    assert "script" not in text
    assert "onclick" not in text
    assert "onerror" not in text


@pytest.mark.parametrize("key", KEYS)
@settings(deadline=None)
@given(
    content=st.dictionaries(
        st.sampled_from(
            [
                "prompt",
                "options",
                "statements",
                "accepted",
                "left",
                "right",
                "pairs",
                "entries",
                "gaps",
                "areas",
                "zones",
                "labels",
                "parts",
                "rubric",
                "most",
                "steps",
                "passage",
                "units",
                "hints",
            ]
        ),
        JSON,
        max_size=6,
    ),
    response=JSON,
)
def test_no_content_and_no_response_breaks_a_kind(key, content, response):
    kind = ItemKind.of(key)
    shape = kind.clean(content)
    assert kind.clean(shape) == shape
    kind.problems(shape)
    kind.text(shape)
    kind.public(shape)
    for whole in (shape, kind.clean(samples.ALL[key])):
        given_response = kind.clean_response(whole, response)
        assert kind.clean_response(whole, given_response) == given_response
        score = kind.score(whole, given_response)
        assert score.ratio is None or 0.0 <= score.ratio <= 1.0
        kind.response_text(whole, given_response)
        kind.is_answered(whole, given_response)
    kind.key_text(shape)
