"""Words and pictures of signing in, for templates."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.signin.rules import PICTURES, device_label

register = template.Library()

PICTURE_NAMES = {
    "mango": gettext_noop("quả xoài"),
    "banana": gettext_noop("quả chuối"),
    "melon": gettext_noop("dưa hấu"),
    "pineapple": gettext_noop("quả dứa"),
    "buffalo": gettext_noop("con trâu"),
    "cat": gettext_noop("con mèo"),
    "chicken": gettext_noop("con gà"),
    "fish": gettext_noop("con cá"),
    "elephant": gettext_noop("con voi"),
}


@register.filter
def device(user_agent: str) -> str:
    """`Chrome, Android`, or plain words when the browser does not say."""
    return device_label(user_agent or "") or _("Trình duyệt không rõ")


@register.filter
def picture_name(key: str) -> str:
    """What a picture shows, for those who hear it."""
    return _(PICTURE_NAMES.get(key, ""))


@register.simple_tag
def pictures() -> list[str]:
    """The nine pictures in their order."""
    return list(PICTURES)
