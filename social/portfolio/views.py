"""Pages of portfolios: a child's own, the teacher's, the guardian's, the class's."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access.enums import Role
from core.access.policies import require
from core.access.views import ActorRequest, access
from core.lib.typed import text_of
from core.people.models import Person
from social.files.errors import AttachmentRefused
from social.files.models import Attachment
from social.files.selectors import own_attachments
from social.files.services import copy, take
from social.groups.selectors import find_space
from social.groups.selectors.heads import space_head
from social.hooks import WorkSeed, WorkSource

from . import selectors, services
from .errors import WorkRefused
from .forms import WordForm, WorkForm
from .models import Work
from .policies import can_change_work, keeps_portfolio, uses_portfolio
from .types import WorkInput

MOST_FILES = 10
CLOSED = "portfolio/closed.html"
HANDLES = require_http_methods(["GET", "HEAD", "POST"])


def _before(request: ActorRequest) -> int | None:
    text = request.GET.get("truoc", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


@require_safe
@access(uses_portfolio, refusal=CLOSED)
def portfolio(request: ActorRequest) -> HttpResponse:
    """One's own shelf for a pupil; for teachers what waits and the shelves of their pupils; for guardians those of their children."""
    actor = request.actor
    if actor.has_role(Role.STUDENT):
        return _shelf(request, Person.objects.get(pk=actor.person_id))
    shelves = selectors.shelves_of(actor)
    if actor.has_role(Role.GUARDIAN):
        if len(shelves) == 1:
            return _shelf(request, shelves[0].child, is_only=True)
        return render(request, "portfolio/children.html", {"shelves": shelves})
    context = {
        "shelves": shelves,
        "waiting": selectors.waiting_works(actor),
        "form": WordForm(),
        "spaces": [seat.space for seat in services.class_seats(actor)],
    }
    return render(request, "portfolio/teacher.html", context)


@require_safe
@access(uses_portfolio, refusal=CLOSED)
def shelf(request: ActorRequest, child_uuid: UUID) -> HttpResponse:
    """The works of one child."""
    return _shelf(request, selectors.find_child(request.actor, child_uuid))


def _shelf(request: ActorRequest, child: Person, *, is_only: bool = False) -> HttpResponse:
    actor = request.actor
    works, older = selectors.shelf_page(actor, child, _before(request))
    seat = next(iter(services.class_seats(actor)), None) if child.pk == actor.person_id else None
    context = {"child": child, "works": works, "next_key": older, "is_own": child.pk == actor.person_id, "seat": seat, "is_only": is_only}
    return render(request, "portfolio/shelf.html", context)


@require_safe
@access(uses_portfolio, refusal=CLOSED)
def class_works(request: ActorRequest, space_uuid: UUID) -> HttpResponse:
    """The works a class shows."""
    space, standing = find_space(request.actor, space_uuid)
    works, older = selectors.class_page(request.actor, space, _before(request))
    context = {"head": space_head(request.actor, space, standing, "works"), "works": works, "next_key": older}
    return render(request, "portfolio/class.html", context)


@require_safe
@access(uses_portfolio, refusal=CLOSED)
def work(request: ActorRequest, work_uuid: UUID) -> HttpResponse:
    """One work."""
    return _work_page(request, selectors.find_work(request.actor, work_uuid), WordForm())


def _work_page(request: ActorRequest, row: Work, form: WordForm, status: int = 200) -> HttpResponse:
    view = selectors.work_views(request.actor, [row])[0]
    return render(request, "portfolio/work.html", {"view": view, "form": form}, status=status)


@dataclass(slots=True)
class Given:
    """What a child sends in: the form, the files it keeps and what is wrong with new ones."""

    form: WorkForm
    files: list[Attachment]
    problems: list[str]


def _first(request: ActorRequest, row: Work | None, seed: WorkSeed | None) -> Given:
    """Return the form as it is opened: empty, with the work, or with what it begins with."""
    if row is not None:
        kept = Attachment.objects.filter(holder=row.holder, owner_id=request.actor.person_id).order_by("order", "id")
        initial = {"title": row.title, "body": text_of(row.body), "wants_class": row.wants_class}
        return Given(WorkForm(initial=initial), list(kept), [])
    if seed is not None:
        return Given(WorkForm(initial={"title": seed.title, "body": text_of(seed.body)}), selectors.files_to_take(request.actor, seed), [])
    return Given(WorkForm(), [], [])


