"""Exports: one of the class's space by its homeroom teacher, one of the school by its head, each with a part."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from core.organisations.selectors import actor_for
from social.exports.models import ExportPart, SpaceExport
from tests.factories.social import space_of

VALUES = {"export_uuid": "export", "export_part:part_id": "part", "unit_export:space_uuid": "unit_space"}


def make(world):
    actor = actor_for(world.people["owner"], None)[0]
    space = space_of(actor)
    until = timezone.now() + timedelta(days=1)
    export = SpaceExport.objects.create(space=space, asked_by_id=actor.person_id, hat_key=actor.hat.key, state="done", expires_at=until)
    name = default_storage.save("ban-sao/thu.zip", ContentFile(b"PK"))
    part = ExportPart.objects.create(export=export, space=space, number=1, label=space.label, file_name=name, size_bytes=2, done_at=until)
    world.values.update(export=export, part=part, unit_space=space_of(actor, "unit"))
