"""Folding, clocks, codes, networks, sealed files, review."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.sessions.rules.entering import code_hash, in_networks, is_code, read_networks
from assessment.sessions.rules.folding import clamped, clean_answers, fold
from assessment.sessions.rules.reviewing import moment_of, shown
from assessment.sessions.rules.sealing import SealProblem, make_keys, seal, unseal
from assessment.sessions.rules.timing import GRACE, Window, counts, deadline, entry_state, is_over
from assessment.sessions.types import Change, TestSettings

NOON = datetime(2026, 11, 28, 5, 0, tzinfo=UTC)
changes = st.lists(
    st.builds(
        Change,
        answers=st.dictionaries(st.sampled_from(["1", "2", "3"]), st.sampled_from(["a", "b", None]), max_size=3),
        made_at_ms=st.integers(0, 6),
        order=st.integers(1, 10_000),
        number=st.integers(1, 9),
    ),
    max_size=12,
    unique_by=lambda change: change.order,
)


# A busy machine draws slowly; that says nothing of the rule.
CALM = settings(suppress_health_check=[HealthCheck.too_slow])


@CALM
@given(log=changes, seed=st.integers(0, 99))
def test_neither_order_nor_copies_matter(log, seed):
    shuffled = list(log) + log[: len(log) // 2]
    Random(seed).shuffle(shuffled)
    assert fold(shuffled) == fold(log)


@CALM
@given(log=changes)
def test_the_answer_made_last_wins(log):
    answers = fold(log)
    for position in ("1", "2", "3"):
        said = [change for change in log if position in change.answers]
        if said:
            last = max(said, key=lambda change: (change.made_at_ms, change.order))
            assert answers.get(position) == last.answers[position]


def test_a_phone_that_comes_back_never_overwrites_newer_answers():
    newer = Change({"1": "b"}, made_at_ms=2000, order=1)
    older = Change({"1": "a", "2": "c"}, made_at_ms=1000, order=2)
    assert fold([newer, older]) == {"1": "b", "2": "c"}


def test_late_changes_do_not_count_and_none_takes_back():
    assert fold([Change({"1": "a"}, 1, 1), Change({"1": "b"}, 2, 2, is_late=True)]) == {"1": "a"}
    assert fold([Change({"1": "a"}, 1, 1), Change({"1": None}, 2, 2)]) == {}


@pytest.mark.parametrize(
    ("answers", "clean"),
    [
        ({"1": "a", "003": "b"}, {"1": "a", "3": "b"}),
        ({}, {}),
        ({"0": "a"}, None),
        ({"5": "a"}, None),
        ({"x": "a"}, None),
        ({"١": "a"}, None),
        ([1], None),
        (None, None),
    ],
)
def test_only_positions_of_the_paper_are_answers(answers, clean):
    assert clean_answers(answers, 4) == clean


@pytest.mark.parametrize(("given", "kept"), [(150, 150), (50, 100), (999, 200), (None, 200), ("x", 200), (float("nan"), 200)])
def test_clocks_of_devices_are_kept_within_what_can_be(given, kept):
    assert clamped(given, started_ms=100, received_ms=200) == kept


def test_windows_and_deadlines():
    window = Window(NOON, NOON + timedelta(hours=1), None, 45)
    assert [entry_state(window, NOON + timedelta(minutes=m)) for m in (-1, 0, 60, 61)] == ["early", "open", "open", "closed"]
    assert deadline(window, NOON + timedelta(minutes=50)) == NOON + timedelta(minutes=95)
    assert deadline(Window(NOON, None, NOON + timedelta(minutes=60), 45, 10), NOON + timedelta(minutes=30)) == NOON + timedelta(minutes=70)
    assert deadline(Window(NOON, NOON + timedelta(hours=1), None, None), NOON) == NOON + timedelta(hours=1)
    assert deadline(Window(None, None, None, None), NOON) is None
    assert not is_over(NOON, NOON + GRACE)
    assert is_over(NOON, NOON + GRACE + timedelta(seconds=1))


def test_what_was_made_in_time_counts_when_it_comes_soon_enough():
    late = NOON + timedelta(minutes=20)
    assert counts(NOON, late, NOON, 30)
    assert not counts(NOON, NOON + timedelta(minutes=31), NOON, 30)
    assert not counts(NOON + timedelta(minutes=1), late, NOON, 30)
    assert counts(late, late, None, 0)


def test_access_codes_ignore_case_and_spaces():
    hashed = code_hash("Đa 2026")
    assert is_code("đa2026", hashed)
    assert not is_code("da2026", hashed)
    assert not is_code("", hashed)
    assert code_hash("  ") == ""
    assert not is_code("", "")


def test_networks_are_read_and_asked():
    assert read_networks("192.168.1.0/24, 10.0.0.5\nfd00::/8") == (["192.168.1.0/24", "10.0.0.5/32", "fd00::/8"], "")
    assert read_networks("192.168.1.0/24, phong may") == (["192.168.1.0/24"], "phong may")
    assert in_networks("192.168.1.77", ["192.168.1.0/24"])
    assert not in_networks("192.168.2.77", ["192.168.1.0/24", "fd00::/8"])
    assert in_networks("1.2.3.4", [])
    assert not in_networks("không", ["192.168.1.0/24"])


def test_sealed_files_open_with_their_key_only():
    private, public = make_keys()
    file = seal({"changes": [{"number": 1}]}, public, test="t", attempt="a")
    assert unseal(file, private) == {"changes": [{"number": 1}]}
    other, _public = make_keys()
    for bad, key, why in (
        (file, other, "key"),
        (b"x", private, "form"),
        (b'{"v": 1}', private, "form"),
        (file[:-20] + b'AAAAAAAAAAAAAAAA=="}', private, "key"),
    ):
        with pytest.raises(SealProblem) as caught:
            unseal(bad, key)
        assert caught.value.why == why


def test_what_is_shown_follows_the_moment():
    assert moment_of(is_submitted=False, closes_at=NOON, is_released=False, now=NOON) == "during"
    assert moment_of(is_submitted=True, closes_at=NOON, is_released=False, now=NOON) == "after"
    assert moment_of(is_submitted=True, closes_at=NOON, is_released=False, now=NOON + timedelta(seconds=1)) == "closed"
    assert moment_of(is_submitted=True, closes_at=None, is_released=True, now=NOON) == "released"
    review = TestSettings().review
    assert shown(review, "during") == frozenset()
    assert "right" in shown(review, "released")
    assert shown({"after": ["mark", "la"]}, "after") == {"mark"}


def test_settings_survive_storage():
    settings = TestSettings(networks=("10.0.0.0/8",), no_back=True)
    assert TestSettings.read(settings.write()) == settings
    assert TestSettings.read({"no_back": True, "cũ": 1}).no_back
    assert TestSettings.read(None) == TestSettings()
