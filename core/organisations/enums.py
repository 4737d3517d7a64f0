"""Kinds of units and states of enrolments."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UnitKind(models.TextChoices):
    PROVINCE = "province", _("Tỉnh")
    DEPARTMENT = "department", _("Sở Giáo dục và Đào tạo")
    DISTRICT_OFFICE = "district_office", _("Phòng Giáo dục và Đào tạo (trước 01/07/2025)")
    COMMUNE = "commune", _("Ủy ban nhân dân xã, phường")
    PRESCHOOL = "preschool", _("Trường mầm non")
    PRIMARY = "primary", _("Trường tiểu học")
    LOWER_SECONDARY = "lower_secondary", _("Trường trung học cơ sở")
    UPPER_SECONDARY = "upper_secondary", _("Trường trung học phổ thông")
    PRIMARY_LOWER = "primary_lower", _("Trường tiểu học và trung học cơ sở")
    LOWER_UPPER = "lower_upper", _("Trường trung học cơ sở và trung học phổ thông")
    BOARDING = "boarding", _("Trường phổ thông dân tộc nội trú")
    SEMI_BOARDING = "semi_boarding", _("Trường phổ thông dân tộc bán trú")
    GIFTED = "gifted", _("Trường trung học phổ thông chuyên")
    CONTINUING = "continuing", _("Trung tâm giáo dục nghề nghiệp – giáo dục thường xuyên")
    SITE = "site", _("Điểm trường")
    TEAM = "team", _("Tổ chuyên môn")
    UNIVERSITY = "university", _("Trường đại học")
    FACULTY = "faculty", _("Khoa")
    CENTRE = "centre", _("Trung tâm")
    ENTERPRISE = "enterprise", _("Doanh nghiệp")


SCHOOL_KINDS = frozenset(
    {
        UnitKind.PRESCHOOL, UnitKind.PRIMARY, UnitKind.LOWER_SECONDARY, UnitKind.UPPER_SECONDARY, UnitKind.PRIMARY_LOWER,
        UnitKind.LOWER_UPPER, UnitKind.BOARDING, UnitKind.SEMI_BOARDING, UnitKind.GIFTED, UnitKind.CONTINUING,
    }
)  # fmt: skip


class ChangeKind(models.TextChoices):
    OPENED = "opened", pgettext_lazy("history", "Thành lập")
    RENAMED = "renamed", pgettext_lazy("history", "Đổi tên")
    MOVED = "moved", pgettext_lazy("history", "Chuyển cơ quan quản lí")
    MERGED = "merged", pgettext_lazy("history", "Sáp nhập")
    CLOSED = "closed", pgettext_lazy("history", "Giải thể")


class EnrolmentState(models.TextChoices):
    STUDYING = "studying", pgettext_lazy("enrolment", "Đang học")
    TRANSFERRED_CLASS = "transferred_class", _("Chuyển lớp")
    TRANSFERRED_OUT = "transferred_out", _("Chuyển đi")
    LEFT = "left", _("Thôi học")
    SUSPENDED = "suspended", _("Bảo lưu")
    COMPLETED = "completed", pgettext_lazy("enrolment", "Hoàn thành")


class AssignmentKind(models.TextChoices):
    SUBJECT = "subject", _("Dạy bộ môn")
    HOMEROOM = "homeroom", _("Chủ nhiệm")
