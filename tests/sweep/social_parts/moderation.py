"""Safety: a report about the pupil that waits, with a picture, and one that was decided."""

from django.core.files.base import ContentFile
from django.utils import timezone

from social.files.models import Attachment
from social.moderation.models import Case

VALUES = {
    "case:case_uuid": "open_case", "case_file:case_uuid": "open_case", "own_case:case_uuid": "decided_case", "file_uuid": "evidence",
    "case_file:name": "=anh.webp",
}  # fmt: skip
OPEN = {"report": "only what one sees, as its own kind says (tests/social/moderation)"}
ALLOWED = {"pupil": {"own_case"}, "guardian": {"own_case"}}
POSTED = {"case": {"version": "1", "decision": "none", "reason": "Không có gì sai"}, "own_case": {"text": "Em thấy chưa đúng ạ"}}


def make(world):
    pupil, school, now = world.values["pupil"], world.values["school"], timezone.now()
    picture = Attachment.objects.create(
        owner=pupil,
        kind="picture",
        name="anh.webp",
        content_type="image/webp",
        size_bytes=1,
        file=ContentFile(b"x", name="anh.webp"),
        holder="gone:1",
    )
    said = {"text": "Hệ thức bí mật", "files": [str(picture.uuid)]}
    common = {
        "item_kind": "post",
        "origin_unit": school,
        "unit": school,
        "author": pupil,
        "category": "bullying",
        "evidence": said,
        "opened_at": now,
        "due_at": now,
    }
    world.values["evidence"] = picture
    world.values["open_case"] = Case.objects.create(**common)
    world.values["decided_case"] = Case.objects.create(
        **common, state="decided", decision="warn", reason="Lời lẽ chưa phải", decided_at=now, decided_by=world.people["admin"].person
    )
