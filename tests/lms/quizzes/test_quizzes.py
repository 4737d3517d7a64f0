"""A course holds a test: choosing it, opening it, what its learners hand in and get back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from assessment.models import Attempt, TestClass
from assessment.scoring.selectors.counting import items_of
from assessment.scoring.services import apply_regrade, change_key, dry_regrade, release_results
from assessment.sessions.services import start_attempt, submit_attempt
from core.access.errors import AccessRefused
from core.models import AuditRecord
from core.organisations.selectors import actor_for
from lms.courses.errors import CourseRefused
from lms.courses.services import copy_course, publish_activity
from lms.delivery.models import ActivityProgress
from lms.hooks import ActivityType
from lms.models import Activity, CountedSitting, TestActivity
from lms.quizzes.errors import QuizRefused
from lms.quizzes.services import choose_test, take_attempt, take_results
from tests.factories.assessment_scoring import close, make_quiz
from tests.factories.core import make_account, make_actor, make_class, make_membership, make_person, make_unit
from tests.factories.delivery import make_activity, make_course, make_course_class, make_pupil

pytestmark = pytest.mark.django_db


@pytest.fixture
def given():
    """A teacher, a course of class 9A1 with an activity for a test, and a test of two questions given to the class."""
    school, teacher = make_unit(), make_person("Ma Thị Thu Hà")
    make_account(teacher)
    make_membership(teacher, school, "teacher")
    group = make_class(school, name="9A1")
    pupils = [make_pupil(group, name) for name in ("Nông Minh Khuê", "Vi Văn Bảo")]
    test = make_quiz(questions=2, class_group=group, owner=teacher)
    course = make_course(school, teacher)
    make_course_class(course, group)
    activity = make_activity(course, kind="test", completion="finished", step_count=1)
    actor = actor_for(teacher.account, None)[0]
    ActivityType.of("test").create(actor=actor, activity=activity, data={})
    return {"school": school, "actor": actor, "teacher": teacher, "group": group, "pupils": pupils, "test": test, "activity": activity}


def held(given):
    choose_test(actor=given["actor"], activity=given["activity"], uuid=given["test"].uuid)
    publish_activity(actor=given["actor"], activity=given["activity"])
    return given["activity"]


def hand_in(given, person, answers, run_jobs):
    """Take the test as a pupil does, whatever way the pupil came in."""
    pupil = actor_for(person.account, None)[0]
    from assessment.sessions.services import attempt_for, candidate_of

    candidate = candidate_of(test=given["test"], person_id=person.pk)
    attempt = attempt_for(candidate=candidate, test=given["test"])
    attempt.test = given["test"]
    start_attempt(actor=pupil, attempt=attempt, candidate=candidate, device="d1")
    change = {"number": 1, "base": 0, "answers": answers}
    submit_attempt(actor=pupil, attempt=Attempt.objects.get(pk=attempt.pk), device="d1", changes=[change])
    run_jobs()
    return Attempt.objects.get(pk=attempt.pk)


def progress(given, person):
    return ActivityProgress.objects.filter(person=person, activity=given["activity"]).first()


def test_choosing_keeps_the_test_and_takes_its_end_as_the_due_time(given):
    Activity.objects.filter(pk=given["activity"].pk).update(due_at=None)
    row = choose_test(actor=given["actor"], activity=given["activity"], uuid=given["test"].uuid)
    assert (row.test_uuid, row.published_uuid) == (given["test"].uuid, None)
    given["activity"].refresh_from_db()
    assert given["activity"].due_at == given["test"].closes_at
    assert AuditRecord.objects.filter(verb="quizzes.test.chosen").count() == 1


def test_a_due_time_set_by_hand_stays(given):
    due = timezone.now().replace(microsecond=0) + timedelta(days=3)
    Activity.objects.filter(pk=given["activity"].pk).update(due_at=due)
    choose_test(actor=given["actor"], activity=given["activity"], uuid=given["test"].uuid)
    given["activity"].refresh_from_db()
    assert given["activity"].due_at == due


@pytest.mark.parametrize("which", ["unknown", "of another teacher"])
def test_only_a_test_the_teacher_looks_after_can_be_chosen(given, which):
    uuid = uuid4() if which == "unknown" else make_quiz(questions=1).uuid
    with pytest.raises(QuizRefused) as caught:
        choose_test(actor=given["actor"], activity=given["activity"], uuid=uuid)
    assert caught.value.code == "test_missing"
    assert TestActivity.objects.get().test_uuid is None


def test_a_course_holds_a_test_once(given):
    held(given)
    second = make_activity(given["activity"].course, kind="test", title="Lần nữa")
    with pytest.raises(QuizRefused) as caught:
        choose_test(actor=given["actor"], activity=second, uuid=given["test"].uuid)
    assert caught.value.code == "test_taken"
    assert given["activity"].title in str(caught.value)


@pytest.mark.parametrize("role", ["student", "guardian", "auditor"])
def test_who_may_not_change_the_course_chooses_nothing(given, role):
    with pytest.raises(AccessRefused):
        choose_test(actor=make_actor(role, unit=given["school"]), activity=given["activity"], uuid=given["test"].uuid)
    assert TestActivity.objects.get().test_uuid is None


def test_a_colleague_of_another_school_chooses_nothing(given):
    with pytest.raises(AccessRefused):
        choose_test(actor=make_actor("teacher", unit=make_unit()), activity=given["activity"], uuid=given["test"].uuid)


def test_it_opens_only_with_a_test_that_was_given(given):
    with pytest.raises(CourseRefused) as caught:
        publish_activity(actor=given["actor"], activity=given["activity"])
    assert caught.value.code == "content_not_ready"
    given["test"].state = "draft"
    given["test"].save()
    choose_test(actor=given["actor"], activity=given["activity"], uuid=given["test"].uuid)
    with pytest.raises(CourseRefused):
        publish_activity(actor=given["actor"], activity=given["activity"])
    assert TestActivity.objects.get().published_uuid is None


def test_handing_in_finishes_the_activity_and_the_release_brings_the_score(given, run_jobs):
    held(given)
    first, second = given["pupils"]
    hand_in(given, first, {"1": "o1", "2": "o2"}, run_jobs)
    row = progress(given, first)
    assert (row.state, row.score_ratio) == ("completed", None)
    assert CountedSitting.objects.count() == 1
    assert progress(given, second) is None
    release_results(actor=given["actor"], test=close(given["test"]))
    run_jobs()
    assert progress(given, first).score_ratio == 0.5
    assert progress(given, second) is None


def test_a_completion_by_score_waits_for_the_release(given, run_jobs):
    Activity.objects.filter(pk=given["activity"].pk).update(completion="score", completion_score_ratio=0.5)
    held(given)
    first, second = given["pupils"]
    hand_in(given, first, {"1": "o1", "2": "o1"}, run_jobs)
    hand_in(given, second, {"1": "o2", "2": "o2"}, run_jobs)
    assert [progress(given, one).state for one in (first, second)] == ["in_progress", "in_progress"]
    release_results(actor=given["actor"], test=close(given["test"]))
    run_jobs()
    assert [progress(given, one).state for one in (first, second)] == ["completed", "in_progress"]
    assert [progress(given, one).score_ratio for one in (first, second)] == [1.0, 0.0]


def test_a_regrade_after_the_release_takes_the_place_of_the_score(given, run_jobs):
    held(given)
    first, _second = given["pupils"]
    hand_in(given, first, {"1": "o1", "2": "o1"}, run_jobs)
    release_results(actor=given["actor"], test=close(given["test"]))
    run_jobs()
    assert progress(given, first).score_ratio == 1.0
    content = items_of(given["test"])[1]["content"]
    options = [{**row, "is_right": row["id"] == "o2"} for row in content["options"]]
    change_key(actor=given["actor"], test=given["test"], position=1, content={**content, "options": options}, reason="Nhầm đáp án")
    regrade = dry_regrade(actor=given["actor"], test=given["test"])
    run_jobs()
    regrade.refresh_from_db()
    apply_regrade(actor=given["actor"], regrade=regrade)
    run_jobs()
    assert progress(given, first).score_ratio == 0.5
    assert progress(given, first).state == "completed"


def test_practice_brings_its_score_at_once(given, run_jobs):
    given["test"].mode = "practice"
    given["test"].settings = {**given["test"].settings, "review": {"during": [], "after": ["answer", "mark"], "closed": [], "released": []}}
    given["test"].save()
    held(given)
    first, _second = given["pupils"]
    hand_in(given, first, {"1": "o1", "2": "o2"}, run_jobs)
    assert progress(given, first).score_ratio == 0.5


def test_the_same_results_again_change_nothing(given, run_jobs):
    held(given)
    first, _second = given["pupils"]
    at = timezone.now().isoformat()
    assert take_results(test_uuid=str(given["test"].uuid), results=[[first.pk, 0.7]], at=at) == 1
    before = progress(given, first)
    assert take_results(test_uuid=str(given["test"].uuid), results=[[first.pk, 0.7]], at=at) == 1
    after = progress(given, first)
    assert [getattr(after, name) for name in ("state", "score_ratio", "seconds", "completed_at")] == [
        getattr(before, name) for name in ("state", "score_ratio", "seconds", "completed_at")
    ]


def test_the_time_of_a_sitting_counts_once(given, run_jobs):
    held(given)
    first, _second = given["pupils"]
    attempt = hand_in(given, first, {"1": "o1"}, run_jobs)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=attempt.submitted_at - timedelta(seconds=90))
    CountedSitting.objects.all().delete()
    before = progress(given, first).seconds
    for _time in range(3):
        assert take_attempt(attempt_id=attempt.pk) == 1
    assert progress(given, first).seconds == before + 90


def test_who_has_left_the_course_is_left_out(given, run_jobs):
    held(given)
    other = make_pupil(make_class(given["school"], name="9A2"))
    assert take_results(test_uuid=str(given["test"].uuid), results=[[other.pk, 1.0], [10**9, 1.0]], at=timezone.now().isoformat()) == 0
    assert not ActivityProgress.objects.exists()


def test_a_copy_of_the_course_keeps_the_test_as_a_draft(given):
    held(given)
    copy = copy_course(actor=given["actor"], source=given["activity"].course, title="Bản sao")
    row = TestActivity.objects.get(activity__course=copy)
    assert (row.test_uuid, row.published_uuid) == (given["test"].uuid, None)


def test_the_author_sees_which_classes_the_test_leaves_out(given, client, django_assert_max_num_queries):
    held(given)
    make_course_class(given["activity"].course, make_class(given["school"], name="9A5"))
    client.force_login(given["teacher"].account)
    with django_assert_max_num_queries(20):
        page = client.get(f"/bai-kiem-tra/hoat-dong/{given['activity'].uuid}/").content.decode()
    assert "9A5" in page
    TestClass.objects.create(test=given["test"], class_group=make_class(given["school"], name="9A6"))
    assert "9A6" not in client.get(f"/bai-kiem-tra/hoat-dong/{given['activity'].uuid}/").content.decode()


def test_choosing_and_opening_on_the_page(given, client):
    client.force_login(given["teacher"].account)
    url = f"/bai-kiem-tra/hoat-dong/{given['activity'].uuid}/"
    assert client.post(url, {"test": "x"}).status_code == 422
    assert client.post(url, {"mo": "1"}).status_code == 422
    assert client.post(url, {"test": str(given["test"].uuid)}).status_code == 302
    assert client.post(url, {"mo": "1"}).status_code == 302
    assert TestActivity.objects.get().published_uuid == given["test"].uuid
    stranger = make_pupil(given["group"])
    client.force_login(stranger.account)
    assert client.get(url).status_code == 403


def test_the_learner_goes_from_the_course_to_the_door_and_back_to_the_result(given, client, run_jobs, django_assert_max_num_queries):
    activity = held(given)
    first, second = given["pupils"]
    client.force_login(first.account)
    url = f"/lop-hoc/{activity.course.uuid}/{activity.uuid}/"
    with django_assert_max_num_queries(40):
        assert f"/kiem-tra/{given['test'].uuid}/vao/" in client.get(url).content.decode()
    attempt = hand_in(given, first, {"1": "o1", "2": "o2"}, run_jobs)
    waiting = client.get(url).content.decode()
    assert f"/kiem-tra/lam/{attempt.uuid}/xong/" in waiting
    assert "5,0" not in waiting
    release_results(actor=given["actor"], test=close(given["test"]))
    run_jobs()
    shown = client.get(url).content.decode()
    assert f"/{attempt.uuid}/ket-qua/" in shown
    client.force_login(second.account)
    assert "hết hạn" in client.get(url).content.decode()


def test_a_class_the_test_was_not_given_to_is_told_so(given, client):
    activity = held(given)
    group = make_class(given["school"], name="9A7")
    make_course_class(activity.course, group)
    client.force_login(make_pupil(group).account)
    page = client.get(f"/lop-hoc/{activity.course.uuid}/{activity.uuid}/").content.decode()
    assert "chưa giao cho lớp em" in page
    assert "/vao/" not in page
