"""The page of the circle, written by its owner."""

from social.wiki.models import WikiRevision

_ROUTES = ("wiki", "wiki_edit", "wiki_history", "wiki_revision")
VALUES = {**{f"{name}:space_uuid": "circle" for name in _ROUTES}, "wiki_revision:number": "wiki_number"}
ALLOWED = {"pupil": set(_ROUTES)}
POSTED = {"wiki_edit": {"base": "2", "title": "Đọc sách", "text": "Thứ Ba"}}


def make(world):
    for number, text in enumerate(("Thứ Hai", "Thứ Ba"), 1):
        WikiRevision.objects.create(
            space=world.values["circle"], number=number, title="Đọc sách", body=f"<p>{text}</p>", author=world.people["owner"].person
        )
    world.values["wiki_number"] = 1
