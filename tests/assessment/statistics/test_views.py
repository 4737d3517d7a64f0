"""The results page and its figures, marks by person, export, mastery: what they show, to whom, at what cost."""

import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessment.models import Attempt, TestClass
from assessment.public import released_marks
from assessment.scoring.services import release_results
from assessment.statistics.rules.drawing import distribution, mean_place
from assessment.statistics.selectors.figures import figures_of, upper_lower_of
from core.models import Account, AuditRecord
from tests.factories.assessment_scoring import answer, close, guardian_of, make_marker, make_quiz, owner
from tests.factories.assessment_sessions import candidate_actor
from tests.factories.core import make_actor, make_class, make_enrolment, make_person, make_unit

pytestmark = pytest.mark.django_db


def client_of(actor) -> Client:
    """A signed-in browser of the actor's account."""
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def quiz(people=10):
    """Ten candidates of a quiz whose first question everybody has right and whose last one only the weak ones have."""
    test = make_quiz(questions=4, learners=people)
    for place in range(people):
        good = place < people // 2
        answer(test, [1, int(good), int(good), int(not good)])
    return close(test)


def test_figures_of_a_test():
    test = quiz()
    figures = figures_of(owner(test), test)
    assert (figures.candidates, figures.handed_in, figures.counted, figures.waiting) == (10, 10, 10, 0)
    assert (figures.mean, figures.median, figures.passed) == (6.25, 6.25, 10)
    assert figures.histogram == [0, 0, 0, 0, 0, 5, 0, 5, 0, 0]
    facilities = {item.position: item.facility for item in figures.items}
    assert facilities == {1: 1.0, 2: 0.5, 3: 0.5, 4: 0.5}
    assert figures.items[0].discrimination is None
    assert figures.items[3].discrimination == pytest.approx(-1.0)
    assert {item.position: [one.code for one in item.findings] for item in figures.items if item.findings} == {1: ["easy"], 4: ["reversed"]}
    assert upper_lower_of(test, 2) == 1.0
    assert upper_lower_of(test, 4) == -1.0
    assert [(row.solid, row.forming, row.not_yet, row.count) for row in figures.outcomes] == [(50, 50, 0, 10), (0, 100, 0, 10)]
    choices = {choice.letter: (choice.count, choice.is_right) for choice in figures.items[1].choices}
    assert choices == {"A": (5, True), "B": (5, False), "C": (0, False), "D": (0, False)}


def test_a_class_is_summed_from_its_own_attempts_beside_the_whole():
    test = quiz(8)
    other = make_class(test.unit, "9A3")
    TestClass.objects.create(test=test, class_group=other)
    from assessment.models import Candidate

    for pattern in ([1, 1, 1, 1], [0, 0, 0, 0]):
        person = make_person("Lò Thị Mây")
        make_enrolment(other, person)
        candidate = Candidate.objects.create(test=test, person=person, class_group=other)
        Attempt.objects.create(test=test, candidate=candidate, person=person, pack=test.packs.first())
        Test = type(test)
        Test.objects.filter(pk=test.pk).update(state="scheduled")
        answer(test, pattern)
    figures = figures_of(owner(test), test, other.pk)
    assert (figures.counted, figures.mean, figures.median) == (2, 5.0, 5.0)
    assert figures.whole_mean == pytest.approx(6.0)
    assert (figures.histogram[0], figures.histogram[9]) == (1, 1)
    assert sum(figures.outline) == pytest.approx(2)
    assert {item.facility for item in figures.items} == {0.5}


def test_the_results_page_says_what_to_do_in_plain_words():
    test = quiz()
    page = client_of(owner(test)).get(reverse("assessment:results", args=[test.uuid])).content.decode()
    for words in ("Phân bố điểm", "Trung bình 6,3", "Phân biệt ngược", "Nhóm điểm cao sai nhiều hơn nhóm thấp", "Quá dễ", "−100"):
        assert words in page
    assert "<caption>Phân bố điểm</caption>" in page
    assert 'style="' not in page
    item = client_of(owner(test)).get(reverse("assessment:results_item", args=[test.uuid, 4])).content.decode()
    assert "Các em chọn gì" in item
    assert "Sửa đáp án" in item


def test_an_empty_test_has_a_page():
    test = make_quiz(questions=2, learners=1)
    page = client_of(owner(test)).get(reverse("assessment:results", args=[test.uuid])).content.decode()
    assert "Chưa có bài nào chấm xong" in page
    assert all(reverse(f"assessment:{name}", args=[test.uuid]) in page for name in ("results_people", "marking", "keys", "appeals"))
    item = client_of(owner(test)).get(reverse("assessment:results_item", args=[test.uuid, 1])).content.decode()
    assert "Chưa có bài nào chấm xong" in item
    assert "Độ khó" not in item


