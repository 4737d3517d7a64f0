"""Mastery of outcomes: of classes for teachers and leaders, of oneself, of a child."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.access.enums import Role
from core.access.views import access

from ..policies import gives_tests, sees_own_mastery
from ..selectors import mastery as found


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 12 else None


@require_GET
@access(gives_tests)
def classes(request: HttpRequest) -> HttpResponse:
    """Show how classes stand with the outcomes of the curriculum, the weakest first."""
    actor = request.actor  # type: ignore[attr-defined]
    choices = found.class_choices(actor)
    wanted = _number(request.GET.get("lop", ""))
    group = next((one for one in choices if one.pk == wanted), None)
    if wanted is not None and group is None:
        raise Http404
    subject_id = _number(request.GET.get("mon", ""))
    every = found.levels_of(actor, class_group=group)
    rows = [row for row in every if row.outcome.subject_id == subject_id] if subject_id else every
    context = {"rows": rows, "classes": choices, "group": group, "subjects": found.subjects_of(every), "subject_id": subject_id}
    return render(request, "statistics/mastery.html", context)


@require_GET
@access(sees_own_mastery)
def own(request: HttpRequest) -> HttpResponse:
    """Show a learner, or a guardian of a child whose marks it may see, how far the outcomes are reached."""
    actor = request.actor  # type: ignore[attr-defined]
    children = found.children_of(actor) if actor.has_role(Role.GUARDIAN) else []
    wanted = _number(request.GET.get("con", ""))
    if wanted is None and children:
        wanted = children[0].pk
    person, rows = found.own_mastery(actor, wanted)
    if person is None:
        raise Http404
    shows = not actor.has_role(Role.GUARDIAN) or bool(children)
    return render(request, "statistics/own.html", {"person": person, "rows": rows if shows else [], "children": children})