def _read(request: ActorRequest, row: Work | None, seed: WorkSeed | None) -> Given:
    """Read what was sent; new files are taken now, so that a refusal of something else loses none."""
    if request.method != "POST":
        return _first(request, row, seed)
    chosen = request.POST.getlist("files")[:MOST_FILES]
    given = Given(WorkForm(request.POST), own_attachments(request.actor, chosen, row.holder if row else ""), [])
    for source in selectors.files_to_take(request.actor, seed) if seed else ():
        if str(source.uuid) in chosen:
            try:
                given.files.append(copy(actor=request.actor, attachment=source))
            except AttachmentRefused as refused:
                given.problems.append(str(refused))
    uploads: list[Any] = request.FILES.getlist("pictures")
    too_many = len(uploads) + len(given.files) > MOST_FILES
    for one in uploads[: MOST_FILES - len(given.files)]:
        try:
            given.files.append(take(actor=request.actor, upload=one, alt=request.POST.get("alt", "")))
        except AttachmentRefused as refused:
            given.problems.append(str(refused))
    if too_many:
        given.problems.append(_("Một tác phẩm có nhiều nhất %(count)s ảnh và tệp.") % {"count": MOST_FILES})
    return given


def _client_id(request: ActorRequest) -> UUID:
    try:
        return UUID(request.POST.get("client_id", ""))
    except ValueError:
        return uuid4()


def _compose(request: ActorRequest, row: Work | None) -> HttpResponse:
    start = "" if row else (request.POST.get("tu") or request.GET.get("tu", ""))[:60]
    given, client_id = _read(request, row, WorkSource.seed_of(request.actor, start)), _client_id(request)
    if request.method == "POST" and given.form.is_valid() and not given.problems:
        cleaned = given.form.cleaned_data
        files = tuple(str(one.uuid) for one in given.files)
        try:
            kept = services.save_work(
                actor=request.actor,
                given=WorkInput(cleaned["title"], cleaned["body"], cleaned["wants_class"], files),
                client_id=client_id,
                work=row,
            )
        except WorkRefused as refused:
            given.form.add_error(refused.field if refused.field in given.form.fields else None, str(refused))
        else:
            messages.success(request, _("Đã gửi. Thầy cô sẽ xem rồi cho vào góc của em."))
            return HttpResponseRedirect(reverse("social:work", args=[kept.uuid]))
    context = {"form": given.form, "files": given.files, "problems": given.problems, "work": row, "client_id": client_id, "start": start}
    return render(request, "portfolio/write.html", context, status=422 if request.method == "POST" else 200)


@HANDLES
@access(keeps_portfolio)
def work_new(request: ActorRequest) -> HttpResponse:
    """Add a work; `?tu=post:<uuid>` begins with a post of one's own."""
    return _compose(request, None)


@HANDLES
@access(keeps_portfolio)
def work_edit(request: ActorRequest, work_uuid: UUID) -> HttpResponse:
    """Change one's own work."""
    row = selectors.find_work(request.actor, work_uuid)
    require(can_change_work, request.actor, row)
    return _compose(request, row)


@require_POST
@access(uses_portfolio, refusal=CLOSED)
def work_act(request: ActorRequest, work_uuid: UUID) -> HttpResponse:
    """Approve a work, give it back, show it to the class or no longer, remove it."""
    row, act, word = selectors.find_work(request.actor, work_uuid), request.POST.get("act", ""), request.POST.get("word", "")
    back = reverse("social:portfolio") if act in {"remove", "approve", "return"} else reverse("social:work", args=[row.uuid])
    try:
        said = _done(request, row, act, word)
    except WorkRefused as refused:
        if refused.code in {"judged", "changed"}:
            messages.warning(request, str(refused))
            return HttpResponseRedirect(reverse("social:work", args=[row.uuid]))
        form = WordForm(request.POST)
        form.add_error("word" if refused.field == "word" else None, str(refused))
        return _work_page(request, row, form, 422)
    messages.success(request, said)
    return HttpResponseRedirect(back)


def _done(request: ActorRequest, row: Work, act: str, word: str) -> str:
    if act == "approve":
        services.approve_work(
            actor=request.actor, work=row, word=word, show=bool(request.POST.get("show")), stamp=request.POST.get("stamp", "")
        )
        return _("Đã duyệt. Em và gia đình xem được rồi.")
    if act == "return":
        services.return_work(actor=request.actor, work=row, word=word)
        return _("Đã nhắn em.")
    if act in {"show", "hide"}:
        services.set_shown(actor=request.actor, work=row, is_shown=act == "show")
        return _("Cả lớp xem được rồi.") if act == "show" else _("Cả lớp không xem được nữa.")
    if act == "remove":
        services.remove_work(actor=request.actor, work=row)
        return _("Đã gỡ tác phẩm.")
    raise Http404
