"""The curriculum: national topics and outcomes from the files of this component."""

from pathlib import Path

from django.db import transaction

from core.access.policies import platform_staff, require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import fold
from core.organisations.models import Grade, Subject

from ..models import Outcome
from ..rules.curriculum import OutcomeLine, read_outcomes

DATA = Path(__file__).parents[1] / "data"


@transaction.atomic
def load_outcomes(*, actor: Actor) -> dict[str, int]:
    """Bring the national curriculum of the files in: new lines are made, changed names renamed, lines that went are closed.

    Doing it again changes nothing. Subjects and grades that aren't there are passed over. Returns `{made, changed, closed}`.
    Side effects: audit.
    """
    require(platform_staff, actor)
    subjects = {row.key: row for row in Subject.objects.all()}
    grades = {row.key: row for row in Grade.objects.all()}
    done = {"made": 0, "changed": 0, "closed": 0}
    for path in sorted(DATA.glob("*.txt")):
        if path.stem in subjects:
            _load(subjects[path.stem], read_outcomes(path.read_text(encoding="utf-8")), grades, done)
    if any(done.values()):
        record(actor=actor, verb="assessment.outcomes.loaded", changes=dict(done))
    return done


def _load(subject: Subject, lines: list[OutcomeLine], grades: dict[str, Grade], done: dict[str, int]) -> None:
    known = {row.key: row for row in Outcome.objects.select_for_update().filter(unit=None, subject=subject).exclude(key="").order_by("pk")}
    lines = [line for line in lines if line.grade in grades]
    for parents in (True, False):  # topics first: what is below them needs their ids
        level = [(place, line) for place, line in enumerate(lines, 1) if (line.parent == "") is parents]
        fresh = [_row(subject, line, place, grades, known) for place, line in level if line.code not in known]
        Outcome.objects.bulk_create(fresh, batch_size=500)
        for row in fresh:
            row.path = f"{row.parent.path if row.parent else '/'}{row.pk}/"
        Outcome.objects.bulk_update(fresh, ["path"], batch_size=500)
        done["made"] += len(fresh)
        known |= {row.key: row for row in fresh}
        for place, line in level:
            done["changed"] += _renewed(known[line.code], line.name, place)
    codes = {line.code for line in lines}
    gone = [row.pk for key, row in known.items() if key not in codes and not row.is_closed]
    done["closed"] += Outcome.objects.filter(pk__in=gone).update(is_closed=True)


def _row(subject: Subject, line: OutcomeLine, place: int, grades: dict[str, Grade], known: dict[str, Outcome]) -> Outcome:
    row = Outcome(subject=subject, grade=grades[line.grade], parent=known.get(line.parent), key=line.code, name=line.name, order=place)
    row.is_outcome = bool(line.parent)
    row.search_text = fold(line.name)[:500]  # bulk_create doesn't call save
    return row


def _renewed(row: Outcome, name: str, place: int) -> int:
    """Bring a known row in step; 1 when it had to be."""
    if (row.name, row.order, row.is_closed) == (name, place, False):
        return 0
    row.name, row.order, row.is_closed = name, place, False
    row.save(update_fields=["name", "search_text", "order", "is_closed"])
    return 1
