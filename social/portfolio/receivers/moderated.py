"""Works for moderation: `social.hooks.Moderated`, by their uuids."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from core.organisations.models import Enrolment
from core.people.models import running
from social.files.selectors import attachments_of
from social.groups.enums import Side
from social.hooks import HeldScope, HeldThing, Moderated

from .. import services
from ..enums import WorkState
from ..errors import WorkRefused
from ..models import Work
from ..policies import can_judge_work, can_see_work
from ..selectors import text_of_work


def _is_still_held(judge: Callable[[], Work]) -> bool:
    """Judge, and say whether nobody else had judged before."""
    try:
        judge()
    except WorkRefused as refused:
        if refused.code != "judged":
            raise
        return False
    return True


class ModeratedWork(Moderated):
    """`work`: a work of a pupil. It waits for the homeroom teacher of the class the child sits in, never for the heads."""

    kind, label = "work", _("Tác phẩm")

    def _rows(self) -> "QuerySet[Work]":
        return Work.objects.select_related("child", "space__unit", "space__class_group")

    def _row(self, key: str) -> Work:
        return self._rows().get(uuid=UUID(key))

    def may_see(self, actor: Actor, key: str) -> bool:
        try:
            return can_see_work(actor, self._row(key))
        except (ValueError, Work.DoesNotExist):
            return False

    def snapshot(self, key: str) -> dict[str, Any]:
        row = self._row(key)
        files = attachments_of([row.holder]).get(row.holder, [])
        return {
            "text": text_of_work(row), "author_id": row.child_id, "author_name": row.child.full_name, "author_side": Side.LEARNER,
            "space_id": row.space_id, "unit_id": row.space.unit_id, "at": row.created_at.isoformat(),
            "files": [{"uuid": str(one.uuid), "name": one.name, "kind": one.kind} for one in files],
        }  # fmt: skip

    def space_id(self, key: str) -> int | None:
        return self._row(key).space_id

    def url(self, key: str) -> str:
        return reverse("social:work", args=[key])

    def hide(self, actor: Actor, key: str) -> None:
        services.suspend_work(actor=actor, work=self._row(key))

    def restore(self, actor: Actor, key: str) -> None:
        services.restore_work(actor=actor, work=self._row(key))

    def may_judge(self, actor: Actor, key: str) -> bool:
        return can_judge_work(actor, self._row(key))

    def approve(self, actor: Actor, key: str) -> bool:
        return _is_still_held(lambda: services.approve_work(actor=actor, work=self._row(key)))

    def reject(self, actor: Actor, key: str, reason: str) -> bool:
        return _is_still_held(lambda: services.return_work(actor=actor, work=self._row(key), word=reason))

    def held(self, scope: HeldScope, limit: int) -> list[HeldThing]:
        sits = Enrolment.objects.filter(
            running(), state="studying", person_id=OuterRef("child_id"), class_group_id=OuterRef("space__class_group_id")
        )
        waiting = self._rows().filter(Exists(sits), state=WorkState.WAITING, space__class_group_id__in=scope.class_ids)
        return [
            HeldThing(
                str(row.uuid),
                text_of_work(row),
                row.child_id,
                row.child.full_name,
                Side.LEARNER,
                row.space.label,
                row.created_at,
                holder=row.holder,
                url=reverse("social:work", args=[row.uuid]),
            )
            for row in waiting.order_by("id")[:limit]
        ]
