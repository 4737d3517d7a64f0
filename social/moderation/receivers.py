"""What moderation adds to others: words of the audit trail."""

from django.utils.translation import gettext_lazy as _

from core.audit.types import register_verbs

register_verbs({"social.person.blocked": _("đã chặn %(subject)s"), "social.person.unblocked": _("đã bỏ chặn %(subject)s")})
