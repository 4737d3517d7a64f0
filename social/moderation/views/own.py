"""What everybody has: reporting, blocking, decisions about one's own, appealing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access.errors import AccessRefused
from core.access.policies import with_hat
from core.access.views import ActorRequest, access
from core.people.models import Person
from social.hooks import Moderated

from ..enums import URGENT, Category
from ..errors import SafetyRefused
from ..policies import can_report, can_set_safety, is_bound, is_judge, works_for_safety
from ..selectors.cases import blocked_people, own_case, own_cases, own_reports, wards_under
from ..selectors.queue import queue
from ..services import appeals, cases
from ..services.blocking import block, unblock

HANDLES = require_http_methods(["GET", "HEAD", "POST"])
ICONS = {
    "bullying": "comment",
    "threat": "warn",
    "sexual": "eye-off",
    "harm": "heart",
    "privacy": "lock",
    "scam": "wallet",
    "false": "info",
    "other": "more",
}


@require_safe
@access(with_hat)
def safety(request: ActorRequest) -> HttpResponse:
    """What one has reported, what was decided about one's own, whom one has blocked, and where help is."""
    actor = request.actor
    context = {
        "reports": own_reports(actor), "cases": own_cases(actor), "blocked": blocked_people(actor),
        "works": works_for_safety(actor), "judges": is_judge(actor), "sets": can_set_safety(actor), "wards": wards_under(actor),
        "waiting": len(queue(actor)) if works_for_safety(actor) else 0,
    }  # fmt: skip
    return render(request, "safety/safety.html", context)


@require_safe
@access(with_hat)
def care(request: ActorRequest) -> HttpResponse:
    """The calm page for somebody who has just written a cry for help: where help is, nothing else."""
    return render(request, "safety/care.html")


@HANDLES
@access(with_hat)
def report(request: ActorRequest, kind: str, key: str) -> HttpResponse:
    """Report a thing one sees: what is happening, by one tap; a few words if one likes."""
    actor = request.actor
    if not can_report(actor, (kind, key)):
        raise AccessRefused("report")
    thing = Moderated.of(kind)
    snapshot = thing.snapshot(key)
    is_gone = thing.is_taken_back(key)
    error = ""
    if request.method == "POST":
        try:
            cases.report(actor=actor, kind=kind, key=key, category=request.POST.get("category", ""), note=request.POST.get("note", ""))
        except SafetyRefused as refused:
            error = str(refused)
        else:
            is_urgent = request.POST.get("category") in URGENT
            context = {
                "thing": snapshot,
                "url": thing.url(key),
                "is_urgent": is_urgent,
                "kind": kind,
                "key": key,
                "is_bound": is_bound(actor.person_id, snapshot["author_id"]),
            }
            return render(request, "safety/reported.html", context)
    choices = [(value, label, ICONS[value]) for value, label in Category.choices]
    context = {
        "thing": snapshot, "label": thing.label, "url": thing.url(key), "choices": choices, "error": error, "given": request.POST,
        "is_own": snapshot["author_id"] == actor.person_id, "is_gone": is_gone,
    }  # fmt: skip
    return render(request, "safety/report.html", context, status=422 if error else 200)


@require_POST
@access(with_hat)
def block_person(request: ActorRequest) -> HttpResponse:
    """Block the author of a thing one sees (`kind`, `key`), or take a block back (`person`)."""
    actor = request.actor
    if request.POST.get("person"):
        person = get_object_or_404(Person, uuid=_uuid(request.POST["person"]))
        if unblock(actor=actor, person=person):
            messages.success(request, _("Đã bỏ chặn %(name)s.") % {"name": person.full_name})
        return HttpResponseRedirect(reverse("social:safety"))
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    if not can_report(actor, (kind, key)):
        raise AccessRefused("block")
    person = Person.objects.get(pk=Moderated.of(kind).snapshot(key)["author_id"])
    try:
        if block(actor=actor, person=person):
            messages.success(request, _("Đã chặn %(name)s. Bạn sẽ không nhận tin nhắn từ người này.") % {"name": person.full_name})
    except SafetyRefused as refused:
        messages.warning(request, str(refused))
    return HttpResponseRedirect(reverse("social:safety"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@HANDLES
@access(with_hat)
def own(request: ActorRequest, case_uuid: UUID) -> HttpResponse:
    """A decision about what one, or one's child, wrote: why, until when, and how to appeal."""
    page = own_case(request.actor, case_uuid)
    error = ""
    if request.method == "POST":
        try:
            appeals.appeal(actor=request.actor, case=page.case, text=request.POST.get("text", ""))
        except SafetyRefused as refused:
            error = str(refused)
        else:
            messages.success(request, _("Đã gửi khiếu nại. Cấp trên sẽ xem lại và trả lời bạn."))
            return HttpResponseRedirect(reverse("social:own_case", args=[case_uuid]))
    context = {
        "page": page,
        "case": page.case,
        "error": error,
        "given": request.POST,
        "is_mine": page.case.author_id == request.actor.person_id,
    }
    return render(request, "safety/own_case.html", context, status=422 if error else 200)
