"""Rules: outlines, release, links, addresses."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.rules.content import clean_page, is_blank, is_safe_link
from lms.courses.rules.links import is_alive, link_day
from lms.courses.rules.outlines import activity_ids, as_json, changes, moved, shifted, with_activity
from lms.courses.rules.release import Reason, cycle, is_released, reasons

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def activity(available_from=None, after_id=None, after_score_ratio=None):
    return SimpleNamespace(available_from=available_from, after_id=after_id, after_score_ratio=after_score_ratio)


def why(one, completed=(), scores=None, **options):
    return reasons(one, now=NOW, completed=set(completed), scores=scores or {}, **options)


def test_release_without_conditions():
    assert why(activity()) == []


def test_release_by_date():
    later = NOW + timedelta(minutes=1)
    assert why(activity(available_from=later)) == [Reason("not_before", {"at": later})]
    assert why(activity(available_from=NOW)) == []


def test_release_after_another():
    assert why(activity(after_id=4)) == [Reason("after", {"activity_id": 4})]
    assert why(activity(after_id=4), completed=[4]) == []


def test_release_after_a_score():
    one = activity(after_id=4, after_score_ratio=0.5)
    assert why(one, completed=[4], scores={4: 0.4}) == [Reason("score", {"activity_id": 4, "score_ratio": 0.5, "reached": 0.4})]
    assert why(one, completed=[4], scores={4: None})[0].params["reached"] is None
    assert why(one, completed=[4], scores={4: 0.5}) == []
    assert why(one, scores={4: 1.0}) == [Reason("after", {"activity_id": 4})]


def test_waiting_for_what_is_not_in_the_outline_locks_nobody_out():
    assert why(activity(after_id=4), outline_ids={5}) == []
    assert why(activity(after_id=4), outline_ids={4, 5}) == [Reason("after", {"activity_id": 4})]


@given(
    st.integers(-3, 3), st.one_of(st.none(), st.integers(1, 3)), st.one_of(st.none(), st.floats(0, 1)), st.sets(st.integers(1, 3)),
    st.dictionaries(st.integers(1, 3), st.one_of(st.none(), st.floats(0, 1))),
)  # fmt: skip
def test_doing_more_never_closes_anything(hours, after, least, completed, scores):
    one = activity(NOW + timedelta(hours=hours), after, least)
    later = {"now": NOW + timedelta(hours=4), "completed": completed | {1, 2, 3}, "scores": dict.fromkeys((1, 2, 3), 1.0)}
    assert is_released(one, **later)
    assert is_released(one, now=NOW, completed=completed, scores=scores) == (not why(one, completed, scores))
    assert len(why(one, completed, scores)) <= 2


@pytest.mark.parametrize(
    ("after", "start", "ring"),
    [({1: None}, 1, []), ({1: 2, 2: None}, 1, []), ({1: 1}, 1, [1]), ({1: 2, 2: 3, 3: 1}, 1, [1, 2, 3]), ({1: 2, 2: 3, 3: 2}, 1, [])],
)
def test_cycle(after, start, ring):
    assert cycle(after, start) == ring


@given(st.dictionaries(st.integers(1, 8), st.one_of(st.none(), st.integers(1, 8))), st.integers(1, 8))
def test_cycle_ends_and_is_a_real_ring(after, start):
    ring = cycle(after, start)
    for place, one in enumerate(ring):
        assert after[one] == ring[(place + 1) % len(ring)]


@given(st.lists(st.integers(1, 30), unique=True), st.integers(1, 30), st.integers(-5, 40))
def test_moved_keeps_everything_once_and_the_rest_in_order(order, item, index):
    result = moved(order, item, index)
    assert sorted(result) == sorted({*order, item})
    assert [one for one in result if one != item] == [one for one in order if one != item]
    assert result.index(item) == max(0, min(index, len(result) - 1))


OUTLINE = as_json([(1, "Một", [10, 11]), (2, "Hai", [20])])
outlines = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from("abc"), st.lists(st.integers(1, 40), max_size=4)), unique_by=lambda row: row[0]
).map(lambda rows: as_json((key, title, [key * 100 + n for n in dict.fromkeys(ids)]) for key, title, ids in rows))


@given(outlines)
def test_same_outline_has_no_changes(outline):
    assert not changes(outline, outline)


@given(outlines, outlines)
def test_changes_say_true_things(old, new):
    found = changes(old, new)
    assert set(found.added) == set(activity_ids(new)) - set(activity_ids(old))
    assert set(found.removed) == set(activity_ids(old)) - set(activity_ids(new))
    assert bool(found) or old == new


def test_changes_in_words():
    new = as_json([(2, "Hai!", [20, 10]), (3, "Ba", [30])])
    found = changes(OUTLINE, new)
    assert (found.added, found.removed) == ([30], [11])
    assert (found.added_sections, found.removed_sections, found.renamed_sections) == (["Ba"], ["Một"], [("Hai", "Hai!")])
    assert found.is_reordered


@given(outlines, outlines)
def test_with_activity_adds_exactly_one(published, working):
    taken = set(activity_ids(published))
    for new in activity_ids(working):
        result = with_activity(published, working, new)
        assert set(activity_ids(result)) == taken | {new}
        assert [one for one in activity_ids(result) if one in taken and one != new] == [
            one for one in activity_ids(published) if one != new
        ]


def test_with_activity_stands_where_its_author_put_it():
    working = as_json([(1, "Một", [10, 12, 11]), (3, "Ba", [30]), (2, "Hai", [20])])
    assert activity_ids(with_activity(OUTLINE, working, 12)) == [10, 12, 11, 20]
    assert [section["id"] for section in with_activity(OUTLINE, working, 30)] == [1, 3, 2]
    assert activity_ids(with_activity(OUTLINE, as_json([(1, "Một", [13, 10, 11])]), 13)) == [13, 10, 11, 20]
    assert with_activity([], working, 30) == as_json([(3, "Ba", [30])])
    assert as_json([(1, "Một", [10, 11]), (2, "Hai", [20])]) == OUTLINE


@pytest.mark.parametrize(
    ("one", "step", "place"), [(10, -1, None), (10, 1, (1, 1)), (11, 1, (2, 0)), (20, -1, (1, 2)), (20, 1, None), (99, 1, None)]
)
def test_shifted(one, step, place):
    assert shifted(OUTLINE, one, step) == place


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.floats(0, 72))
def test_link_lives_twelve_to_thirty_six_hours(made, hours):
    alive = is_alive(link_day(made), made + timedelta(hours=hours))
    assert alive or hours > 12
    assert not alive or hours < 36


def test_link_stays_the_same_all_day_in_vietnam():
    morning, night = datetime(2026, 11, 23, 20, 0, tzinfo=UTC), datetime(2026, 11, 24, 19, 59, tzinfo=UTC)
    assert link_day(morning) == link_day(night) == link_day(morning - timedelta(seconds=1)) + 1


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://vnexpress.net/khoa-hoc", True),
        ("https://tuyenquang.edu.vn:8443/a?b=c#d", True),
        ("https://trường.vn/", True),
        ("http://vnexpress.net", False),
        ("javascript:alert(1)", False),
        ("https://localhost/", False),
        ("https://10.0.0.1/", False),
        ("https://user:pass@vnexpress.net/", False),
        ("https://vnexpress.net:abc/", False),
        ("https:///x", False),
        ("//vnexpress.net", False),
        ("", False),
        ("https://a.vn/" + "x" * 2001, False),
        ("https://[::1", False),
    ],
)
def test_safe_link(address, safe):
    assert is_safe_link(address) is safe


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Một\nhai\n\nba <4", "<p>Một<br>hai</p><p>ba &lt;4</p>"),
        ("<p>Chào <b>lớp</b><script>x()</script></p>", "<p>Chào <strong>lớp</strong></p>"),
        ('<p onclick="x()" style="a">a</p>', "<p>a</p>"),
        ("<div>một</div>", "<p>một</p>"),
    ],
)
def test_clean_page(text, page):
    assert clean_page(text) == page


def test_https_link_in_a_page_opens_apart():
    cleaned = clean_page('<p><a href="https://vnexpress.net" onclick="x()">báo</a></p>')
    assert 'target="_blank"' in cleaned
    assert 'rel="noopener noreferrer"' in cleaned
    assert "onclick" not in cleaned
    assert "javascript" not in clean_page('<p><a href="javascript:x()">a</a></p>')


@given(st.text())
def test_clean_page_never_lets_script_through(text):
    assert "<script" not in clean_page(f"<p>{text}</p><script>{text}</script>").lower()


@pytest.mark.parametrize(("page", "blank"), [("", True), ("<p><br></p>", True), ("<p>&nbsp; </p>", True), ("<p>a</p>", False)])
def test_is_blank(page, blank):
    assert is_blank(page) is blank
