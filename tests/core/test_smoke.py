"""The house stands: hats and actors come out of rows."""

import pytest

from tests.factories.core import make_actor, make_guardianship, make_person, make_unit

pytestmark = pytest.mark.django_db


def test_actor_of_teacher_carries_rights_and_place():
    school = make_unit(make_unit(kind="department", name="Sở"), name="Trường THCS Tân Trào")
    actor = make_actor("teacher", school)
    assert (actor.role, actor.unit_id, actor.unit_path) == ("teacher", school.pk, school.path)


def test_guardian_hat_needs_verification():
    child, parent = make_person(), make_person("Nông Thị Hiền")
    row = make_guardianship(parent, child, verified_at=None)
    assert make_actor("guardian", person=parent).hat is None
    row.verified_at = "2026-09-01T00:00:00Z"
    row.save()
    assert make_actor("guardian", person=parent).role == "guardian"
