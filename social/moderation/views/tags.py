"""Who is on a picture: naming, taking back, clearing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access.errors import AccessRefused
from core.access.policies import with_hat
from core.access.views import ActorRequest, access
from core.people.models import Person
from core.people.policies import is_guardian_of
from social.files.models import Attachment
from social.files.selectors import attachments_of, find_attachment
from social.groups.models import Space

from ..errors import SafetyRefused
from ..models import PictureTag
from ..policies import can_tag
from ..selectors.tags import found_people, is_permitted, space_of, tags_on
from ..services import tags


@require_http_methods(["GET", "HEAD", "POST"])
@access(with_hat)
def picture(request: ActorRequest, picture_uuid: UUID) -> HttpResponse:
    """A picture, who is named on it, and whom one may name."""
    actor = request.actor
    row = find_attachment(actor, picture_uuid)
    space = space_of(row)
    if row.kind != "picture" or space is None:
        raise AccessRefused("picture")
    if request.method == "POST":
        _changed(request, row)
        return HttpResponseRedirect(reverse("social:picture", args=[picture_uuid]))
    return render(request, "safety/picture.html", _page(request, row, space))


def _page(request: ActorRequest, row: Attachment, space: Space) -> dict[str, object]:
    actor = request.actor
    named = [
        {"tag": one, "shown": is_permitted(one), "is_mine": one.person_id == actor.person_id, "is_ward": is_guardian_of(actor, one.person)}
        for one in tags_on(row)
    ]
    may_tag, text = can_tag(actor, (row, space)), request.GET.get("q", "")[:60]
    found = found_people(space, text, [one["tag"].person_id for one in named]) if may_tag else []  # type: ignore[attr-defined]
    siblings = [one for one in attachments_of([row.holder]).get(row.holder, []) if one.kind == "picture"]
    return {"picture": row, "space": space, "named": named, "may_tag": may_tag, "people": found, "text": text, "siblings": siblings}


def _changed(request: ActorRequest, row: Attachment) -> None:
    """Do what a button says: `add` somebody by the public id, `remove` or `clear` a tag."""
    actor, post = request.actor, request.POST
    if "add" in post:
        person = get_object_or_404(Person, uuid=_uuid(post["add"]))
        try:
            _tag, shown = tags.tag(actor=actor, attachment=row, person=person)
        except SafetyRefused as refused:
            messages.error(request, str(refused))
            return
        if shown:
            messages.success(request, _("Đã gắn tên %(name)s.") % {"name": person.full_name})
        else:
            messages.warning(
                request,
                _("%(name)s chưa có đồng ý đăng ảnh. Người khác thấy ảnh mờ cho tới khi gia đình đồng ý.") % {"name": person.full_name},
            )
        return
    number = post.get("remove") or post.get("clear") or ""
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise AccessRefused("tag")
    found = PictureTag.objects.select_related("person", "attachment").filter(pk=number, attachment=row).first()
    if found is None:
        raise AccessRefused("tag")
    if "clear" in post:
        tags.clear(actor=actor, row=found)
    else:
        tags.untag(actor=actor, row=found)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
