"""Attachments: one that a teacher has not sent yet."""

from django.core.files.base import ContentFile

from social.files.models import Attachment

VALUES = {"attachment:uuid": "loose", "attachment:name": "=anh.webp"}


def make(world):
    owner = world.people["owner"].person
    world.values["loose"] = Attachment.objects.create(
        owner=owner, kind="picture", name="anh.webp", content_type="image/webp", size_bytes=1, file=ContentFile(b"x", name="anh.webp")
    )
