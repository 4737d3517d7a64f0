"""Closed choices of people. Open lists (ethnic groups, policy groups, …) are data: `CodeValue`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class Relation(models.TextChoices):
    FATHER = "father", _("Bố")
    MOTHER = "mother", _("Mẹ")
    GRANDPARENT = "grandparent", _("Ông bà")
    SIBLING = "sibling", _("Anh chị")
    GUARDIAN = "guardian", _("Người giám hộ")


class ConsentPurpose(models.TextChoices):
    PHOTO = "photo", _("Đăng ảnh và tên của học sinh")
    SOCIAL = "social", _("Dùng mạng xã hội nhà trường")
    ANALYTICS = "analytics", _("Phân tích việc học để gợi ý")


class ConsentDecision(models.TextChoices):
    GIVEN = "given", _("Đồng ý")
    WITHDRAWN = "withdrawn", _("Rút lại")


class ConsentVoice(models.TextChoices):
    CHILD = "child", _("Học sinh")
    GUARDIAN = "guardian", _("Phụ huynh")
    SELF = "self", _("Người đã trưởng thành")
