"""What a reader's page of a lesson holds."""

import pytest

from tests.factories.delivery import make_published_lesson
from tests.factories.h5p import make_package

pytestmark = pytest.mark.django_db


def test_package_in_a_lesson_is_given_its_frame_and_its_place(client):
    packages = []

    def body(school, teacher):
        packages.append(make_package(unit=school, owner=teacher))
        return [{"type": "h5p", "id": "choi-1", "value": {"package": str(packages[0].uuid), "title": "Thẻ chào"}}]

    made = make_published_lesson(body)
    package, activity = packages[0], made["activity"]
    client.force_login(made["pupil"].account, backend="core.signin.backends.IdentifierBackend")
    page = client.get(f"/lop-hoc/{made['course'].uuid}/{activity.uuid}/").content.decode()
    assert 'src="/h5p-khung/' in page
    assert f'data-package="{package.uuid}" data-activity="{activity.uuid}" data-block="choi-1"' in page
    assert 'data-sync="/h5p/dong-bo/"' in page
