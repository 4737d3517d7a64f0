"""Writing and changing posts, one's own posts that are not out, and what a post said before."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access.errors import AccessRefused
from core.access.policies import require, with_hat
from core.access.types import Actor
from core.access.views import access
from core.people.models import Person
from social.files.models import Attachment
from social.files.views import is_other_person
from social.groups.models import Space
from social.groups.selectors import find_space
from social.groups.services import my_seats
from social.groups.types import Standing
from social.moderation.selectors.tags import pupils_to_name
from social.moderation.services.crisis import care_url
from social.moderation.services.tags import name_on_pictures

from .. import services
from ..enums import PostKind, PostState
from ..errors import PostRefused
from ..forms import KindForm, PostForm, input_of
from ..models import Post
from ..policies import can_edit_post
from ..selectors.cards import MOST_CARDS, tidy_keys
from ..selectors.kinds import kind_of, words_in, writable_kinds
from ..selectors.mine import edits_of, own_posts
from ..selectors.people import find_people
from .carrying import cards_sent, carried_context, files_sent, take_files
from .shared import client_id_of, found_post, people_json, wants_json

MOST_NAMED = 60


@dataclass(slots=True)
class Draft:
    """What is being written: where, as what kind, with which forms and files."""

    space: Space
    standing: Standing
    kind: str
    common: PostForm
    own: KindForm
    post: Post | None = None
    files: tuple[Attachment, ...] = ()
    cards: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def attachments(self) -> tuple[str, ...]:
        """The uuids of the files that go with the post."""
        return tuple(str(row.uuid) for row in self.files)


@require_http_methods(["GET", "POST"])
@access(with_hat)
def write(request: HttpRequest, space_uuid: UUID) -> HttpResponse:
    """Write a post in a space; `?loai=` is its kind."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place, standing = find_space(actor, space_uuid)
    kinds = writable_kinds(standing)
    if not kinds:
        raise AccessRefused("post")
    asked = request.POST.get("kind", "") or request.GET.get("loai", "")
    return _compose(request, _draft(request, place, standing, asked if asked in kinds else kinds[0]), kinds)


@require_safe
@access(with_hat)
def space_people(request: HttpRequest, space_uuid: UUID) -> JsonResponse:
    """Answer whom a writer may name in a post in a space by the letters typed so far (`?q=`)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place, standing = find_space(actor, space_uuid)
    if not writable_kinds(standing):
        raise AccessRefused("post")
    post = Post(space=place, author_id=actor.person_id)
    return people_json(find_people(actor, post, standing, request.GET.get("q", "")[:60]))


@require_http_methods(["GET", "POST"])
@access(with_hat)
def edit(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Change one's own post."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    require(can_edit_post, actor, row)
    place, standing = find_space(actor, row.space.uuid)
    return _compose(request, _draft(request, place, standing, row.kind, row), [])


def _draft(request: HttpRequest, space: Space, standing: Standing, kind: str, post: Post | None = None) -> Draft:
    """Return the forms of a kind, bound to what was sent, with the files taken before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    data, form_class = request.POST if request.method == "POST" else None, kind_of(kind).form or KindForm
    own = form_class(data, actor=actor, space=space, standing=standing, initial=form_class.initial_of(post) if post else None)
    if data is not None and data.get("act") == "draft" and (post is None or post.published_at is None):
        own.take_unfinished()
    initial, topics = PostForm.initial_of(post) if post else None, space.settings.get("topics", ())
    common = PostForm(data, kind=kind, standing=standing, with_title=own.has_title, topics=topics, initial=initial)
    own.name_fields_of(common)
    holder = f"post:{post.pk}" if post else ""
    if data is not None:
        files = files_sent(request, holder)
    else:
        files = list(Attachment.objects.filter(holder=holder, owner_id=actor.person_id).order_by("order", "id")) if holder else []
    return Draft(space, standing, kind, common, own, post, tuple(files), tuple(_card_keys(request, post)), tuple(_hints(request, post)))


def _card_keys(request: HttpRequest, post: Post | None) -> list[str]:
    """Return the keys of the cards: as they were sent, else those of the post, else those of the address (`?the=`)."""
    if request.method == "POST":
        return cards_sent(request)
    return list(post.data.get("cards", ())) if post else tidy_keys(request.GET.getlist("the"))[:MOST_CARDS]


def _hints(request: HttpRequest, post: Post | None) -> list[str]:
    """Return the uuids of the people picked by `@`: as they were sent, else those the post names."""
    if request.method == "POST":
        return request.POST.getlist("hint")[:20]
    return [str(key) for _start, _end, key in post.data.get("mentions", ())] if post else []


