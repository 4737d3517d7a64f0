"""Factories of scored tests: handed-in attempts with marks, as the services leave them."""

from itertools import count

from assessment.models import Attempt, ItemScore, TestStaff
from assessment.scoring.services import save_mark, score_attempt
from assessment.scoring.types import MarkFacts
from assessment.sessions.enums import TestState
from assessment.statistics.services import count_attempt
from tests.factories.assessment_items import choice, make_bank, make_item, make_outcome
from tests.factories.assessment_papers import _actor_of, make_paper
from tests.factories.assessment_sessions import make_attempt, make_test
from tests.factories.core import make_actor, make_class, make_guardianship, make_membership, make_person, make_teaching, make_unit

_number = count(1)
ESSAY = {"html": "<p>Em trình bày như sau.</p>", "files": []}
RIGHT = {"1": "o2", "2": {"s1": True, "s2": False, "s3": True, "s4": False}, "3": "-1,5"}


def close(test):
    """End a test, so that its results can be released."""
    test.state = TestState.CLOSED
    test.save(update_fields=["state"])
    return test


def owner(test):
    """Who gave a test, under its hat."""
    return _actor_of(test.owner)


def make_marker(test, role="marker", name="Vi Văn Thắng"):
    """A teacher of the test's unit who marks it."""
    person = make_person(name)
    make_membership(person, test.unit, "teacher")
    TestStaff.objects.create(test=test, person=person, role=role)
    return _actor_of(person)


def make_scored(test=None, answers=None, **fields):
    """A handed-in attempt with machine scores: by default everything right and an essay that waits for a marker."""
    test = test or make_test()
    attempt = make_attempt(test, answers={**RIGHT, "4": ESSAY} if answers is None else answers, **fields)
    score_attempt(attempt_id=attempt.pk)
    return Attempt.objects.select_related("test__unit", "test__paper", "person", "candidate").get(pk=attempt.pk)


def essay_score(attempt):
    return ItemScore.objects.get(attempt=attempt, position=4)


def mark(actor, score, points, **fields):
    """Mark an answer; the mark that is there is read first."""
    round_name = fields.setdefault("round_name", "first")
    known = score.marks.filter(round=round_name).first()
    fields.setdefault("revision", known.revision if known else 0)
    return save_mark(actor=actor, score=score, facts=MarkFacts(points=points, **fields))


def make_quiz(questions=4, learners=0, outcomes=2, class_group=None, unit=None, **fields):
    """A given test of single-choice questions, the right answer always `o1`; outcomes take turns."""
    class_group = class_group or make_class(unit or make_unit())
    bank = make_bank(unit=class_group.unit)
    known = [make_outcome(f"Yêu cầu cần đạt {next(_number)}") for _place in range(outcomes)]
    items = [
        make_item(bank=bank, outcome=known[place % outcomes], content=choice(f"<p>Câu {next(_number)} về căn thức?</p>", right="o1"))
        for place in range(questions)
    ]
    teacher = fields.pop("owner", None) or make_person("Mai Thị Hồng")
    paper = make_paper(class_group.unit, teacher, items)
    make_teaching(teacher, class_group)
    return make_test(owner=teacher, class_group=class_group, paper=paper, learners=learners, **fields)


def answer(test, pattern, **fields):
    """A handed-in, scored and counted attempt of a quiz: `pattern` says right (1) or wrong (0) or gives the option, question by question."""
    options = {"1": "o1", "0": "o2"}
    given = {str(place): options.get(str(one), one) for place, one in enumerate(pattern, 1) if one is not None}
    attempt = make_scored(test, given, **fields)
    count_attempt(attempt_id=attempt.pk)
    return attempt


def guardian_of(child, **fields):
    """A guardian of a child under the guardian's hat; by default one who may see marks."""
    person = make_person("Ma Thị Bích")
    make_guardianship(person, child, **fields)
    return make_actor("guardian", person=person)
