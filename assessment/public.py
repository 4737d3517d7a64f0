"""What assessment promises to other domains beside events and hooks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from .scoring.selectors.results import marks_of
from .sessions.models import Test, TestClass


@dataclass(frozen=True, slots=True)
class ReleasedMarks:
    """The released marks of a test for a class: by person, on the scale of ten, rounded as the test says."""

    test_uuid: str
    title: str
    subject_id: int | None
    released_at: datetime
    marks: dict[int, Decimal] = field(default_factory=dict)


def released_marks(*, class_id: int, person_ids: Sequence[int], subject_id: int | None = None, limit: int = 50) -> list[ReleasedMarks]:
    """Return the released tests a class took, the latest first, with the marks of the given learners; for the mark book.

    The caller has asked its own policy. One query and one for each test (at most `limit`).
    """
    tests = Test.objects.filter(pk__in=TestClass.objects.filter(class_group_id=class_id).values("test_id"), is_removed=False)
    tests = tests.exclude(released_at=None).order_by("-released_at")
    if subject_id is not None:
        tests = tests.filter(subject_id=subject_id)
    return [
        ReleasedMarks(str(test.uuid), test.title, test.subject_id, test.released_at, marks_of(test, list(person_ids)))
        for test in tests[:limit]
        if test.released_at is not None
    ]