def _compose(request: HttpRequest, draft: Draft, kinds: list[PostKind]) -> HttpResponse:
    """Show the page, or keep what was sent; what is refused stands on the page with its files. `act=tim` looks for cards only."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    file_errors: list[str] = []
    finds = request.method == "POST" and request.POST.get("act") == "tim"
    if finds:
        file_errors = take_files(request, draft)
    elif request.method == "POST":
        if is_other_person(request):
            return JsonResponse({}, status=409)
        file_errors = take_files(request, draft)
        saved = _save(request, draft) if draft.common.is_valid() and draft.own.is_valid() and not file_errors else None
        if saved is not None:
            return _after(request, saved)
        if wants_json(request):
            return JsonResponse({"message": _first_error(draft, file_errors)}, status=422)
    context = {
        "draft": draft, "space": draft.space, "standing": draft.standing, "kinds": kinds, "kind": PostKind(draft.kind), "form": draft.common,
        "own_form": draft.own, "own_template": kind_of(draft.kind).template, "file_errors": file_errors, "post": draft.post,
        "client_id": request.POST.get("client_id") or uuid4(), **carried_context(request, draft, finds=finds),
        "pupils": pupils_to_name(actor, draft.space, draft.standing), "named": request.POST.getlist("in_picture"),
        "places": [seat for seat in my_seats(actor) if seat.space.pk != draft.space.pk and writable_kinds(seat.standing)] if kinds else [],
    }  # fmt: skip
    return render(request, "social/feeds/write.html", context, status=422 if request.method == "POST" and not finds else 200)


def _named(request: HttpRequest, draft: Draft) -> list[Person]:
    """Return the pupils the writer says are in the pictures, of those it was asked about."""
    asked = set(request.POST.getlist("in_picture")[:MOST_NAMED])
    pupils = pupils_to_name(request.actor, draft.space, draft.standing) if asked else []  # type: ignore[attr-defined]
    return [one for one in pupils if str(one.uuid) in asked]


def _save(request: HttpRequest, draft: Draft) -> Post | None:
    """Keep the post; None when it is refused, and the form says why at the field."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    save, named = kind_of(draft.kind).save, _named(request, draft)

    def after(post: Post) -> None:
        if save:
            save(post, draft.own.cleaned_data)
        name_on_pictures(actor=actor, holder=f"post:{post.pk}", people=named)

    try:
        return services.save_post(
            actor=actor,
            space=draft.space,
            given=replace(input_of(draft.kind, draft.common, draft.own, draft.attachments), cards=draft.cards, hints=tuple(draft.hints)),
            client_id=client_id_of(request),
            publish=request.POST.get("act") != "draft",
            post=draft.post,
            after=after,
        )
    except PostRefused as refused:
        form = next((one for one in (draft.own, draft.common) if refused.field in one.fields), draft.common)
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return None


def _first_error(draft: Draft, file_errors: list[str]) -> str:
    found = [str(error) for form in (draft.common, draft.own) for errors in form.errors.values() for error in errors]
    return " ".join([*found, *file_errors])


def _after(request: HttpRequest, post: Post) -> HttpResponse:
    """Say what became of the post and go where it stands."""
    care = care_url(post.author_id)
    if wants_json(request):
        return JsonResponse({"state": post.state, "uuid": str(post.uuid)} | ({"care": care} if care else {}), status=201)
    said = {
        PostState.PUBLISHED: _("Đã đăng."),
        PostState.HELD: _("Bài đã gửi, đang chờ duyệt."),
        PostState.SCHEDULED: _("Đã hẹn giờ đăng."),
        PostState.DRAFT: _("Đã lưu nháp."),
    }.get(PostState(post.state))
    if care:
        return HttpResponseRedirect(care)
    if said:
        messages.success(request, said)
    if post.published_at is None:
        return HttpResponseRedirect(reverse("social:own_posts"))
    return HttpResponseRedirect(reverse("social:space", args=[post.space.uuid]))


@require_safe
@access(with_hat)
def mine(request: HttpRequest) -> HttpResponse:
    """One's own posts: given back with the reason, drafts, scheduled, waiting; then the last that are out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    groups: list[dict[str, Any]] = own_posts(actor)
    return render(request, "social/feeds/mine.html", {"groups": groups})


@require_safe
@access(with_hat)
def edits(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """What a post said before it was changed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    found = [(one, words_in(row.kind, one.data)) for one in edits_of(row)]
    return render(request, "social/feeds/edits.html", {"post": row, "edits": found})
