"""Word files nobody took leave nothing behind; what any lesson, draft or old version shows stays."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.types import Actor
from lms.courses.models import CourseFile
from lms.courses.services import forget_files
from lms.lessons.models import DocumentImport, Lesson
from lms.lessons.services.drafts import draft_of, save_draft
from lms.lessons.services.imports import drop_word, read_word, use_word
from lms.lessons.services.leftovers import forget_old_imports, forget_pictures
from lms.lessons.tasks import forget_imports
from tests.factories.core import make_unit
from tests.factories.lessons import make_author, make_lesson
from tests.lms.lessons.test_interop_docx import lesson_document, saved

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def author(unit):
    return make_author(unit)[0]


@pytest.fixture
def lesson(author, unit):
    return make_lesson(teacher=author, unit=unit)


def read(author, lesson):
    return read_word(actor=author, lesson=lesson, name="Bài 11.docx", data=saved(lesson_document()))


def aged(document):
    DocumentImport.objects.filter(pk=document.pk).update(created_at=timezone.now() - timedelta(days=15))


def test_a_document_nobody_took_goes_with_its_pictures(author, lesson, django_capture_on_commit_callbacks):
    aged(read(author, lesson))
    file = CourseFile.objects.get()
    stored = [file.file.name, *(variant["name"] for variant in file.variants.values())]
    assert all(default_storage.exists(name) for name in stored)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_imports(None) == {"files": 1}
    assert (DocumentImport.objects.count(), CourseFile.objects.count()) == (0, 0)
    assert not any(default_storage.exists(name) for name in stored)


def test_a_fresh_document_waits(author, lesson):
    read(author, lesson)
    assert forget_imports(None) == {"files": 0}
    assert (DocumentImport.objects.count(), CourseFile.objects.count()) == (1, 1)


def test_what_was_taken_stays_while_any_version_shows_it(author, lesson):
    document = read(author, lesson)
    use_word(actor=author, document=document, mode="append", left_out=set())
    aged(document)
    assert forget_old_imports(actor=SYSTEM, before=timezone.now() - timedelta(days=14)) == 0
    lesson = Lesson.objects.get(pk=lesson.pk)
    Lesson.objects.filter(pk=lesson.pk).update(revision_begun_at=None)
    save_draft(actor=author, lesson=lesson, base_number=lesson.draft_number, body=[])
    picture = str(CourseFile.objects.get().uuid)
    assert picture not in str(draft_of(Lesson.objects.get(pk=lesson.pk)).raw_body)
    assert forget_pictures(actor=SYSTEM, uuids=[picture]) == 0  # the history still shows it
    assert DocumentImport.objects.count() == 0


def test_another_waiting_document_and_other_activities_keep_the_picture(author, lesson):
    first, second = read(author, lesson), read(author, lesson)
    aged(first)
    assert forget_old_imports(actor=SYSTEM, before=timezone.now() - timedelta(days=14)) == 0
    second.delete()
    file = CourseFile.objects.get()
    lesson.activity.config = {"draft": {"html": f"<img src='/tep-hoc/{file.uuid}/hinh.png'>"}}
    lesson.activity.save()
    assert forget_pictures(actor=SYSTEM, uuids=[str(file.uuid)]) == 0
    lesson.activity.config = {}
    lesson.activity.save()
    assert forget_pictures(actor=SYSTEM, uuids=[str(file.uuid)]) == 1


def test_dropping_a_document_drops_its_pictures(author, lesson, run_jobs):
    drop_word(actor=author, document=read(author, lesson))
    run_jobs()
    assert (DocumentImport.objects.count(), CourseFile.objects.count()) == (0, 0)


def test_people_remove_no_files(author, lesson):
    read(author, lesson)
    with pytest.raises(AccessRefused):
        forget_files(actor=author, uuids=[str(CourseFile.objects.get().uuid)])
    assert CourseFile.objects.count() == 1
