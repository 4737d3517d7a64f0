"""What families are told of announcements: the letter about their children, the child it is about."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core.models import Notification
from core.notifications.selectors import news_of
from social.feeds import services
from social.feeds.services.telling import tell_announcement
from social.feeds.types import PostInput
from tests.factories.core import make_guardianship, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import space_of

pytestmark = pytest.mark.django_db


def announce(teacher, title="Họp phụ huynh"):
    given = PostInput(body="Mời gia đình", title=title, kind="announcement")
    return services.save_post(actor=teacher, space=space_of(teacher), given=given, client_id=uuid4())


def test_announcements_nobody_read_stand_in_the_letter_about_the_children():
    province = make_province()
    mother = make_person("Nông Thị Nhung")
    make_guardianship(mother, province.pupil)
    tell_announcement(announce(make_homeroom(province)).pk)
    now = timezone.now()
    (row,) = news_of([mother.pk], now - timedelta(days=7), now)[mother.pk]
    assert row.title == "Họp phụ huynh"
    Notification.objects.update(read_at=now)
    assert news_of([mother.pk], now - timedelta(days=7), now) == {}
