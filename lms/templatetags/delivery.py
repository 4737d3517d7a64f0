"""Look-ups the templates of studying need."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from frontend.templatetags import vn
from lms.courses.rules.release import Reason
from lms.courses.types import OutlineActivity
from lms.delivery.selectors import wording

register = template.Library()


@register.filter
def reason_text(reason: Reason, waited: OutlineActivity | None) -> str:
    """Say why an activity is closed."""
    return wording.reason_text(reason, waited)


@register.filter
def timesince_minutes(value: datetime) -> str:
    """Say how long somebody has waited: '6 phút', '2 giờ', '5 ngày'."""
    minutes = int((timezone.now() - value).total_seconds() // 60)
    if minutes >= 24 * 60:
        return vn.days_words(minutes // (24 * 60))
    if minutes >= 120:
        return vn.hours_words(minutes // 60)
    return vn.minutes_words(minutes) if minutes else _("vừa xong")
