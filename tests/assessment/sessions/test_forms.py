"""The form of a test: settings in plain words, errors at their field, what a given test still lets change."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import Test
from assessment.sessions.forms import REVIEW_TABLES, TestForm
from assessment.sessions.types import TestSettings
from core.models import Account
from tests.factories.assessment_papers import _actor_of
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_account

pytestmark = pytest.mark.django_db
KEY, OTHER = "ab" * 32, "0f" * 32


@pytest.fixture
def draft():
    return make_test(prepared=False, state="draft", learners=0)


def given(test, **fields):
    now = timezone.localtime()
    return {
        "title": "Kiểm tra 45 phút",
        "paper": test.paper_id,
        "classes": [test.classes.get().class_group_id],
        "mode": "exam",
        "opens_at": now.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "minutes": 45,
        "attempts_allowed": 1,
        "grade_by": "best",
        "review": "released",
        "device_rule": "free",
        "revision": test.revision,
        **fields,
    }


def form_of(test, **fields) -> TestForm:
    return TestForm(given(test, **fields), actor=_actor_of(test.owner), test=test)


def settings_of(test, **fields) -> TestSettings:
    form = form_of(test, **fields)
    assert form.errors == {}
    return form.settings()


def test_what_is_left_empty_stays_as_it_was(draft):
    assert settings_of(draft) == TestSettings(shuffles=False, review=REVIEW_TABLES["released"])


def test_practice_has_tries_hints_and_mastery_only_where_one_practises(draft):
    fields = {"tries": 3, "hint_cost": 25, "mastery_run": 4, "shows_hints": "on", "instant_feedback": "on"}
    made = settings_of(draft, mode="mastery", **fields)
    assert (made.tries, made.hint_cost_ratio, made.mastery_run, made.shows_hints, made.instant_feedback) == (3, 0.25, 4, True, True)
    exam = settings_of(draft, **fields)
    assert (exam.tries, exam.hint_cost_ratio, exam.shows_hints) == (0, 0.0, False)


def test_marking_and_late_minutes(draft):
    made = settings_of(
        draft, anonymous_marking="on", double_marking="on", marking_gap="0,25", mark_step="0.25", appeal_days=3, late_minutes=0
    )
    assert (made.anonymous_marking, made.double_marking, made.marking_gap, made.mark_step) == (True, True, 0.25, 0.25)
    assert (made.appeal_days, made.late_minutes) == (3, 0)


def test_the_review_table_is_ones_own(draft):
    made = settings_of(draft, review="own", review_after=["answer"], review_released=["answer", "mark"])
    assert made.review == {"during": [], "after": ["answer"], "closed": [], "released": ["answer", "mark"]}
    draft.settings = made.write()
    again = TestForm(actor=_actor_of(draft.owner), test=draft)
    assert again.initial["review"] == "own"
    boxes = {row["label"]: [box["checked"] for box in row["boxes"]] for row in again.review_rows}
    assert boxes["Điểm"] == [False, False, True]
    assert form_of(draft, review="own", review_after=["khoá"]).errors.keys() == {"review_after"}


def test_keys_of_the_exam_browser_are_checked_for_their_shape(draft):
    made = settings_of(draft, seb_required="on", seb_keys=f"{KEY.upper()}\n{KEY}", seb_exam_keys=OTHER)
    assert (made.seb_config_keys, made.seb_exam_keys) == ((KEY,), (OTHER,))
    form = form_of(draft, seb_required="on", seb_keys="khong-phai-khoa", seb_exam_keys=KEY[:-1])
    assert "khong-phai-khoa" in form.errors["seb_keys"][0]
    assert form.errors.keys() == {"seb_keys", "seb_exam_keys"}
    assert form.open_groups == {"watch"}
    assert form_of(draft, seb_required="on").errors.keys() == {"seb_keys"}, "nobody could enter"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tries", 21),
        ("hint_cost", 101),
        ("mastery_run", 0),
        ("late_minutes", -1),
        ("marking_gap", "11"),
        ("mark_step", "0.3"),
        ("appeal_days", 61),
    ],
)
def test_odd_numbers_are_told_at_their_field(draft, name, value):
    assert form_of(draft, **{name: value}).errors.keys() == {name}


def test_a_given_test_lets_change_what_is_still_open_and_shows_the_rest_as_it_is():
    test = make_test(learners=0)
    form = form_of(test, mode="practice", seb_required="on", late_minutes=5, review="marks", title="Tên mới")
    assert form.errors == {}
    made = form.settings()
    assert (made.late_minutes, made.review, made.seb_required) == (5, REVIEW_TABLES["marks"], False)
    assert form.cleaned_data["mode"] == "exam"


def test_the_page_opens_the_group_with_the_error_and_keeps_what_was_typed(draft):
    client = Client()
    account = Account.objects.filter(person=draft.owner).first() or make_account(draft.owner)
    client.force_login(account, backend="core.signin.backends.IdentifierBackend")
    address = reverse("assessment:test_edit", args=[draft.uuid])
    page = client.post(address, given(draft, seb_keys="abc", late_minutes=12)).content.decode()
    assert "“abc” không phải khoá SEB" in page
    assert 'value="12"' in page
    assert page.count('<details class="form-set" open>') == 1
    assert Test.objects.get(pk=draft.pk).revision == draft.revision
    assert client.post(address, given(draft, marking_gap="0,5", late_minutes=12)).status_code == 302
    assert TestSettings.read(Test.objects.get(pk=draft.pk).settings).late_minutes == 12
