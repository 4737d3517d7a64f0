"""What every JSON view of the editor shares: reading, refusing, answering."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from core.access.types import Actor
from lms.courses.errors import CourseRefused
from lms.courses.policies import can_author

from ..errors import DraftConflict, LessonError
from ..models import Lesson
from ..selectors.editing import lesson_for
from ..selectors.wording import problem_text

LessonView = Callable[..., HttpResponse]


def may_author(actor: Actor, obj: Any = None) -> bool:
    """Permit people whose hat may author or oversee courses, and platform staff; each lesson is asked for by itself."""
    return can_author(actor) or "courses.oversee" in actor.rights or actor.is_platform_staff


def answered(view: LessonView) -> LessonView:
    """Find the lesson, and turn what services refuse into `{code, message}`: 409 for a conflict, 422 for everything else."""

    @wraps(view)
    def run(request: HttpRequest, activity: UUID, **kwargs: Any) -> HttpResponse:
        lesson = lesson_for(request.actor, activity)  # type: ignore[attr-defined]
        try:
            return view(request, lesson, **kwargs)
        except DraftConflict as conflict:
            return JsonResponse({"code": conflict.code, "message": problem_text(conflict.code), **conflict.params}, status=409)
        except LessonError as error:
            return JsonResponse({"code": error.code, "message": problem_text(error.code, error.params)}, status=422)
        except CourseRefused as refused:
            return JsonResponse({"code": refused.code, "message": str(refused), "field": refused.field}, status=422)
        except BadRequest as bad:
            return JsonResponse({"code": "bad_request", "message": str(bad)}, status=400)

    return run


class BadRequest(ValueError):  # noqa: N818
    """The body isn't the JSON object a view wants."""


def posted_json(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object of a request, or raise `BadRequest`."""
    try:
        data = json.loads(request.body)
    except (ValueError, UnicodeDecodeError):
        data = None
    if not isinstance(data, dict):
        raise BadRequest(_("Dữ liệu gửi lên không đọc được."))
    return data


def lesson_page(view: LessonView) -> LessonView:
    """Find the lesson of a page; refusals of services are the page's own business."""

    @wraps(view)
    def run(request: HttpRequest, activity: UUID, **kwargs: Any) -> HttpResponse:
        lesson: Lesson = lesson_for(request.actor, activity)  # type: ignore[attr-defined]
        return view(request, lesson, **kwargs)

    return run
