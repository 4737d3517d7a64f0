"""What errors of signing in say to people."""

from django.utils.translation import gettext as _

from ..errors import ContactProblemError, PictureProblemError


def contact_problem(problem: ContactProblemError) -> str:
    """Return the sentence for a phone number or e-mail that can't be used."""
    if problem.problem == "taken":
        return _("Đã có một tài khoản khác dùng thông tin này.")
    if problem.problem == "expired":
        return _("Liên kết đã quá hạn hoặc không phải của tài khoản này.")
    return _("Số điện thoại chưa đúng, ví dụ 0912 345 678.") if problem.field == "phone" else _("E-mail chưa đúng.")


def picture_problem(problem: PictureProblemError) -> str:
    """Return the sentence, for a child, for pictures that can't be taken."""
    if problem.problem == "same":
        return _("Em hãy chọn ít nhất hai hình khác nhau nhé.")
    if problem.problem == "closed":
        return _("Bây giờ chưa chọn hình được. Em nhờ thầy cô mở giúp nhé.")
    return _("Em chạm đủ bốn hình nhé.")
