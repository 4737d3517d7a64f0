"""Authors' notes to one another."""

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit import services as audit

from ..errors import ContentRefused
from ..models import Lesson, LessonComment
from ..policies import can_edit_lesson, can_resolve_comment


def add_comment(*, actor: Actor, lesson: Lesson, block_id: str, text: str) -> LessonComment:
    """Leave a note on a block of the draft ("" for the whole lesson). `ContentRefused` `comment.empty` without words."""
    require(can_edit_lesson, actor, lesson)
    words = text.strip()[:2000]
    if not words:
        raise ContentRefused("comment.empty")
    with transaction.atomic():
        comment = LessonComment.objects.create(lesson=lesson, block_id=block_id[:60], author_id=actor.person_id, text=words)
        audit.record(actor=actor, verb="lms.lesson.commented", obj=lesson.activity, unit_path=lesson.activity.course.unit.path)
    return comment


def resolve_comment(*, actor: Actor, comment: LessonComment) -> LessonComment:
    """Close a note; closing it again changes nothing."""
    require(can_resolve_comment, actor, comment)
    if comment.resolved_at is None:
        comment.resolved_at, comment.resolved_by_id = timezone.now(), actor.person_id or None
        comment.save(update_fields=["resolved_at", "resolved_by"])
    return comment
