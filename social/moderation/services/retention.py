"""Things people wrote that are deleted when they are old, where the province has said after how long."""

from abc import abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction

from core.hooks import Expiring
from core.jobs.selectors import set_aside
from core.jobs.services import each, forget_failures
from social.files.services import destroy_all

from ..models import Case


def in_cases(kind: str, keys: Iterable[str] | None = None) -> set[str]:
    """Return the keys of the things of a kind that stand in a case, running or judged and not yet expired (`keys`: of those)."""
    rows = Case.objects.filter(item_kind=kind).exclude(item_key="")
    return set((rows if keys is None else rows.filter(item_key__in=list(keys))).values_list("item_key", flat=True))


class OldThings(Expiring):
    """Things with a uuid and files, held by `kind:<id>`. By default they stay; no law says for how long a school keeps them, and a
    year at least covers the twelve months of Decree 53/2022. What stands in a case stays as long as the case."""

    days, least_days = 0, 365
    kind: ClassVar[str]

    @abstractmethod
    def rows(self, before: datetime) -> Any:
        """Return the rows older than `before` that may go."""

    def held(self, found: dict[int, str]) -> set[int]:
        """Return the ids of those of some rows (their keys by id) that stand in a case."""
        keys = in_cases(self.kind, found.values())
        return {pk for pk, key in found.items() if key in keys}

    @transaction.atomic
    def delete(self, before: datetime, limit: int) -> int:
        """Delete the oldest with all that hangs on them and their files."""
        left = f"retention.{self.kind}"
        rows, gone, last = self.rows(before).exclude(pk__in=set_aside(left)).order_by("pk"), list[int](), 0
        while len(gone) < limit:
            found = {pk: str(uuid) for pk, uuid in rows.filter(pk__gt=last).values_list("pk", "uuid")[:limit]}
            if not found:
                break
            last, held = max(found), self.held(found)
            gone += self._gone(rows.model, left, [pk for pk in found if pk not in held][: limit - len(gone)])
        return len(gone)

    def _gone(self, model: Any, batch: str, ids: list[int]) -> list[int]:
        """Delete rows together; where one of them can't be, each by itself, so that it stops no other. Returns those that went."""
        try:
            with transaction.atomic():
                self._destroy(model, ids)
        except Exception:
            done: list[int] = []

            def one(pk: int) -> int:
                self._destroy(model, [pk])
                done.append(pk)
                return 1

            each(batch, ids, one)
            return done
        forget_failures(batch, map(str, ids))
        return ids

    def _destroy(self, model: Any, ids: list[int]) -> None:
        destroy_all([f"{self.kind}:{pk}" for pk in ids])
        model.objects.filter(pk__in=ids).delete()
