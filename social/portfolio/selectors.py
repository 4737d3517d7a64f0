"""Reading works."""

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from core.access.enums import Role
from core.access.errors import AccessRefused
from core.access.types import Actor
from core.lib.markup import plain_text
from core.organisations.models import Enrolment
from core.organisations.policies import taught_classes
from core.people.models import Person, running
from social.files.enums import AttachmentKind
from social.files.models import Attachment
from social.files.selectors import attachments_of, content_file
from social.groups.models import Space
from social.groups.selectors.members import address
from social.hooks import ContentRow, WorkSeed, stamp_of
from social.moderation.models import PictureTag
from social.moderation.selectors.tags import blurred_among

from .enums import WorkState
from .models import Work
from .policies import taught_children, visible_children, visible_works
from .types import Shelf, WorkView

PAGE = 24


def find_work(actor: Actor, uuid: UUID) -> Work:
    """Return a work the actor may see, or raise `AccessRefused`."""
    found = visible_works(actor).select_related("child", "space__unit", "space__class_group", "decided_by").filter(uuid=uuid).first()
    if found is None:
        raise AccessRefused("work")
    return found


def find_child(actor: Actor, uuid: UUID) -> Person:
    """Return a child whose shelf the actor may open, or raise `AccessRefused`."""
    found = visible_children(actor).filter(uuid=uuid).first()
    if found is None:
        raise AccessRefused("shelf")
    return found


def files_to_take(actor: Actor, seed: WorkSeed) -> list[Attachment]:
    """Return the files of a seed the child may take over: its own, no picture on which somebody else is named. Two queries."""
    own = [row for row in attachments_of([seed.holder]).get(seed.holder, []) if row.owner_id == actor.person_id]
    others = PictureTag.objects.filter(attachment__in=own).exclude(person_id=actor.person_id)
    with_others = set(others.values_list("attachment_id", flat=True))
    return [row for row in own if row.pk not in with_others]


def text_of_work(work: Work) -> str:
    """Return all a work says in words."""
    return "\n".join(part for part in (work.title, plain_text(work.body)) if part)


def stamp_of_work(work: Work, files: Iterable[Attachment]) -> str:
    """Return the stamp of what a work says and shows, as `social.hooks.Moderated.stamp`."""
    return stamp_of(text_of_work(work), (one.uuid for one in files))


def work_views(actor: Actor, rows: Sequence[Work]) -> list[WorkView]:
    """Return works for a page, with their files. Two queries."""
    files = attachments_of(row.holder for row in rows)
    taught = set(taught_children(actor).filter(pk__in={row.child_id for row in rows}).values_list("pk", flat=True))
    return [
        WorkView(
            row,
            row.child,
            tuple(one for one in files.get(row.holder, ()) if one.kind == AttachmentKind.PICTURE),
            tuple(one for one in files.get(row.holder, ()) if one.kind != AttachmentKind.PICTURE),
            _actions(actor, row, is_taught=row.child_id in taught),
            address(row.decided_by, "staff") if row.decided_by else "",
            stamp_of_work(row, files.get(row.holder, ())),
        )
        for row in rows
    ]


def _actions(actor: Actor, row: Work, *, is_taught: bool) -> frozenset[str]:
    found = set()
    is_own = actor.has_role(Role.STUDENT) and row.child_id == actor.person_id
    if is_own:
        found |= {"remove"} if row.state == WorkState.HIDDEN else {"edit", "remove"}
    elif row.state != WorkState.HIDDEN:
        found.add("report")
    if is_taught and row.state == WorkState.WAITING:
        found.add("judge")
    if row.shown_at is not None and row.state == WorkState.APPROVED and (is_own or is_taught):
        found.add("hide")
    if is_taught and row.state == WorkState.APPROVED and row.shown_at is None and row.wants_class:
        found.add("show")
    return frozenset(found)


def _page(actor: Actor, rows: QuerySet[Work], before: int | None) -> tuple[list[WorkView], int | None]:
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("child", "space__class_group", "decided_by").order_by("-id")[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return work_views(actor, found[:PAGE]), older


def shelf_page(actor: Actor, child: Person, before: int | None = None) -> tuple[list[WorkView], int | None]:
    """Return a page of the works of one child the actor may see, newest first, and the id to ask older ones by. Four queries."""
    return _page(actor, visible_works(actor).filter(child=child), before)


def waiting_works(actor: Actor) -> list[WorkView]:
    """Return the works that wait for the actor as a teacher, oldest first, at most 24. Three queries."""
    rows = Work.objects.filter(child__in=taught_children(actor), state=WorkState.WAITING).select_related(
        "child", "space__class_group", "decided_by"
    )
    return work_views(actor, list(rows.order_by("id")[:PAGE]))


def class_page(actor: Actor, space: Space, before: int | None = None) -> tuple[list[WorkView], int | None]:
    """Return a page of the works shown to a class, newest first. Four queries."""
    return _page(actor, visible_works(actor).filter(space=space, state=WorkState.APPROVED).exclude(shown_at=None), before)


def shelves_of(actor: Actor) -> list[Shelf]:
    """Return the shelves a teacher or guardian may open, by class and name, with their counts. Two queries."""
    places = Enrolment.objects.filter(running(), state="studying", person__in=visible_children(actor))
    if actor.has_role(Role.TEACHER):
        places = places.filter(class_group__in=taught_classes(actor))
    rows = list(places.select_related("person", "class_group").order_by("class_group__name", "person__sort_key", "id"))
    approved, waiting = Count("pk", filter=Q(state=WorkState.APPROVED)), Count("pk", filter=Q(state=WorkState.WAITING))
    counted = visible_works(actor).filter(child_id__in={row.person_id for row in rows})
    counts = {
        pk: (done, waits)
        for pk, done, waits in counted.values("child_id").annotate(done=approved, waits=waiting).values_list("child_id", "done", "waits")
    }
    return [Shelf(row.person, row.class_group.name, *counts.get(row.person_id, (0, 0))) for row in rows]


def shown_pages(reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
    """Yield the works shown to a class that the reader sees, oldest first, for who takes the space out; `after` is a work.

    At most seven queries a page.
    """
    shown, last = visible_works(reader).filter(space=space, state=WorkState.APPROVED).exclude(shown_at=None), int(after or 0)
    while rows := list(shown.filter(pk__gt=last).select_related("child").order_by("pk")[:PAGE]):
        last, files = rows[-1].pk, attachments_of(row.holder for row in rows)
        blurred = blurred_among(reader, [one.pk for some in files.values() for one in some])
        yield [_shown_row(row, files.get(row.holder, ()), blurred) for row in rows]


def _shown_row(row: Work, files: Iterable[Attachment], blurred: Container[int]) -> ContentRow:
    data = {
        "uuid": str(row.uuid), "child": {"uuid": str(row.child.uuid), "name": row.child.full_name}, "title": row.title, "body_html": row.body,
        "text": plain_text(row.body), "word": row.word, "shown_at": row.shown_at.isoformat() if row.shown_at else None,
        "created_at": row.created_at.isoformat(),
    }  # fmt: skip
    given = tuple(content_file(one, is_blurred=one.pk in blurred) for one in files)
    return ContentRow(data, after=row.pk, shown={"work": row}, files=given)
