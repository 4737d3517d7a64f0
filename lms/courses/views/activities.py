"""One activity: how it is studied, and the content of the simple kinds."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access.policies import with_hat
from core.access.types import Actor
from core.access.views import access

from .. import services
from ..errors import CourseRefused
from ..forms import CONTENT_FORMS, FileForm, SettingsForm, add_refusal
from ..models import Activity
from ..selectors.content import activity_file, draft_or_published
from ..selectors.pages import activity_to_edit
from ..services.outlines import type_of
from ..services.settings import FIELDS
from .editor import outline_answer


@require_http_methods(["GET", "POST"])
@access(with_hat)
def settings(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID) -> HttpResponse:
    """Change when an activity opens, is due and counts as done: in a dialog over the outline, or on a page of its own."""
    actor = request.actor  # type: ignore[attr-defined]
    activity = activity_to_edit(actor, course_uuid, activity_uuid)
    form = _settings_form(request, activity)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_activity(actor=actor, activity=activity, settings=form.settings())
            return _settled(request, activity)
        except CourseRefused as refused:
            add_refusal(form, refused)
    is_dialog = bool(request.htmx)  # type: ignore[attr-defined]
    template = "courses/_activity_settings.html" if is_dialog else "courses/activity_settings.html"
    context = {"form": form, "activity": activity, "course": activity.course, "is_dialog": is_dialog}
    return render(request, template, context, status=422 if form.errors else 200)


def _settings_form(request: HttpRequest, activity: Activity) -> SettingsForm:
    others = activity.course.activities.filter(is_removed=False).exclude(pk=activity.pk).order_by("section__position", "position")
    initial = {name: getattr(activity, name) for name in FIELDS}
    for name in ("completion_score_ratio", "after_score_ratio"):
        initial[name] = round(initial[name] * 100) if initial[name] is not None else None
    return SettingsForm(
        request.POST or None,
        initial=initial,
        choices=[(str(pk), title) for pk, title in others.values_list("pk", "title")],
        rules=type_of(activity.kind).completion_rules,
    )


def _settled(request: HttpRequest, activity: Activity) -> HttpResponse:
    said = _("Đã lưu cài đặt của “%(title)s”. Có hiệu lực ngay.") % {"title": activity.title}
    response = outline_answer(request, activity.course, said=said)
    if request.htmx:  # type: ignore[attr-defined]
        response["HX-Retarget"], response["HX-Reswap"] = "#khung", "outerHTML"
        response["HX-Trigger"] = "outline-saved"
    return response


@require_http_methods(["GET", "POST"])
@access(with_hat)
def content(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID) -> HttpResponse:
    """Write a link, a file or a page; keep it as a draft or put it before learners at once."""
    actor = request.actor  # type: ignore[attr-defined]
    activity = activity_to_edit(actor, course_uuid, activity_uuid)
    if activity.kind not in CONTENT_FORMS:
        raise Http404
    draft = draft_or_published(activity, preview=True)
    form = CONTENT_FORMS[activity.kind](request.POST or None, request.FILES or None, initial=draft)
    if isinstance(form, FileForm):
        form.fields["upload"].required = not draft.get("file")
    if request.method == "POST" and form.is_valid():
        try:
            _write(actor, activity, form, is_published="publish" in request.POST)
            said = _("Đã mở “%(title)s”.") if "publish" in request.POST else _("Đã lưu bản nháp “%(title)s”.")
            messages.success(request, said % {"title": activity.title})
            return HttpResponseRedirect(reverse("lms:course_edit", args=[activity.course.uuid]) + f"#hd-{activity.pk}")
        except CourseRefused as refused:
            add_refusal(form, refused)
    context = {"form": form, "activity": activity, "course": activity.course, "kind": type_of(activity.kind)}
    if activity.kind == "file":
        context["file"] = activity_file(actor, activity, preview=True)
    return render(request, "courses/content.html", context, status=422 if form.errors else 200)


def _write(actor: Actor, activity: Activity, form: forms.Form, *, is_published: bool) -> None:
    data: dict[str, Any] = dict(form.cleaned_data)
    if isinstance(form, FileForm) and data.get("upload"):
        data["file"] = str(services.store_file(actor=actor, course=activity.course, upload=data["upload"]).uuid)
    services.save_content(actor=actor, activity=activity, data=data)
    if is_published:
        services.publish_activity(actor=actor, activity=activity)
