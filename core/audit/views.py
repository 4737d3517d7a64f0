"""The auditor's page, and everybody's own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.access.policies import signed_in
from core.access.views import ActorRequest, access

from .forms import AuditForm
from .policies import reads_audit
from .selectors import audit_page, looks_at


@require_GET
@access(reads_audit)
def trail(request: ActorRequest) -> HttpResponse:
    """The trail of the auditor's units, with filters."""
    form = AuditForm(request.GET or None)
    after = request.GET.get("sau", "")
    after_id = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    page = audit_page(request.actor, form.wanted(after_id))
    template = "audit/_lines.html" if getattr(request, "htmx", False) else "audit/trail.html"
    return render(request, template, {"form": form, "page": page})


@require_GET
@access(signed_in)
def mine(request: ActorRequest) -> HttpResponse:
    """Who looked at one's own record."""
    return render(request, "audit/mine.html", {"lines": looks_at(request.actor)})
