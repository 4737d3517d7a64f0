"""The digest: what guardians read each day or week about their children, made once for each guardian and period."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.hooks import DigestLine, DigestSource, Ward
from core.jobs.services import forget_failures, note_failure
from core.people.models import Account, Guardianship, running

from ..enums import DigestRhythm, DigestSection
from ..models import DigestRun, Notification
from ..rules import last_digest
from ..selectors import news_of, rhythms_of
from ..types import DIGEST_KIND, Letter
from .telling import notify_each

log = structlog.get_logger("cayda.notifications")
BATCH = 200
DIGESTS = "notifications.digests"
MOST_LINES = 6
#: A digest that could not be made in time is left out after that: yesterday's news helps nobody.
TOO_LATE = {DigestRhythm.DAILY: timedelta(hours=12), DigestRhythm.WEEKLY: timedelta(hours=36)}
SPAN = {DigestRhythm.DAILY: timedelta(days=1), DigestRhythm.WEEKLY: timedelta(days=7)}


def send_digests(*, now: datetime | None = None, alive: Callable[[int], None] = lambda _done: None) -> int:
    """Make the digests that are due and hand them to `notify_each`; returns how many were made.

    Each batch of guardians is told, and noted as done, in one transaction: a worker that is killed goes on where it stopped, two
    workers take turns, and the key of the period keeps a guardian from being told twice however it happens.
    """
    now, made = now or timezone.now(), 0
    for rhythm, span in SPAN.items():
        ends_at = last_digest(timezone.localtime(now), weekly=rhythm == DigestRhythm.WEEKLY)
        if now - ends_at > TOO_LATE[rhythm]:
            continue
        run, _created = DigestRun.objects.get_or_create(rhythm=rhythm, ends_at=ends_at)
        while run.finished_at is None:
            run = _next_batch(run, ends_at - span)
            alive(made + run.sent_count)
        made += run.sent_count if _created else 0
    return made


@transaction.atomic
def _next_batch(run: DigestRun, since: datetime) -> DigestRun:
    rows = DigestRun.objects.select_for_update() if connection.features.has_select_for_update else DigestRun.objects.all()
    run = rows.get(pk=run.pk)
    if run.finished_at is not None:
        return run
    ids = list(
        _wards().filter(guardian_id__gt=run.after_id).order_by("guardian_id").values_list("guardian_id", flat=True).distinct()[:BATCH]
    )
    if ids:
        letters = _letters([one for one, rhythm in rhythms_of(ids).items() if rhythm == run.rhythm], run, since)
        notify_each(kind=DIGEST_KIND, letters=letters, dedupe_key=f"{run.rhythm}:{run.ends_at:%Y-%m-%d}")
        run.after_id, run.sent_count = ids[-1], run.sent_count + len(letters)
    else:
        run.finished_at = timezone.now()
    run.save(update_fields=["after_id", "sent_count", "finished_at"])
    return run


def _wards() -> Any:
    return Guardianship.objects.filter(running()).exclude(verified_at=None)


def _letters(guardian_ids: Sequence[int], run: DigestRun, since: datetime) -> list[Letter]:
    """Return what each guardian is told, in its own language; nobody is told that nothing happened."""
    rows = _wards().filter(guardian_id__in=guardian_ids).select_related("child").order_by("child__born_on", "child_id")
    wards = {Ward(row.guardian_id, row.child_id, frozenset(row.may_see or ())): row.child for row in rows}
    said = _lines(list(wards), since, run.ends_at)
    news = news_of(guardian_ids, since, run.ends_at)
    languages = dict(Account.objects.filter(person_id__in=guardian_ids, is_active=True).values_list("person_id", "language"))
    letters, said_to = [], []
    for guardian_id, language in languages.items():
        mine = [(child, said[ward]) for ward, child in wards.items() if ward.guardian_id == guardian_id and said[ward]]
        try:
            with translation.override(language or settings.LANGUAGE_CODE):
                letter = _letter(guardian_id, run, mine, news.get(guardian_id, []))
        except Exception as problem:  # what a source says of one child costs its own guardians the letter, nobody else
            note_failure(DIGESTS, str(guardian_id), problem)
            continue
        said_to.append(str(guardian_id))
        letters += [letter] if letter else []
    forget_failures(DIGESTS, said_to)
    return letters


def _letter(
    guardian_id: int, run: DigestRun, mine: Sequence[tuple[Any, Sequence[DigestLine]]], news: Sequence[Notification]
) -> Letter | None:
    children = [_child(child, lines) for child, lines in mine]
    return Letter(guardian_id, _data(run.rhythm, children, news)) if children or news else None


def _lines(wards: Sequence[Ward], since: datetime, until: datetime) -> dict[Ward, list[DigestLine]]:
    """Ask every source; one that fails costs its own lines."""
    said: dict[Ward, list[DigestLine]] = {ward: [] for ward in wards}
    for source in DigestSource.all():
        try:
            with transaction.atomic():
                found: Mapping[Ward, Sequence[DigestLine]] = source.lines(wards, since, until)
        except Exception:
            log.exception("a source of the digest failed", source=type(source).__name__)
            continue
        for ward, lines in found.items():
            said[ward] += lines
    return said


def _child(child: Any, lines: Sequence[DigestLine]) -> dict[str, Any]:
    """Return one child's part as it is kept: sections in their order, each with its first lines and how many more there are."""
    sections = []
    for section in DigestSection:
        mine = [line for line in lines if line.section == section]
        if mine:
            shown = [{"title": str(line.title), "note": _note(line), "url": line.url} for line in mine[:MOST_LINES]]
            sections.append({"key": section.value, "label": str(section.label), "lines": shown, "more": len(mine) - len(shown)})
    return {"id": child.pk, "name": child.full_name, "short": child.short_name, "initials": child.initials, "sections": sections}


def _note(line: DigestLine) -> str:
    at = date_format(timezone.localtime(line.at), "D, d/m") if line.at else ""
    return str(line.note) % {"at": at} if line.note else at


def _data(rhythm: str, children: Sequence[dict[str, Any]], news: Sequence[Notification]) -> dict[str, Any]:
    names = ", ".join(child["short"] for child in children)
    heading = _("Bản tin tuần: %(names)s") if rhythm == DigestRhythm.WEEKLY else _("Bản tin ngày: %(names)s")
    counts: dict[str, int] = {}
    for child in children:
        for section in child["sections"]:
            counts[section["key"]] = counts.get(section["key"], 0) + len(section["lines"]) + section["more"]
    parts = [f"{section.label}: {counts[section]}" for section in DigestSection if section in counts]
    if news:
        parts.append(ngettext("%(count)s tin chưa đọc", "%(count)s tin chưa đọc", len(news)) % {"count": len(news)})
    return {
        "heading": heading % {"names": names or _("tin chưa đọc")},
        "summary": " · ".join(parts),
        "children": list(children),
        "news": [{"title": row.title, "url": f"/thong-bao/{row.pk}/"} for row in news],
    }
