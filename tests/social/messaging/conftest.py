"""The class of the tests of messages."""

import pytest

from tests.social.messaging.school import School


@pytest.fixture
def school():
    return School()
