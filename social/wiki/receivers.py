"""What the page of a space adds to the platform's hooks: words of the trail."""

from django.utils.translation import gettext_lazy as _

from core.audit.types import register_verbs

register_verbs({"social.wiki.written": _("đã sửa trang chung của nhóm"), "social.wiki.restored": _("đã lấy lại bản cũ của trang chung")})
