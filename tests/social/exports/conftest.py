"""A class with posts of every kind, comments, answers, pictures, and what must not go out."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from core.models import Account, Person
from social.exports.models import SpaceExport
from social.exports.services import ask_space
from social.feeds.models import Comment, Entry, Post
from social.files.models import Attachment
from social.files.services import take
from tests.factories.core import make_account, make_enrolment, make_guardianship, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import let_use_social, space_of


class World:
    def __init__(self):
        self.province = make_province()
        self.homeroom = make_homeroom(self.province)
        self.teacher = Person.objects.get(pk=self.homeroom.person_id)
        self.pupil = self.province.pupil
        self.mate = make_enrolment(self.province.class_group, make_person("=Bàn Thị Lan", born_on="2012-05-06")).person
        self.mate.refresh_from_db()
        self.mother = make_person("Nông Thị Nhung", phone="0912345678")
        make_guardianship(self.mother, self.pupil)
        let_use_social(self.pupil, self.mother)
        self.head = self.province.actor("leader")
        self.space = space_of(self.homeroom)

    def post(self, body="<p>Chào cả lớp</p>", space=None, author=None, **fields):
        space, author = space or self.space, author or self.teacher
        fields = {"author_side": "staff", "state": "published", "published_at": timezone.now(), **fields}
        row = Post.objects.create(space=space, author=author, body=body, **fields)
        Entry.objects.create(space=space, post=row, by=author, is_shown=row.state == "published")
        return row

    def say(self, post, body, space=None, author=None, **fields):
        return Comment.objects.create(
            post=post, space=space or post.space, author=author or self.pupil, author_side="learner", body=body, **fields
        )

    def picture(self, post, name="lop.png", by=None):
        out = BytesIO()
        image = Image.new("RGB", (320, 240), "white")
        image.paste("black", (0, 0, 160, 240))
        image.save(out, "PNG")
        row = take(actor=by or self.homeroom, upload=SimpleUploadedFile("lop.png", out.getvalue()))
        Attachment.objects.filter(pk=row.pk).update(holder=f"post:{post.pk}", name=name)
        return Attachment.objects.get(pk=row.pk)

    def file(self, post, name, data=b"x", **fields):
        fields = {"owner_id": self.teacher.pk, "kind": "file", **fields}
        file = ContentFile(data, name="file.txt")
        return Attachment.objects.create(
            name=name, content_type="text/plain", size_bytes=len(data), holder=f"post:{post.pk}", file=file, **fields
        )

    def account(self, person):
        return Account.objects.filter(person=person).first() or make_account(person)

    def make(self, run_jobs, actor=None, space=None):
        """Ask for a copy and run the job; the export as it is afterwards."""
        row = ask_space(actor=actor or self.homeroom, space=space or self.space)
        run_jobs()
        return SpaceExport.objects.get(pk=row.pk)


def opened(export, number=1):
    """Return the ZIP of a part, checked."""
    part = export.parts.exclude(done_at=None).order_by("pk")[number - 1]
    archive = ZipFile(BytesIO(default_storage.open(part.file_name).read()))
    assert archive.testzip() is None
    return archive


def words_in(archive):
    """Return everything that is said in pages, tables and data of a ZIP."""
    names = [name for name in archive.namelist() if name.endswith((".html", ".json", ".csv"))]
    return "\n".join(archive.read(name).decode() for name in names)


@pytest.fixture
def world(db):
    return World()
