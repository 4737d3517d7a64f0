"""Who hears of a message that waits, who judges it, what is reported and what becomes of it."""

import pytest

from social.moderation.models import Case
from tests.social.messaging.school import say
from tests.social.messaging.test_talking import page_of

pytestmark = pytest.mark.django_db
WAITS = "Số con là 0912345678"


def test_between_a_child_and_its_family_nothing_waits_and_what_is_reported_is_for_its_school(client, school):
    teacher, home = school.chat("pupil"), school.chat("pupil", "guardian")
    rows = [say(school.pupil, chat, WAITS)[0] for chat in (teacher, home)]
    assert (home.unit_id, [row.state for row in rows]) == (None, ["held", "sent"])
    assert page_of(client, school.guardian, "report", "message", rows[1].uuid, post={"category": "privacy"}).status_code == 200
    assert Case.objects.get().origin_unit_id == school.province.school.pk
