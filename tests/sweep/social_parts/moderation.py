"""Safety: a report about the pupil that waits, with a picture, and one that was decided."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from social.feeds.models import Post
from social.files.models import Attachment
from social.moderation.models import Case

VALUES = {
    "case:case_uuid": "open_case", "case_file:case_uuid": "open_case", "own_case:case_uuid": "decided_case", "file_uuid": "evidence",
    "case_file:name": "=anh.webp", "held_file:kind": "=post", "held_file:key": "held_key", "held_file:file_uuid": "held_shot",
    "held_file:name": "=cho.webp", "report:kind": "=post", "report:key": "post_key", "child_uuid": "pupil",
    "picture_uuid": "shot",
}  # fmt: skip
ALLOWED = {
    "pupil": {"own_case", "report", "picture"},
    "classmate": {"report", "picture"},
    "guardian": {"own_case", "report", "child_time", "picture"},
    "department": {"case", "case_file"},  # offices above a school see its cases, and nothing else of it
}
POSTED = {
    "case": {"version": "1", "decision": "none", "reason": "Không có gì sai"},
    "own_case": {"text": "Em thấy chưa đúng ạ"},
    "report": {"category": "bullying"},
}


def _pixel():
    out = BytesIO()
    Image.new("RGB", (8, 8), "green").save(out, "WEBP")
    return out.getvalue()


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
    world.values["shot"] = Attachment.objects.create(
        owner=world.people["owner"].person, kind="picture", name="lop.webp", content_type="image/webp", size_bytes=1,
        file=ContentFile(_pixel(), name="lop.webp"), holder=f"post:{world.values['post'].pk}",
    )  # fmt: skip
    held = Post.objects.create(space=world.values["space"], author=pupil, author_side="learner", body="<p>Em chào</p>", state="held")
    world.values["held_key"] = str(held.uuid)
    world.values["held_shot"] = Attachment.objects.create(
        owner=pupil, kind="picture", name="cho.webp", content_type="image/webp", size_bytes=1,
        file=ContentFile(_pixel(), name="cho.webp"), holder=f"post:{held.pk}",
    )  # fmt: skip
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
    world.values["evidence"], world.values["post_key"] = picture, str(world.values["post"].uuid)
    world.values["open_case"] = Case.objects.create(**common)
    world.values["decided_case"] = Case.objects.create(
        **common, state="decided", decision="warn", reason="Lời lẽ chưa phải", decided_at=now, decided_by=world.people["admin"].person
    )
