"""What a reader's page of a lesson holds."""

import pytest

from core.organisations.selectors import actor_for
from lms.hooks import ActivityType
from tests.factories.core import make_account, make_class, make_membership, make_person, make_unit
from tests.factories.delivery import make_activity, make_course, make_course_class, make_pupil
from tests.factories.h5p import make_package

pytestmark = pytest.mark.django_db


def test_package_in_a_lesson_is_given_its_frame_and_its_place(client):
    school = make_unit()
    teacher = make_person("Ma Thị Thu Hà")
    make_account(teacher)
    make_membership(teacher, school, "teacher")
    group = make_class(school)
    course = make_course(school, teacher)
    make_course_class(course, group)
    package = make_package(unit=school, owner=teacher)
    actor, _hats = actor_for(teacher.account, None)
    activity = make_activity(course, kind="lesson")
    body = [{"type": "h5p", "id": "choi-1", "value": {"package": str(package.uuid), "title": "Thẻ chào"}}]
    kind = ActivityType.of("lesson")
    kind.create(actor=actor, activity=activity, data={"body": body})
    kind.publish(actor=actor, activity=activity)
    client.force_login(make_pupil(group).account, backend="core.signin.backends.IdentifierBackend")
    page = client.get(f"/lop-hoc/{course.uuid}/{activity.uuid}/").content.decode()
    assert 'src="/h5p-khung/' in page
    assert f'data-package="{package.uuid}" data-activity="{activity.uuid}" data-block="choi-1"' in page
    assert 'data-sync="/h5p/dong-bo/"' in page
