"""The sentences of the audit trail for what happens to courses."""

from django.utils.translation import gettext_lazy as _

from core.audit.types import register_verbs

register_verbs(
    {
        "courses.course.created": _("đã tạo khoá học %(label)s"),
        "courses.course.changed": _("đã sửa thông tin khoá học %(label)s"),
        "courses.course.copied": _("đã tạo khoá học %(label)s từ một bản sao"),
        "courses.course.published": _("đã mở khoá học %(label)s"),
        "courses.course.unpublished": _("đã đóng khoá học %(label)s với học sinh"),
        "courses.course.archived": _("đã cất khoá học %(label)s"),
        "courses.course.reopened": _("đã lấy lại khoá học %(label)s"),
        "courses.course.discarded": _("đã bỏ các thay đổi chưa mở của khoá học %(label)s"),
        "courses.course.restored": _("đã đưa khung khoá học %(label)s về bản cũ"),
        "courses.section.added": _("đã thêm chương %(label)s"),
        "courses.section.renamed": _("đã đổi tên một chương thành %(label)s"),
        "courses.section.moved": _("đã chuyển chỗ chương %(label)s"),
        "courses.section.removed": _("đã bỏ chương %(label)s"),
        "courses.activity.added": _("đã thêm hoạt động %(label)s"),
        "courses.activity.renamed": _("đã đổi tên một hoạt động thành %(label)s"),
        "courses.activity.moved": _("đã chuyển chỗ hoạt động %(label)s"),
        "courses.activity.removed": _("đã bỏ hoạt động %(label)s khỏi khung"),
        "courses.activity.changed": _("đã sửa cài đặt hoạt động %(label)s"),
        "courses.activity.written": _("đã soạn nội dung %(label)s"),
        "courses.activity.published": _("đã mở hoạt động %(label)s"),
        "courses.activity.hidden": _("đã ẩn hoạt động %(label)s với học sinh"),
        "courses.class.assigned": _("đã giao khoá học %(label)s cho một lớp"),
        "courses.class.unassigned": _("đã thôi giao khoá học %(label)s cho một lớp"),
        "courses.teacher.added": _("đã mời người cùng soạn khoá học %(label)s"),
        "courses.teacher.removed": _("đã bớt người soạn khoá học %(label)s"),
        "courses.owner.changed": _("đã đổi người phụ trách khoá học %(label)s"),
        "courses.learner.added": _("đã thêm %(subject)s vào khoá học %(label)s"),
        "courses.learner.removed": _("đã đưa %(subject)s ra khỏi khoá học %(label)s"),
        "courses.file.stored": _("đã tải lên tệp %(label)s"),
    }
)
