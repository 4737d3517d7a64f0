"""Mended keys, the look at who changes, applying it."""

from decimal import Decimal

import pytest

from assessment.models import ItemScore, KeyChange, Regrade
from assessment.scoring.errors import ScoringError
from assessment.scoring.selectors.counting import items_of
from assessment.scoring.services import apply_regrade, change_key, drop_key_change, dry_regrade, release_results, run_regrade
from core.access.errors import AccessRefused
from core.models import AuditRecord, Notification
from tests.factories.assessment_scoring import answer, close, make_marker, make_quiz, make_scored, owner
from tests.factories.core import make_guardianship, make_person

pytestmark = pytest.mark.django_db


def code_of(call, **fields) -> str:
    with pytest.raises(ScoringError) as caught:
        call(**fields)
    return caught.value.code


def content_with(test, position, right):
    content = items_of(test)[position]["content"]
    return {**content, "options": [{**row, "is_right": row["id"] == right} for row in content["options"]]}


def quiz():
    test = make_quiz(questions=2, learners=2)
    wrong, right = answer(test, ["o3", 1]), answer(test, ["o1", 1])
    return close(test), wrong, right


def test_a_dry_run_shows_who_changes_and_changes_nothing(run_jobs):
    test, gains, loses = quiz()
    change_key(actor=owner(test), test=test, position=1, content=content_with(test, 1, "o3"), reason="Nhầm đáp án")
    regrade = dry_regrade(actor=owner(test), test=test)
    assert regrade.finished_at is None
    run_jobs()
    regrade.refresh_from_db()
    assert [(row["person"], row["before"], row["after"]) for row in regrade.changes] == [
        (gains.person_id, "1", "2"),
        (loses.person_id, "2", "1"),
    ]
    assert regrade.attempt_count == 2
    gains.refresh_from_db()
    assert gains.score_points == Decimal(1)
    assert ItemScore.objects.get(attempt=gains, position=1).points == 0
    assert KeyChange.objects.get().applied_at is None


def test_applying_scores_again_and_tells_those_whose_released_result_changed(run_jobs):
    test, gains, kept = quiz()
    seeing, blind = make_person("Ma Thị Bích"), make_person("Ma Văn Bình")
    make_guardianship(seeing, gains.person)
    make_guardianship(blind, gains.person, may_see=["progress"])
    release_results(actor=owner(test), test=test)
    run_jobs()
    Notification.objects.all().delete()
    change_key(actor=owner(test), test=test, position=1, content={"give": "answered"}, reason="Đề in sai")
    regrade = dry_regrade(actor=owner(test), test=test)
    run_jobs()
    regrade.refresh_from_db()
    apply_regrade(actor=owner(test), regrade=regrade)
    run_jobs()
    gains.refresh_from_db()
    kept.refresh_from_db()
    assert (gains.score_points, kept.score_points) == (Decimal(2), Decimal(2))
    told = set(Notification.objects.filter(kind__startswith="assessment.regraded").values_list("recipient_id", flat=True))
    assert told == {gains.person_id, seeing.pk}
    assert {"assessment.key.changed", "assessment.test.regraded"} <= set(AuditRecord.objects.values_list("verb", flat=True))


def test_a_job_that_died_half_way_tells_everybody_once(run_jobs):
    test, gains, _kept = quiz()
    release_results(actor=owner(test), test=test)
    run_jobs()
    change_key(actor=owner(test), test=test, position=1, content={"give": "all"}, reason="Đề in sai")
    regrade = dry_regrade(actor=owner(test), test=test)
    run_jobs()
    regrade.refresh_from_db()
    apply_regrade(actor=owner(test), regrade=regrade)
    from assessment.scoring.services import score_attempt

    score_attempt(attempt_id=gains.pk)  # the part the dead worker did
    assert run_regrade(regrade_id=regrade.pk) == 1
    run_regrade(regrade_id=regrade.pk)
    run_jobs()
    assert Notification.objects.filter(kind="assessment.regraded", recipient=gains.person).count() == 1


def test_what_was_looked_at_is_what_is_applied(run_jobs):
    test, _gains, _kept = quiz()
    change_key(actor=owner(test), test=test, position=1, content={"give": "all"}, reason="Đề in sai")
    regrade = dry_regrade(actor=owner(test), test=test)
    assert code_of(apply_regrade, actor=owner(test), regrade=regrade) == "regrade.running"
    run_jobs()
    change_key(actor=owner(test), test=test, position=2, content={"give": "all"}, reason="Câu này nữa")
    regrade.refresh_from_db()
    assert code_of(apply_regrade, actor=owner(test), regrade=regrade) == "regrade.stale"
    fresh = dry_regrade(actor=owner(test), test=test)
    run_jobs()
    fresh.refresh_from_db()
    apply_regrade(actor=owner(test), regrade=fresh)
    assert code_of(apply_regrade, actor=owner(test), regrade=fresh) == "regrade.applied"
    assert code_of(drop_key_change, actor=owner(test), change=KeyChange.objects.first()) == "key.applied"


def test_keys_that_cannot_be_mended_so():
    test, *_attempts = quiz()
    both = {"actor": owner(test), "test": test, "reason": "Nhầm"}
    assert code_of(change_key, **both, position=9, content={"give": "all"}) == "key.position"
    assert code_of(change_key, **both, position=1, content=content_with(test, 1, "khong-co")) == "key.problems"
    assert code_of(change_key, **both, position=1, content=content_with(test, 1, "o1")) == "key.same"
    assert code_of(change_key, **{**both, "reason": " "}, position=1, content={"give": "all"}) == "key.reason"
    assert not KeyChange.objects.exists()


def test_a_mended_key_can_be_taken_back_before_it_counts():
    test, *_attempts = quiz()
    change = change_key(actor=owner(test), test=test, position=1, content={"give": "all"}, reason="Nhầm")
    drop_key_change(actor=owner(test), change=change)
    assert not KeyChange.objects.exists()
    assert AuditRecord.objects.filter(verb="assessment.key.dropped").exists()


def test_markers_and_others_do_not_mend_keys():
    attempt = make_scored()
    for actor in (make_marker(attempt.test), make_marker(attempt.test, "second_marker"), make_marker(attempt.test, "proctor")):
        with pytest.raises(AccessRefused):
            change_key(actor=actor, test=attempt.test, position=1, content={"give": "all"}, reason="x")
        with pytest.raises(AccessRefused):
            dry_regrade(actor=actor, test=attempt.test)
    assert not KeyChange.objects.exists()
    assert not Regrade.objects.exists()
