"""The sentences of the audit trail for what happens to credentials of the record store."""

from django.utils.translation import gettext_lazy as _

from core.audit.types import register_verbs

register_verbs(
    {
        "records.credential.created": _("đã cấp khoá xAPI %(label)s"),
        "records.credential.revoked": _("đã thu hồi khoá xAPI %(label)s"),
    }
)
