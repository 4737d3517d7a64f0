"""A work of the pupil, shown to its class."""

from django.utils import timezone

from social.portfolio.models import Work

VALUES = {"work_uuid": "work", "shelf:child_uuid": "pupil"}
ALLOWED = {
    "pupil": {"shelf", "class_works", "work", "work_edit", "work_act"},
    "classmate": {"class_works", "work"},
    "guardian": {"shelf", "class_works", "work"},
}
POSTED = {"work_edit": {"title": "Tranh cây đa", "body": "Em vẽ bằng màu nước"}, "work_act": {"act": "hide"}}


def make(world):
    work = Work.objects.create(
        child=world.values["pupil"], space=world.values["space"], title="Tranh cây đa", body="<p>Em vẽ</p>", state="approved", wants_class=True,
        shown_at=timezone.now(),
    )  # fmt: skip
    world.values["work"] = work
