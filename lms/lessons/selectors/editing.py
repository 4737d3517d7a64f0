"""What the editor is given: the draft with its files, what could be better, the history, notes, packages to choose from."""

from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Revision

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.organisations.models import ClassGroup
from lms.courses.models import Activity, CourseFile
from lms.h5p.models import H5PPackage
from lms.h5p.selectors import packages_for

from ..models import DocumentImport, Lesson, LessonComment
from ..policies import visible_lessons
from ..rules import changes, checks, shape
from ..types import RawBody
from .files import file_address, files_of
from .rendering import steps_with_titles
from .wording import problem_text


def lesson_for(actor: Actor, activity_uuid: UUID) -> Lesson:
    """Return the lesson of an activity for its author. `AccessRefused` when there is none the actor may work on."""
    rows = visible_lessons(actor).select_related(
        "activity__course__unit", "activity__course__subject", "activity__section", "latest_revision__user__person"
    )
    lesson = rows.filter(activity__uuid=activity_uuid).first()
    if lesson is None:
        raise AccessRefused("lessons.edit")
    return lesson


def draft_state(lesson: Lesson) -> tuple[RawBody, str]:
    """Return the body and goal of the draft."""
    draft = lesson.get_latest_revision_as_object() if lesson.latest_revision_id else lesson
    return draft.raw_body, draft.goal


def file_facts(actor: Actor, file: CourseFile) -> dict[str, Any]:
    """Return what the editor shows of a file."""
    small = "640" if "640" in file.variants else ""
    return {
        "uuid": str(file.uuid),
        "name": file.name,
        "kind": file.kind,
        "contentType": file.content_type,
        "size": file.size_bytes,
        "sizeText": filesizeformat(file.size_bytes),
        "pageBytes": file.variants[small]["size_bytes"] if small else file.size_bytes,
        "width": file.width,
        "height": file.height,
        "url": file_address(actor, file),
        "small": file_address(actor, file, small),
    }


def package_facts(package: H5PPackage) -> dict[str, Any]:
    """Return what the editor shows of an H5P package."""
    return {"uuid": str(package.uuid), "title": package.title, "library": package.main_title or package.main_library}


def review(body: RawBody) -> dict[str, Any]:
    """Return what changes with every save: steps with their time, and what could be better, in words."""
    steps = steps_with_titles(body)
    return {
        "steps": [{"id": step.id, "title": step.title, "seconds": step.seconds} for step in steps],
        "minutes": max(1, round(sum(step.seconds for step in steps) / 60)) if steps else 0,
        "findings": [
            {"code": found.code, "block": found.block_id, "level": found.level, "text": problem_text(found.code, found.params)}
            for found in checks.findings(body)
        ],
    }


def status(lesson: Lesson) -> dict[str, Any]:
    """Return where a lesson stands between draft and published, and when the draft was saved."""
    saved_at = lesson.latest_revision.created_at if lesson.latest_revision else lesson.updated_at
    return {
        "number": lesson.draft_number,
        "savedAt": saved_at.isoformat(),
        "live": lesson.live and lesson.activity.is_published,
        "changed": lesson.has_unpublished_changes,
        "goLiveAt": lesson.go_live_at.isoformat() if lesson.go_live_at else "",
    }


def course_classes(activity: Activity) -> list[ClassGroup]:
    """Return the classes that take the course of an activity, by name."""
    return list(ClassGroup.objects.filter(pk__in=activity.course.classes.values("class_group_id")).order_by("name"))


def settings_state(activity: Activity) -> dict[str, Any]:
    """Return the settings the editor's rail shows."""
    return {
        "title": activity.title,
        "dueAt": timezone.localtime(activity.due_at).strftime("%Y-%m-%dT%H:%M") if activity.due_at else "",
        "mustPass": activity.completion == "checkpoints",
        "completion": activity.completion,
        "minutes": activity.minutes,
        "offline": activity.config.get("offline", True),
    }


