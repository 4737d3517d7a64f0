"""What papers add to others: words of the audit trail."""

from django.utils.translation import gettext_lazy as _

from core.audit.types import register_verbs

register_verbs(
    {
        "assessment.blueprint.created": _("đã tạo ma trận %(label)s"),
        "assessment.blueprint.removed": _("đã xoá ma trận %(label)s"),
        "assessment.paper.created": _("đã tạo đề %(label)s"),
        "assessment.paper.frozen": _("đã chốt đề %(label)s"),
        "assessment.paper.removed": _("đã xoá đề %(label)s"),
        "assessment.paper.printed": _("đã in đề %(label)s"),
        "assessment.forms.made": _("đã trộn mã đề của %(label)s"),
    }
)