@pytest.mark.parametrize("people", [2, 12])
def test_results_cost_the_same_for_more_people(people, django_assert_max_num_queries, django_assert_num_queries):
    test = quiz(people)
    actor = owner(test)
    fresh = type(test).objects.select_related("paper", "unit").get(pk=test.pk)
    with django_assert_num_queries(7):
        figures_of(actor, fresh)
    client = client_of(actor)
    client.get(reverse("assessment:results", args=[test.uuid]))
    with django_assert_max_num_queries(20):
        client.get(reverse("assessment:results", args=[test.uuid]))
    with django_assert_max_num_queries(20):
        client.get(reverse("assessment:results_people", args=[test.uuid]))


def test_marks_by_person_are_paged_searched_and_in_order(monkeypatch):
    from assessment.statistics.selectors import people

    monkeypatch.setattr(people, "SIZE", 4)
    test = quiz()
    actor, seen, after = owner(test), [], ""
    for _page in range(3):
        page = people.people_page(actor, test, class_id=None, text="", after=after)
        seen += [row.candidate.pk for row in page.items]
        after = page.next_key or ""
    assert len(seen) == len(set(seen)) == 10
    assert after == ""
    found = people.people_page(actor, test, class_id=None, text="khong co ai", after="")
    assert found.items == []


def test_the_export_has_a_row_a_person_and_a_column_a_question():
    test = quiz()
    client = client_of(owner(test))
    book = load_workbook(io.BytesIO(client.get(reverse("assessment:results_export", args=[test.uuid])).content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == 11
    assert rows[0][6:] == ("1", "2", "3", "4")
    assert sorted({row[4] for row in rows[1:]}) == [5.0, 7.5]
    assert [cell.value for cell in book.worksheets[1][5][:4]] == [4, 10, 0.5, -1]
    assert AuditRecord.objects.filter(verb="assessment.results.exported").count() == 1


def test_the_mark_book_gets_released_marks_only():
    test = quiz(2)
    group = TestClass.objects.get(test=test).class_group_id
    people = list(Attempt.objects.filter(test=test).order_by("pk").values_list("person_id", flat=True))
    assert released_marks(class_id=group, person_ids=people) == []
    release_results(actor=owner(test), test=test)
    found = released_marks(class_id=group, person_ids=people[:1])
    assert [(row.title, row.marks) for row in found] == [(test.title, {people[0]: Decimal("7.50")})]
    assert released_marks(class_id=group, person_ids=people, subject_id=-1) == []


# Mastery


def test_mastery_is_seen_of_ones_classes_oneself_and_ones_children(run_jobs):
    test = quiz(4)
    release_results(actor=owner(test), test=test)
    run_jobs()
    attempt = Attempt.objects.filter(test=test).order_by("pk").first()
    name = "Yêu cầu cần đạt"
    address, own = reverse("assessment:mastery"), reverse("assessment:mastery_own")
    assert name in client_of(owner(test)).get(address).content.decode()
    assert name in client_of(make_actor("leader", test.unit)).get(address).content.decode()
    assert name not in client_of(make_actor("teacher", test.unit)).get(address).content.decode()
    assert name not in client_of(make_actor("leader", make_unit(name="Trường khác"))).get(address).content.decode()
    student, mother, blind = candidate_actor(attempt), guardian_of(attempt.person), guardian_of(attempt.person, may_see=["progress"])
    assert client_of(student).get(address).status_code == 403
    assert own in client_of(student).get(reverse("assessment:results_own")).content.decode()
    assert own not in client_of(make_marker(test, "proctor", "Lý Văn Sơn")).get(reverse("assessment:results_own")).content.decode()
    assert name in client_of(student).get(own).content.decode()
    assert name in client_of(mother).get(own).content.decode()
    assert name not in client_of(blind).get(own).content.decode()
    assert client_of(blind).get(own, {"con": attempt.person_id}).status_code == 404
    stranger = Attempt.objects.filter(test=test).exclude(pk=attempt.pk).first().person_id
    assert client_of(mother).get(own, {"con": stranger}).status_code == 404
    group = TestClass.objects.get(test=test).class_group_id
    assert client_of(make_actor("teacher", test.unit)).get(address, {"lop": group}).status_code == 404
    assert client_of(make_marker(test, "proctor")).get(own).status_code == 403


def test_the_distribution_is_scaled_to_its_highest_bar():
    bars = distribution([0, 0, 0, 0, 0, 2, 4, 0, 0, 0], [0] * 6 + [2.0] + [0] * 3)
    assert (bars[6].height, bars[5].height, bars[6].outline, bars[5].outline) == (162.0, 81.0, 105.0, None)
    assert [bar.height for bar in distribution([0] * 10)] == [0] * 10
    assert mean_place(5) == 235.0
