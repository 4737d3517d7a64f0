"""The page of a community: reading, writing, what it said before."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access.errors import AccessRefused
from core.access.views import ActorRequest, access
from core.lib.typed import text_of
from social.groups.enums import Ability
from social.groups.models import Space
from social.groups.policies import uses_social
from social.groups.selectors.heads import space_head

from . import selectors, services
from .errors import WikiRefused
from .forms import PageForm

HANDLES = require_http_methods(["GET", "HEAD", "POST"])


def _to_page(space: Space) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("social:wiki", args=[space.uuid]))


@require_safe
@access(uses_social)
def wiki(request: ActorRequest, space_uuid: UUID) -> HttpResponse:
    """The page as it is now."""
    space, standing = selectors.find_paged_space(request.actor, space_uuid)
    head = space_head(request.actor, space, standing, "wiki")
    return render(request, "wiki/page.html", {"head": head, "page": selectors.newest(space), "may_write": standing.may(Ability.POST)})


@HANDLES
@access(uses_social)
def wiki_edit(request: ActorRequest, space_uuid: UUID) -> HttpResponse:
    """Write the page; when somebody saved meanwhile, both texts are shown and nothing is lost."""
    space, standing = selectors.find_paged_space(request.actor, space_uuid)
    if not standing.may(Ability.POST):
        raise AccessRefused("wiki")
    last, theirs = selectors.newest(space), None
    initial = {"base": last.number, "title": last.title, "text": text_of(last.body)} if last else {"base": 0}
    form = PageForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_page(actor=request.actor, space=space, **form.cleaned_data)
        except WikiRefused as refused:
            theirs = refused.newest
            if theirs is not None:  # the next saving begins with what they saved
                form = PageForm({**request.POST.dict(), "base": theirs.number}, initial=initial)
                form.is_valid()
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("Đã lưu trang."))
            return _to_page(space)
    context = {
        "head": space_head(request.actor, space, standing, "wiki"), "form": form, "theirs": theirs,
        "their_text": text_of(theirs.body) if theirs else "",
    }  # fmt: skip
    return render(request, "wiki/edit.html", context, status=422 if form.errors else 200)


@require_safe
@access(uses_social)
def wiki_history(request: ActorRequest, space_uuid: UUID) -> HttpResponse:
    """Who saved what when."""
    space, standing = selectors.find_paged_space(request.actor, space_uuid)
    before = request.GET.get("truoc", "")
    rows, older = selectors.revisions(space, int(before) if before.isdecimal() and len(before) < 9 else None)
    context = {
        "head": space_head(request.actor, space, standing, "wiki"),
        "rows": rows,
        "next_key": older,
        "moderates": standing.may(Ability.MODERATE),
    }
    return render(request, "wiki/history.html", context)


@HANDLES
@access(uses_social)
def wiki_revision(request: ActorRequest, space_uuid: UUID, number: int) -> HttpResponse:
    """One revision; by POST the page says again what it said there."""
    space, standing = selectors.find_paged_space(request.actor, space_uuid)
    row = selectors.find_revision(space, number, moderates=standing.may(Ability.MODERATE))
    if request.method == "POST":
        try:
            services.restore_page(actor=request.actor, space=space, number=number)
        except WikiRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Đã lấy lại bản này."))
        return _to_page(space)
    last = selectors.newest(space)
    context = {
        "head": space_head(request.actor, space, standing, "wiki"), "page": row, "is_newest": last is None or last.number == row.number,
        "may_write": standing.may(Ability.POST),
    }  # fmt: skip
    return render(request, "wiki/revision.html", context)
