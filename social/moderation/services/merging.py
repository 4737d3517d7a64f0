"""Two records of one human: measures, cases, blocks and the time a family set follow it."""

from django.db import transaction
from django.db.models import Q

from core.people.services.moving import move_rows

from ..models import Block, Case, CaseStep, NetworkTime, PictureTag, Report, Sanction, UnitSafety


@transaction.atomic
def merge_people(*, person_id: int, duplicate_id: int) -> None:
    """Give everything about safety to the record that stays. Nothing ends by it: of two measures, tags or limits the stricter counts.

    The evidence of a case is left as it was taken.
    """
    to, of = person_id, duplicate_id
    move_rows(Sanction, "person", to=to, of=of)
    both = Q(person_id=to, blocked_id=of) | Q(person_id=of, blocked_id=to)
    Block.objects.filter(both).delete()  # nobody blocks itself
    move_rows(Block, "person", to=to, of=of, once=("blocked_id",))
    move_rows(Block, "blocked", to=to, of=of, once=("person_id",))
    _move_cases(to, of)
    move_rows(PictureTag, "person", to=to, of=of, once=("attachment_id",), join=_join_tags)
    move_rows(NetworkTime, "child", to=to, of=of, once=(), join=_join_times)
    for model, field in ((PictureTag, "by"), (PictureTag, "cleared_by"), (NetworkTime, "set_by")):
        move_rows(model, field, to=to, of=of)
    move_rows(UnitSafety.duty.through, "person", to=to, of=of, once=("unitsafety_id",))


def _move_cases(to: int, of: int) -> None:
    cries = Case.objects.filter(author_id=to).exclude(digest="").values("digest")
    Case.objects.filter(author_id=of, digest__in=cries).update(digest="")  # the same cry under both records: two cases, both are kept
    for field in ("author", "decided_by", "appealed_by", "closed_by"):
        move_rows(Case, field, to=to, of=of)
    move_rows(Case.asked.through, "person", to=to, of=of, once=("case_id",))
    move_rows(Report, "reporter", to=to, of=of, once=("case_id",), join=_join_reports)
    move_rows(CaseStep, "by", to=to, of=of)


def _join_reports(kept: Report, spare: Report) -> None:
    kept.note = "\n".join(note for note in (kept.note, spare.note) if note)[:1000]
    kept.save(update_fields=["note"])


def _join_tags(kept: PictureTag, spare: PictureTag) -> None:
    """A picture is clear only if it was cleared under both records."""
    kept.is_child = kept.is_child or spare.is_child
    if spare.cleared_at is None:
        kept.cleared_at = kept.cleared_by = None
    kept.save()


def _join_times(kept: NetworkTime, spare: NetworkTime) -> None:
    minutes = [one.daily_minutes for one in (kept, spare) if one.daily_minutes is not None]
    kept.daily_minutes = min(minutes, default=None)
    if kept.quiet_from is None:
        kept.quiet_from, kept.quiet_to = spare.quiet_from, spare.quiet_to
    if spare.used_on is not None and (kept.used_on is None or spare.used_on > kept.used_on):
        kept.used_on, kept.used_minutes = spare.used_on, spare.used_minutes
    elif spare.used_on == kept.used_on:
        kept.used_minutes += spare.used_minutes
    kept.save()
