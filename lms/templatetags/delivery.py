"""Look-ups the templates of studying need."""

from django import template

from lms.courses.rules.release import Reason
from lms.courses.types import OutlineActivity
from lms.delivery.selectors import wording

register = template.Library()


@register.filter
def reason_text(reason: Reason, waited: OutlineActivity | None) -> str:
    """Say why an activity is closed."""
    return wording.reason_text(reason, waited)
