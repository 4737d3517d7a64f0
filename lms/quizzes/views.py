"""Choosing the test of an activity."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessment.public import briefs_for, new_test_url
from core.access.views import access
from lms.courses.errors import CourseRefused
from lms.courses.models import Activity
from lms.courses.services import publish_activity

from .errors import QuizRefused
from .policies import can_author
from .selectors import activity_for, choice_of
from .services import choose_test


@require_http_methods(["GET", "HEAD", "POST"])
@access(can_author)
def choose(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the test an activity holds and those it could hold; take a choice, open it for the class."""
    actor = request.actor  # type: ignore[attr-defined]
    activity = activity_for(actor, uuid)
    problem = ""
    if request.method == "POST":
        try:
            said = _posted(request, activity)
        except (QuizRefused, CourseRefused) as refused:
            problem = str(refused)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(request.path)
    text = request.GET.get("q", "").strip()[:100]
    choice = choice_of(activity)
    context = {
        "activity": activity,
        "course": activity.course,
        "choice": choice,
        "tests": [one for one in briefs_for(actor, text=text) if choice.brief is None or one.uuid != choice.brief.uuid],
        "search": text,
        "problem": problem,
        "new_url": new_test_url(back=request.path),
        "fresh": request.GET.get("test", ""),
    }
    return render(request, "quizzes/choose.html", context, status=422 if problem else 200)


def _posted(request: HttpRequest, activity: Activity) -> str:
    actor = request.actor  # type: ignore[attr-defined]
    if "mo" in request.POST:
        publish_activity(actor=actor, activity=activity)
        return _("Đã mở “%(title)s”.") % {"title": activity.title}
    try:
        wanted = UUID(request.POST.get("test", ""))
    except ValueError:
        raise QuizRefused("test_missing") from None
    choose_test(actor=actor, activity=activity, uuid=wanted)
    return _("Đã chọn bài kiểm tra cho hoạt động này.")
