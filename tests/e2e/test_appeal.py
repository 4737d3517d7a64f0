"""An appeal from the pupil's phone to the guardian's: asked, taken, marked by somebody else, answered, told."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Appeal, Attempt, ItemScore, Mark
from assessment.scoring.services import release_results
from core.models import Account, Notification
from tests.factories.assessment_scoring import close, essay_score, guardian_of, make_marker, make_scored, mark, owner
from tests.factories.assessment_sessions import candidate_actor, make_test


def account_of(actor):
    return Account.objects.get(pk=actor.account_id)


@pytest.fixture
def released(live, run_jobs):
    """A released script whose essay got a quarter of a point, its candidate, a guardian, its marker and another teacher who helps."""
    attempt = make_scored(make_test(learners=1))
    test = attempt.test
    mark(owner(test), essay_score(attempt), "0,25", comment="Thiếu kết luận.")
    mother = guardian_of(attempt.person)
    release_results(actor=owner(test), test=close(test))
    run_jobs()
    return attempt, candidate_actor(attempt), mother, owner(test), make_marker(test)


def sent_to(actor, kind):
    return Notification.objects.filter(recipient_id=actor.person_id, kind=kind)


def test_an_appeal_goes_its_whole_way(sign_in, axe, released, run_jobs):
    attempt, pupil, mother, teacher, other = released
    test, result = attempt.test, reverse("assessment:result", args=[attempt.uuid])

    page = sign_in(account_of(pupil))
    page.goto(result)
    expect(page.locator(".result-mark b")).to_have_text("8,13")
    page.get_by_role("link", name="Xin phúc khảo").click()
    page.get_by_role("button", name="Gửi đơn").click()
    expect(page.locator("form :invalid").first).to_be_visible()
    assert not Appeal.objects.exists()  # nothing chosen, no reason: told at the fields
    order = [entry["position"] for entry in attempt.pack.form.order]
    page.get_by_label(f"Câu {order.index(4) + 1}", exact=True).check()  # the candidate's own numbering
    page.get_by_label("Lí do").fill("Em có viết kết luận ở dòng cuối ạ.")
    assert axe(page) == []
    page.get_by_role("button", name="Gửi đơn").click()
    expect(page.get_by_text("Đã gửi đơn phúc khảo")).to_be_visible()
    appeal = Appeal.objects.get()
    assert (appeal.positions, appeal.state) == ([4], "open")

    address = sent_to(teacher, "assessment.appeal").get().url
    own = sign_in(account_of(teacher), size="desktop")
    own.goto(address)
    expect(own.get_by_text("Phúc khảo phải do người khác chấm")).to_be_visible()
    expect(own.get_by_role("button", name="Nhận chấm đơn này")).to_have_count(0)

    desk = sign_in(account_of(other), size="desktop")
    desk.goto(address)
    assert attempt.person.full_name not in desk.content()
    desk.get_by_role("button", name="Nhận chấm đơn này").click()
    assert "Thiếu kết luận." not in desk.content()  # the earlier mark is not seen
    desk.get_by_label("Điểm phúc khảo").fill("0,75")
    desk.get_by_role("button", name="Lưu điểm câu này").click()
    expect(desk.get_by_text("Đã chấm", exact=True)).to_be_visible()
    desk.get_by_label("Trả lời cho học sinh").fill("Em có kết luận, cho thêm nửa điểm.")
    assert axe(desk) == []
    desk.get_by_role("button", name="Kết thúc phúc khảo").click()
    expect(desk.get_by_text("Đã trả lời phúc khảo")).to_be_visible()
    run_jobs()

    appeal.refresh_from_db()
    assert appeal.state == "changed"
    assert sorted(Mark.objects.values_list("round", flat=True)) == ["appeal", "first"]
    assert ItemScore.objects.get(attempt=attempt, position=4).source == "appeal"
    assert Attempt.objects.get(pk=attempt.pk).score_points == appeal.points_after == appeal.points_before + Decimal("0.5")

    page.goto(result)
    expect(page.locator(".result-mark b")).to_have_text("9,38")
    expect(page.get_by_text("Em có kết luận, cho thêm nửa điểm.")).to_be_visible()
    home = sign_in(account_of(mother))
    home.goto(sent_to(mother, "assessment.appeal.closed.guardian").get().url)
    expect(home.locator(".result-mark b")).to_have_text("9,38")
    assert axe(home) == []
    home.get_by_role("link", name="Kết quả", exact=True).first.click()
    expect(home.get_by_role("link", name=test.title)).to_be_visible()