def editor_state(actor: Actor, lesson: Lesson) -> dict[str, Any]:
    """Return everything the editor begins with, at a constant number of queries."""
    activity = lesson.activity
    body, goal = draft_state(lesson)
    files = files_of(shape.file_references(body), activity.course_id)
    wanted = shape.package_references(body)
    packages = H5PPackage.objects.filter(uuid__in=wanted) if wanted else []
    base = [activity.uuid]
    return {
        "draft": {"blocks": body, "goal": goal, **status(lesson), **review(body)},
        "files": {uuid: file_facts(actor, file) for uuid, file in files.items()},
        "packages": {str(package.uuid): package_facts(package) for package in packages},
        "settings": settings_state(activity),
        "classes": [group.name for group in course_classes(activity)],
        "comments": [comment_facts(comment) for comment in open_comments(lesson)],
        "person": actor.person_id,
        "activity": str(activity.uuid),
        "urls": {
            "draft": reverse("lms:lesson_draft", args=base),
            "files": reverse("lms:lesson_files", args=base),
            "packages": reverse("lms:lesson_packages", args=base),
            "publish": reverse("lms:lesson_publish", args=base),
            "schedule": reverse("lms:lesson_schedule", args=base),
            "settings": reverse("lms:lesson_settings", args=base),
            "comments": reverse("lms:lesson_comments", args=base),
            "history": reverse("lms:lesson_history", args=base),
            "word": reverse("lms:lesson_word", args=base),
            "course": reverse("lms:course_edit", args=[activity.course.uuid]),
            "store": reverse("lms:h5p_packages"),
            "preview": reverse("lms:activity_preview", args=[activity.course.uuid, activity.uuid]),
        },
    }


def open_comments(lesson: Lesson) -> list[LessonComment]:
    """Return the notes nobody has closed yet, oldest first."""
    return list(lesson.comments.filter(resolved_at=None).select_related("author")[:200])


def comment_facts(comment: LessonComment) -> dict[str, Any]:
    """Return what the editor shows of a note."""
    return {
        "id": comment.pk,
        "block": comment.block_id,
        "author": comment.author.full_name,
        "text": comment.text,
        "at": date_format(timezone.localtime(comment.created_at), "H:i d/m"),
    }


def comment_for(actor: Actor, lesson: Lesson, comment_id: int) -> LessonComment:
    """Return a note of a lesson. `AccessRefused` when there is none."""
    comment = lesson.comments.filter(pk=comment_id).select_related("author", "lesson__activity__course").first()
    if comment is None:
        raise AccessRefused("lessons.comment")
    return comment


def packages_to_choose(actor: Actor, search: str) -> list[dict[str, Any]]:
    """Return packages of the store for the chooser, newest first."""
    return [package_facts(package) for package in packages_for(actor, search=search[:100], limit=30)]


def revisions_of(lesson: Lesson, before: int | None = None, limit: int = 30) -> list[Revision]:
    """Return revisions newest first, with their authors, a page by key."""
    rows = lesson.revisions.select_related("user__person").defer("content").order_by("-pk")
    return list((rows.filter(pk__lt=before) if before else rows)[:limit])


def revision_for(lesson: Lesson, revision_id: int) -> Revision:
    """Return a revision of a lesson. `AccessRefused` when there is none."""
    revision = lesson.revisions.filter(pk=revision_id).select_related("user__person").first()
    if revision is None:
        raise AccessRefused("lessons.revision")
    return revision


def comparison(lesson: Lesson, revision: Revision) -> list[dict[str, Any]]:
    """Return the block-by-block comparison of an older revision with the draft, unchanged blocks left out."""
    present, _goal = draft_state(lesson)
    old = revision.as_object().raw_body
    return [
        {"state": line.state, "before": line.before, "after": line.after} for line in changes.compare(old, present) if line.state != "same"
    ]


def document_for(actor: Actor, lesson: Lesson, uuid: UUID) -> DocumentImport:
    """Return a read Word file that waits for its look. `AccessRefused` when there is none (or it has been used)."""
    document = lesson.imports.filter(uuid=uuid, used_at=None).select_related("lesson__activity__course__unit").first()
    if document is None:
        raise AccessRefused("lessons.document")
    return document
