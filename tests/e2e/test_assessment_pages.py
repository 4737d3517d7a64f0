"""Every page of marking, figures, supervision and results, for a class of 45: it holds together on a phone and a desk, in light and dark, in
both languages, and axe finds nothing."""

import itertools

import pytest
from django.urls import reverse

from assessment.models import Attempt
from assessment.scoring.rules.codes import script_code
from assessment.scoring.services import change_key, compute_regrade, dry_regrade, make_appeal, release_results
from assessment.statistics.services import count_attempt
from core.models import Account, Membership
from tests.factories.assessment_scoring import answer, close, essay_score, guardian_of, make_quiz, make_scored, mark, owner
from tests.factories.assessment_sessions import candidate_actor, make_test
from tests.factories.core import make_actor, make_enrolment, make_person

LONG = "Nguyễn Hoàng Thị Ngọc Bích Phương Thảo Vy Khánh Linh"
LOOKS = [("phone", True, "vi"), ("desktop", False, "en")]  # each size, theme and language; more looks found nothing more


def account_of(actor, language):
    account = Account.objects.get(pk=actor.account_id)
    account.language = language
    account.save(update_fields=["language"])
    return account


def class_of_45():
    """A released quiz of twelve questions that 44 of 45 took, one of them of a very long name, with an appeal and a mended key."""
    test = make_quiz(questions=12, learners=44, outcomes=3, title="Kiểm tra giữa học kì I môn Toán, phần căn thức và hệ thức lượng")
    for place in range(43):
        answer(test, [int((place * 5 + number * 3) % 12 > number // 2) for number in range(12)])
    child = make_person(LONG)
    make_enrolment(test.classes.first().class_group, child)
    make_scored(test, {})
    attempt = Attempt.objects.filter(test=test, state="submitted").select_related("person").order_by("pk").first()
    attempt.person.family_name, attempt.person.given_name = "Nguyễn Hoàng Thị Ngọc Bích Phương Thảo", "Vy Khánh Linh"
    attempt.person.save()
    release_results(actor=owner(test), test=close(test))
    attempt.refresh_from_db()
    appeal = make_appeal(actor=candidate_actor(attempt), attempt=attempt, reason="Em thấy câu 1 em làm đúng ạ.", positions=[1, 2])
    change_key(actor=owner(test), test=test, position=2, content={"give": "all"}, reason="Hai đáp án đúng")
    regrade = compute_regrade(regrade_id=dry_regrade(actor=owner(test), test=test).pk)
    return test, attempt, appeal, regrade


def waiting_test(group, teacher):
    """A closed test with essays to mark."""
    test = make_test(owner=teacher, class_group=group, learners=0, title="Tự luận")
    attempts = [make_scored(test) for _number in range(3)]
    mark(owner(test), essay_score(attempts[0]), "0,5", comment="Trình bày rõ.")
    count_attempt(attempt_id=attempts[0].pk)
    return close(test), attempts[1]


def look_at(page, address, axe, wrong):
    answer = page.goto(address)
    assert answer.status == 200, address
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        wrong.append(f"{address} scrolls sideways")
    levels = page.evaluate("[...document.querySelectorAll('main h1, main h2, main h3, main h4')].map((one) => Number(one.tagName[1]))")
    if levels.count(1) != 1 or any(after - before > 1 for before, after in itertools.pairwise(levels)):
        wrong.append(f"{address} headings {levels}")
    wrong.extend(f"{address} {found}" for found in axe(page))


def look_as_family(sign_in, axe, attempt, who, look, wrong):
    size, dark, language = look
    other = Attempt.objects.filter(test=attempt.test, state="submitted").exclude(pk=attempt.pk).select_related("person").first()
    actor = candidate_actor(other) if who == "pupil" else guardian_of(other.person)
    page = sign_in(account_of(actor, language), size=size, dark=dark)
    addresses = [
        reverse("assessment:results_own"),
        reverse("assessment:result", args=[other.uuid]),
        reverse("assessment:mastery_own"),
        reverse("assessment:appeal_ask", args=[other.uuid]),
        "/",
    ]
    for address in [*addresses, *([reverse("assessment:tests")] if who == "pupil" else [])]:
        look_at(page, address, axe, wrong)


@pytest.mark.parametrize(("size", "dark", "language"), LOOKS)
def test_pages_of_staff_and_families(sign_in, axe, size, dark, language):
    test, attempt, appeal, regrade = class_of_45()
    group = test.classes.first().class_group
    waiting, script = waiting_test(group, test.owner)
    running = make_test(owner=test.owner, class_group=group, learners=0, title="Đang làm")
    names = ("test", "results", "results_people", "release", "keys", "appeals", "console", "seating", "protocol")
    addresses = [reverse(f"assessment:{name}", args=[test.uuid]) for name in names]
    addresses += [reverse(f"assessment:{name}") for name in ("tests", "mastery", "test_new")]
    addresses += [reverse(f"assessment:{name}", args=[running.uuid]) for name in ("console", "test")]
    addresses += [
        reverse("assessment:results_item", args=[test.uuid, 1]),
        reverse("assessment:script", args=[test.uuid, attempt.uuid]),
        reverse("assessment:key_mend", args=[test.uuid, 1]),
        reverse("assessment:regrade", args=[test.uuid, regrade.uuid]),
        reverse("assessment:appeal", args=[test.uuid, appeal.uuid]),
        reverse("assessment:results", args=[running.uuid]),
        reverse("assessment:marking", args=[waiting.uuid]),
        reverse("assessment:marking", args=[waiting.uuid]) + "?theo=bai",
        reverse("assessment:marking_question", args=[waiting.uuid, 4]),
        reverse("assessment:marking_script", args=[waiting.uuid, script_code(str(waiting.uuid), script.pk)]),
        "/",
    ]
    membership = Membership.objects.get(person=test.owner, unit=test.unit, role="teacher")
    page = sign_in(account_of(owner(test), language), size=size, dark=dark, hat=f"m{membership.pk}")
    wrong: list[str] = []
    for address in addresses:
        look_at(page, address, axe, wrong)
    for who in ("pupil", "guardian"):
        look_as_family(sign_in, axe, attempt, who, (size, dark, language), wrong)
    assert wrong == []


@pytest.mark.parametrize(("size", "dark", "language"), LOOKS)
def test_the_page_of_rules(sign_in, axe, size, dark, language):
    page = sign_in(account_of(make_actor("leader"), language), size=size, dark=dark)
    wrong: list[str] = []
    for address in (reverse("assessment:grading"), reverse("assessment:tests")):
        look_at(page, address, axe, wrong)
    assert wrong == []
