"""What Word files leave behind: documents nobody took, and pictures no lesson shows."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Q, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.models import Revision

from core.access.types import Actor
from lms.courses.models import CourseFile
from lms.courses.services import forget_files

from ..models import DocumentImport, Lesson
from ..rules import shape

BATCH = 200


def forget_old_imports(*, actor: Actor, before: datetime) -> int:
    """Forget the documents read before `before` (taken ones too, their blocks live in the lesson) and their unused pictures.

    Returns how many files went. At most `BATCH` documents at once; the next run takes the rest.
    """
    with transaction.atomic():
        documents = list(DocumentImport.objects.select_for_update(skip_locked=True).filter(created_at__lt=before).order_by("id")[:BATCH])
        DocumentImport.objects.filter(pk__in=[document.pk for document in documents]).delete()
        return forget_pictures(actor=actor, uuids={uuid for document in documents for uuid in shape.file_references(document.blocks)})


def forget_pictures(*, actor: Actor, uuids: Collection[str]) -> int:
    """Remove those files of `uuids` that no lesson (drafts and history included) and no waiting document shows; returns how many."""
    unused = [str(file.uuid) for file in CourseFile.objects.filter(uuid__in=uuids) if not _is_shown(file)]
    return forget_files(actor=actor, uuids=unused) if unused else 0


def _is_shown(file: CourseFile) -> bool:
    key = str(file.uuid)
    lessons = Lesson.objects.filter(activity__course__in=file.courses.all())
    return (
        DocumentImport.objects.filter(lesson__in=lessons, blocks__icontains=key).exists()
        or lessons.annotate(text=Cast("body", TextField())).filter(text__icontains=key).exists()
        or _revisions(lessons).filter(Q(content__icontains=key)).exists()
    )


def _revisions(lessons: QuerySet[Lesson]) -> QuerySet[Revision]:
    kind = ContentType.objects.get_for_model(Lesson)
    rows: QuerySet[Revision] = Revision.objects.filter(content_type=kind)
    return rows.filter(object_id__in=lessons.annotate(key=Cast("pk", CharField())).values("key"))
