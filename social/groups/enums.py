"""Kinds of spaces, what people are in them and what they may do."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SpaceKind(models.TextChoices):
    CLASS = "class", _("Lớp")
    UNIT = "unit", _("Đơn vị")
    TEAM = "team", _("Tổ chuyên môn")
    COURSE = "course", _("Khoá học")
    COMMUNITY = "community", _("Cộng đồng chuyên môn")
    CIRCLE = "circle", _("Câu lạc bộ")


ROSTER_KINDS = frozenset({SpaceKind.CLASS, SpaceKind.UNIT, SpaceKind.TEAM, SpaceKind.COURSE})


class JoinRule(models.TextChoices):
    ROSTER = "roster", _("Theo danh sách")
    OPEN = "open", pgettext_lazy("joining", "Ai cũng vào được")
    REQUEST = "request", _("Xin vào, quản trị nhóm duyệt")
    CLOSED = "closed", _("Chỉ vào khi được mời")


class Side(models.TextChoices):
    """What somebody is in a space."""

    STAFF = "staff", pgettext_lazy("side", "Thầy cô, cán bộ")
    LEARNER = "learner", pgettext_lazy("side", "Học sinh, học viên")
    GUARDIAN = "guardian", pgettext_lazy("side", "Phụ huynh")


class VisitReason(models.TextChoices):
    """Why a head looks into a space it does not belong to."""

    REPORT = "report", _("Có phản ánh, khiếu nại")
    SAFETY = "safety", _("Lo cho sự an toàn của một em")
    DUTY = "duty", _("Kiểm tra theo nhiệm vụ được giao")
    OTHER = "other", _("Việc khác")


class Band(StrEnum):
    """The age band of a person in a space; grown-ups are `adult`."""

    PRIMARY = "primary"
    LOWER = "lower"
    UPPER = "upper"
    ADULT = "adult"


class Ability(StrEnum):
    """What somebody may do in a space. `announce` is asking for receipts and answers; `manage` is changing the space itself.

    `edit` is changing what one wrote once it is out; `works` is seeing the works of others that a class shows.
    """

    READ = "read"
    REACT = "react"
    COMMENT = "comment"
    POST = "post"
    EDIT = "edit"
    WORKS = "works"
    ANNOUNCE = "announce"
    MODERATE = "moderate"
    MANAGE = "manage"


class MemberRole(models.TextChoices):
    MEMBER = "member", _("Thành viên")
    MODERATOR = "moderator", _("Người duyệt bài")
    OWNER = "owner", _("Quản trị nhóm")


class MemberState(models.TextChoices):
    ASKED = "asked", _("Xin vào")
    INVITED = "invited", _("Được mời")
    RUNNING = "running", _("Đang tham gia")
    LEFT = "left", pgettext_lazy("member", "Đã rời")
    REMOVED = "removed", pgettext_lazy("member", "Đã bị đưa ra")
