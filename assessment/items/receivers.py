"""What banks add to others: questions in the search box, words of the audit trail."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from core.audit.types import register_verbs
from core.hooks import SearchHit, SearchSource
from frontend.hooks import StyleguidePage

from .policies import authors
from .selectors.gallery import sample_questions
from .selectors.items import found_items

register_verbs(
    {
        "assessment.bank.created": _("đã tạo ngân hàng câu hỏi %(label)s"),
        "assessment.bank.changed": _("đã sửa ngân hàng câu hỏi %(label)s"),
        "assessment.bank.granted": _("đã trao quyền trên ngân hàng câu hỏi %(label)s"),
        "assessment.bank.revoked": _("đã thu hồi quyền trên ngân hàng câu hỏi %(label)s"),
        "assessment.items.created": _("đã thêm câu hỏi vào ngân hàng %(label)s"),
        "assessment.items.described": _("đã ghi thông tin câu hỏi trong ngân hàng %(label)s"),
        "assessment.outcome.added": _("đã thêm yêu cầu cần đạt %(label)s"),
        "assessment.outcome.renamed": _("đã đổi tên yêu cầu cần đạt %(label)s"),
        "assessment.outcome.closed": _("đã thôi dùng yêu cầu cần đạt %(label)s"),
        "assessment.outcome.reopened": _("đã dùng lại yêu cầu cần đạt %(label)s"),
        "assessment.outcome.removed": _("đã xoá yêu cầu cần đạt %(label)s"),
        "assessment.outcomes.loaded": _("đã nạp yêu cầu cần đạt của chương trình"),
        "assessment.item.sent_to_review": _("đã gửi duyệt câu hỏi %(label)s"),
        "assessment.items.deleted": _("đã xoá câu hỏi chưa dùng khỏi ngân hàng %(label)s"),
        "assessment.item.restored": _("đã lấy lại bản cũ của câu hỏi %(label)s"),
        "assessment.item.withdrawn": _("đã rút câu hỏi %(label)s về nháp"),
        "assessment.item.approved": _("đã duyệt câu hỏi %(label)s"),
        "assessment.item.returned": _("đã trả lại câu hỏi %(label)s"),
        "assessment.item.made_ready": _("đã cho dùng câu hỏi %(label)s"),
        "assessment.item.retired": _("đã ngừng dùng câu hỏi %(label)s"),
        "assessment.item.reinstated": _("đã cho dùng lại câu hỏi %(label)s"),
        "assessment.item.sealed": _("đã niêm phong câu hỏi %(label)s"),
        "assessment.item.unsealed": _("đã bỏ niêm phong câu hỏi %(label)s"),
        "assessment.item.sealed_viewed": _("đã xem câu hỏi niêm phong %(label)s"),
    }
)


class ItemSearch(SearchSource):
    """Questions of the banks one may use, for who writes questions."""

    key = "items"
    label = _("Câu hỏi")

    def search(self, actor: Actor, folded: str, limit: int) -> list[SearchHit]:
        if not authors(actor):
            return []
        return [
            SearchHit(text, item.key, reverse("assessment:item", args=[item.uuid]), "quiz")
            for item, text in found_items(actor, folded, limit)
        ]


SearchSource.register(ItemSearch())


class KindGallery(StyleguidePage):
    """Every kind of question, to take, to look back at and as it prints."""

    key = "cau-hoi"
    template = "items/gallery.html"

    def context(self) -> dict[str, Any]:
        return {"kinds": sample_questions()}


StyleguidePage.register(KindGallery())
