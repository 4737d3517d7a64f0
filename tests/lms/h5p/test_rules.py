"""Links live as long as they should; statements say what was reached."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from lms.h5p.rules import FrameLink, Reached, reached, read_content, read_frame, sign_content, sign_frame

KEY = b"key"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # ten in the morning in Vietnam
LINK = FrameLink(UUID("13cc0e60-3bff-45e4-bb16-d3ae67ab851e"), 7, "abc", "vi")
VERB = "http://adlnet.gov/expapi/verbs/"


def test_frame_link_is_alike_all_day_and_opens():
    token = sign_frame(KEY, LINK, NOW)
    assert sign_frame(KEY, LINK, NOW + timedelta(hours=13)) == token
    assert read_frame(KEY, token, NOW) == LINK


@pytest.mark.parametrize(("hours", "opens"), [(13.9, True), (25.9, True), (26.1, False), (48, False), (-12, False)])
def test_frame_link_dies_at_noon_of_the_next_day(hours, opens):
    token = sign_frame(KEY, LINK, NOW)
    assert (read_frame(KEY, token, NOW + timedelta(hours=hours)) is not None) is opens


@pytest.mark.parametrize("forged", ["", "x", "a.b.c.d.e.f", "." * 5])
def test_forged_frame_link_opens_nothing(forged):
    assert read_frame(KEY, forged, NOW) is None


def test_changed_frame_link_opens_nothing():
    token = sign_frame(KEY, LINK, NOW)
    assert read_frame(KEY, token.replace(".7.", ".8."), NOW) is None
    assert read_frame(b"other", token, NOW) is None
    assert read_content(KEY, token, NOW) is None


def test_content_link_lives_a_week_or_two():
    sha256 = "a" * 64
    token = sign_content(KEY, sha256, NOW)
    assert read_content(KEY, token, NOW + timedelta(days=7)) == sha256
    assert read_content(KEY, token, NOW + timedelta(days=14)) is None
    assert read_content(KEY, token.replace("a", "b", 1), NOW) is None


def statement(verb="answered", **changes):
    return {"verb": {"id": VERB + verb}, "object": {"id": "http://x/h5p/1"}, "result": {"score": {"raw": 3, "max": 4}}, **changes}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (statement(), Reached(0.75, 3.0, 4.0, 0)),
        (statement(result={"score": {"scaled": 0.5, "raw": 2, "max": 4}, "duration": "PT12.7S"}), Reached(0.5, 2.0, 4.0, 12)),
        (statement(result={"score": {"scaled": 7}}), Reached(1.0, None, None, 0)),
        (statement(result={"score": {"raw": -3, "max": 4}}), Reached(0.0, -3.0, 4.0, 0)),
        (statement(result={"score": {"raw": 0, "max": 0}}), Reached(None, 0.0, 0.0, 0)),
        (statement("completed", result=None), Reached(None, None, None, 0)),
        (statement("answered", result=None), None),
        (statement("interacted"), None),
        (statement(object={"id": "http://x/h5p/1?subContentId=abc"}), None),
        (statement(context={"contextActivities": {"parent": [{"id": "http://x"}]}}), None),
        (statement(context={"contextActivities": {"category": [{"id": "http://x"}]}}), Reached(0.75, 3.0, 4.0, 0)),
        (statement(result={"score": {"raw": True, "max": "4"}}), Reached(None, None, None, 0)),
        ({}, None),
        ({"verb": "x", "result": 3, "object": [], "context": "x"}, None),
        (statement(result=[], object=[], context=3), None),
    ],
)  # fmt: skip
def test_reached_takes_only_the_whole_content(given, expected):
    assert reached(given) == expected
