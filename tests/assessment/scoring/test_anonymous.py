"""A test that is marked without names: until its release nobody who sees marks sees whose they are, its owner neither."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessment.scoring.rules.codes import script_code
from assessment.scoring.selectors.counting import items_of
from assessment.scoring.services import change_key, compute_regrade, dry_regrade, release_results
from core.models import Account, AuditRecord, Notification
from tests.factories.assessment_scoring import close, essay_score, make_marker, make_scored, mark, owner
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_actor

pytestmark = pytest.mark.django_db


def client_of(actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def texts_of(answer) -> str:
    """What an answer says, a workbook by its cells."""
    if "spreadsheet" not in answer["content-type"]:
        return answer.content.decode()
    book = load_workbook(io.BytesIO(answer.content))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


@pytest.fixture
def coded():
    """Two marked scripts, a regrade that would change both, and the lists that show marks."""
    test = make_test(learners=2, settings={"anonymous_marking": True})
    attempts = [make_scored(test), make_scored(test)]
    content = items_of(test)[1]["content"]
    other = {**content, "options": [{**row, "is_right": row["id"] == "o1"} for row in content["options"]]}
    change_key(actor=owner(test), test=test, position=1, content=other, reason="Nhầm đáp án")
    regrade = compute_regrade(regrade_id=dry_regrade(actor=owner(test), test=test).pk)
    assert len(regrade.changes) == 2
    lists = [reverse(f"assessment:{name}", args=[test.uuid]) for name in ("results_people", "results_export")]
    return test, attempts, [*lists, reverse("assessment:regrade", args=[test.uuid, regrade.uuid])]


@pytest.mark.parametrize("role", ["owner", "leader"])
def test_lists_and_exports_show_codes_in_their_order(coded, role):
    test, attempts, lists = coded
    client = client_of(owner(test) if role == "owner" else make_actor("leader", test.unit))
    names = [attempt.person.full_name for attempt in attempts]
    codes = sorted(script_code(str(test.uuid), attempt.pk) for attempt in attempts)
    for address in lists:
        answer = client.get(address)
        assert answer.status_code == 200
        text = texts_of(answer)
        assert [name for name in names if name in text] == []
        assert [code for code in codes if code not in text] == []
        assert text.index(codes[0]) < text.index(codes[1])
        assert str(attempts[0].uuid) not in text
    found = texts_of(client.get(lists[0] + f"?q={attempts[0].person.given_name}"))
    assert [code for code in codes if code not in found] == []  # a name finds nobody out


def test_no_script_and_no_trail_is_shown_with_its_name(coded):
    test, attempts, lists = coded
    client = client_of(owner(test))
    for name in ("script", "attempt_trail"):
        answer = client.get(reverse(f"assessment:{name}", args=[test.uuid, attempts[0].uuid]))
        assert (answer.status_code, answer.url) == (302, lists[0])
    assert "Bài này chấm giấu tên" in texts_of(client.get(lists[0]))
    assert not AuditRecord.objects.filter(verb__in=("assessment.result.viewed", "assessment.answers.exported")).exists()


def test_nothing_a_mark_sends_out_carries_a_name(coded, monkeypatch, django_capture_on_commit_callbacks, run_jobs):
    test, attempts, _lists = coded
    sent = []
    monkeypatch.setattr("core.ports.live.broadcast", lambda group, message: sent.append((group, message)))
    with django_capture_on_commit_callbacks(execute=True):
        mark(make_marker(test), essay_score(attempts[0]), "1")
        run_jobs()
    assert [message for _group, message in sent if attempts[0].person.full_name in str(message)] == []
    assert not Notification.objects.exists()


def test_names_are_back_once_results_are_released(coded):
    test, attempts, lists = coded
    for attempt in attempts:
        mark(owner(test), essay_score(attempt), "1")
    release_results(actor=owner(test), test=close(test))
    client = client_of(owner(test))
    for address in lists:
        text = texts_of(client.get(address))
        assert [attempt.person.full_name for attempt in attempts if attempt.person.full_name not in text] == []
    assert client.get(reverse("assessment:script", args=[test.uuid, attempts[0].uuid])).status_code == 200
