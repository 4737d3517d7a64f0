"""Factories of tests on line."""

from datetime import timedelta

from django.utils import timezone

from assessment.models import Attempt, Candidate, SealingKey, Test, TestClass
from assessment.sessions.enums import AttemptState
from assessment.sessions.rules.sealing import make_keys
from assessment.sessions.services import prepare_test, start_attempt
from assessment.sessions.types import TestSettings
from tests.factories.assessment_papers import _actor_of, make_paper
from tests.factories.core import make_actor, make_class, make_enrolment, make_person, make_teaching, make_unit

_keys = []


def keys():
    """One pair of keys for all tests: making them takes time."""
    if not _keys:
        _keys.append(make_keys())
    return _keys[0]


def make_test(owner=None, class_group=None, paper=None, learners=2, prepared=True, settings=None, **fields):
    """A test given now to a class with learners, with its attempts prepared."""
    class_group = class_group or make_class(make_unit())
    unit = class_group.unit
    owner = owner or make_person("Mai Thị Hồng")
    if not owner.memberships.exists():
        make_actor("teacher", unit, owner)
        make_teaching(owner, class_group)
    for number in range(learners):
        make_enrolment(class_group, make_person(f"Hoàng Văn {'ABCDEFGHIJ'[number % 10]}n"))
    paper = paper or make_paper(unit, owner)
    now = timezone.now()
    private, public = keys()
    test = Test.objects.create(
        unit=unit,
        owner=owner,
        paper=paper,
        title=fields.pop("title", "Giữa học kì I"),
        state=fields.pop("state", "scheduled"),
        opens_at=fields.pop("opens_at", now - timedelta(minutes=5)),
        closes_at=fields.pop("closes_at", now + timedelta(hours=2)),
        minutes=fields.pop("minutes", 45),
        total_points=paper.total_points,
        item_count=paper.item_count,
        settings={**TestSettings(**(settings or {})).write(), "public_key": public},
        **fields,
    )
    SealingKey.objects.create(test=test, private_key=private)
    TestClass.objects.create(test=test, class_group=class_group)
    if prepared and test.state == "scheduled":
        prepare_test(test_id=test.pk)
        test.refresh_from_db()
    return test


def candidate_actor(attempt):
    """The candidate of an attempt under its student hat."""
    return _actor_of(attempt.person)


def make_attempt(test=None, started=True, answers=None, submitted=False, **fields):
    """The next prepared attempt of a test, started; with `answers` (and `submitted`) as if handed in."""
    test = test or make_test()
    attempt = (
        Attempt.objects.select_related("test", "candidate", "person").filter(test=test, state=AttemptState.PREPARED).order_by("pk").first()
    )
    if attempt is None:
        person = make_person("Nông Thị Mùi")
        candidate = Candidate.objects.create(test=test, person=person)
        attempt = Attempt.objects.create(test=test, candidate=candidate, person=person, pack=test.packs.first())
    if started:
        start_attempt(actor=candidate_actor(attempt), attempt=attempt, candidate=attempt.candidate, device="may-1")
    if answers is not None or submitted:
        attempt.state, attempt.submitted_at, attempt.answers = AttemptState.SUBMITTED, timezone.now(), answers or {}
        attempt.answered_count = len(attempt.answers)
    for name, value in fields.items():
        setattr(attempt, name, value)
    attempt.save()
    return attempt
