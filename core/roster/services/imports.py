"""The life of an import."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.services import enqueue
from core.lib.vietnamese import fold
from core.organisations.models import SchoolYear, Subject, Unit
from core.people.selectors import code_spellings
from core.people.types import CODE_LISTS

from ..enums import EntryAction, RosterState
from ..errors import RosterFileError
from ..interop.columns import COLUMNS, guess_mapping, missing_columns
from ..interop.sheets import UnreadableError, read_sheet
from ..models import RosterEntry, RosterImport
from ..policies import can_import_roster
from ..rules import CLEANERS, CODE_COLUMNS, Catalogue, Cells, find_repeats
from ..selectors import absent_enrolments
from ..types import PersonLine, Problem, Sheet, Totals
from .applying import apply_batch
from .leaving import mark_leavers
from .planning import Options, Planned, Planner

BATCH = 200
MAX_PROBLEMS = 2000
Progress = Callable[[int, int, str], None]


def start_import(*, actor: Actor, unit: Unit, kind: str, stream: BinaryIO, file_name: str, school_year: SchoolYear) -> RosterImport:
    """Keep an uploaded file and guess its mapping; nothing about people changes.

    Errors: `AccessRefused`; `RosterFileError` when it can't be read as a table.
    """
    require(can_import_roster, actor, unit)
    sheet = _read(stream, file_name, kind)
    stream.seek(0)
    roster = RosterImport(
        unit=unit,
        kind=kind,
        file_name=file_name[-200:],
        school_year=school_year,
        headers=list(sheet.headers),
        created_by_id=actor.person_id or None,
    )
    roster.mapping = {str(index): key for index, key in guess_mapping(kind, sheet.headers).items()}
    roster.file.save(f"{roster.uuid}{'.csv' if not file_name.lower().endswith('.xlsx') else '.xlsx'}", File(stream), save=False)
    with transaction.atomic():
        roster.save()
        record(actor=actor, verb="roster.uploaded", obj=roster, unit_path=unit.path)
    return roster


def _read(stream: Any, name: str, kind: str) -> Sheet:
    try:
        return read_sheet(stream, name, kind)
    except UnreadableError as problem:
        raise RosterFileError(problem.code, problem.value) from problem


def set_mapping(*, actor: Actor, roster: RosterImport, mapping: dict[str, str], options: dict[str, bool]) -> RosterImport:
    """Choose which column means what, and what the import may do.

    Errors: `RosterFileError` `column.missing`, `column.twice`; then nothing changes.
    """
    require(can_import_roster, actor, roster.unit)
    chosen = {index: key for index, key in mapping.items() if key}
    titles = {column.key: column.title for column in COLUMNS[roster.kind]}
    twice = next((key for key in chosen.values() if list(chosen.values()).count(key) > 1), None)
    if twice:
        raise RosterFileError("column.twice", titles.get(twice, twice))
    missing = missing_columns(roster.kind, {int(index): key for index, key in chosen.items()})
    if missing:
        raise RosterFileError("column.missing", "”, “".join(missing))
    roster.mapping, roster.options = chosen, options
    roster.save(update_fields=["mapping", "options"])
    return roster


def catalogue() -> Catalogue:
    """Return the code lists, folded names and aliases to codes, and the subjects."""
    lists = code_spellings()
    codes = {key: lists[CODE_LISTS[key]] for key in CODE_COLUMNS}
    subjects = {fold(name): subject.key for subject in Subject.objects.all() for name in (subject.name, subject.short_name, subject.key)}
    return Catalogue(codes, subjects, timezone.localdate())


def clean_sheet(roster: RosterImport) -> tuple[list[PersonLine], list[Problem]]:
    """Read the kept file again and clean every row; returns good and bad lines, and all problems."""
    with roster.file.open("rb") as stream:
        sheet = _read(stream, roster.file_name, roster.kind)
    mapping = {int(index): key for index, key in roster.mapping.items()}
    missing = missing_columns(roster.kind, mapping)
    if missing:
        raise RosterFileError("column.missing", "”, “".join(missing))
    titles = column_titles(roster)
    lists, clean = catalogue(), CLEANERS[roster.kind]
    lines, problems = [], []
    for number, row in sheet.rows:
        cells = Cells(number, {key: row[index] for index, key in mapping.items() if index < len(row)}, titles)
        lines.append(clean(cells, lists))
        problems += cells.problems
    return lines, problems + find_repeats(lines, titles)


def column_titles(roster: RosterImport) -> dict[str, str]:
    """Return column key to the heading that stands in this file."""
    titles = {column.key: column.title for column in COLUMNS[roster.kind]}
    titles.update({key: roster.headers[int(index)] for index, key in roster.mapping.items() if int(index) < len(roster.headers)})
    return titles


def _good_lines(lines: list[PersonLine], problems: list[Problem]) -> list[PersonLine]:
    refused = {problem.row for problem in problems if not problem.is_warning}
    return [line for line in lines if line.row not in refused]


def _planner(roster: RosterImport) -> Planner:
    return Planner(
        unit=roster.unit, school_year=roster.school_year, kind=roster.kind, options=Options(**roster.options), titles=column_titles(roster)
    )


def _count(totals: Totals, planned: Planned) -> None:
    names = {EntryAction.CLASS_TRANSFER: "class_transfers", EntryAction.TRANSFER_IN: "transfers_in", EntryAction.LEFT: "leavers"}
    name = names.get(planned.action, str(planned.action))
    setattr(totals, name, getattr(totals, name) + 1)


def check_import(*, actor: Actor, roster: RosterImport) -> RosterImport:
    """Dry run: find out what every row would do and what is wrong, and keep only that report."""
    require(can_import_roster, actor, roster.unit)
    lines, problems = clean_sheet(roster)
    planner, totals = _planner(roster), Totals(rows=len(lines))
    preview: list[dict[str, Any]] = []
    good, seen = _good_lines(lines, problems), set()
    for start in range(0, len(good), BATCH):
        for plan in planner.plan(good[start : start + BATCH]):
            _count(totals, plan)
            problems += plan.problems
            if plan.person:
                seen.add(plan.person.pk)
            if plan.action not in {EntryAction.UNCHANGED, EntryAction.REFUSED} and len(preview) < 200:
                preview.append(_preview(plan))
    if roster.kind == "students":
        absent = absent_enrolments(roster, {line.class_key for line in good}, seen)
        preview += [{"row": 0, "name": row.person.full_name, "action": "absent", "detail": row.class_group.name} for row in absent[:200]]
        totals.leavers += len(absent) if roster.options.get("mark_leavers") else 0
    totals.refused = len({problem.row for problem in problems if not problem.is_warning})
    totals.new_classes = sorted(planner.new_classes)
    roster.totals, roster.preview, roster.state = totals.as_dict(), preview, RosterState.CHECKED
    roster.problems = [problem.as_dict() for problem in sorted(problems, key=lambda p: (p.row, p.column))[:MAX_PROBLEMS]]
    roster.save(update_fields=["totals", "preview", "state", "problems"])
    return roster


def _preview(plan: Planned) -> dict[str, Any]:
    detail = plan.line.class_key or plan.line.title
    if plan.action == EntryAction.CLASS_TRANSFER and plan.enrolment:
        detail = f"{plan.enrolment.class_group.name} → {plan.line.class_key}"
    return {"row": plan.line.row, "name": plan.line.name, "action": str(plan.action), "detail": detail, "fields": sorted(plan.changes)}


def launch_import(*, actor: Actor, roster: RosterImport) -> RosterImport:
    """Enqueue the run as a job. A second press while it runs changes nothing."""
    require(can_import_roster, actor, roster.unit)
    with transaction.atomic():
        locked = RosterImport.objects.select_for_update().get(pk=roster.pk)
        if locked.state not in {RosterState.CHECKED, RosterState.FAILED}:
            return locked
        locked.state = RosterState.RUNNING
        locked.job = enqueue("roster.run", {"roster_id": locked.pk}, created_by_id=actor.person_id or None)
        locked.save(update_fields=["state", "job"])
        record(actor=actor, verb="roster.started", obj=locked, unit_path=locked.unit.path)
    return locked


def run_import(*, actor: Actor, roster: RosterImport, progress: Progress | None = None) -> RosterImport:
    """Import the good rows, in batches of 200, each in its own transaction; rows done before are not done again.

    Two runs at once wait for each other at the unit's row. Returns the import with its totals and problems.
    """
    require(can_import_roster, actor, roster.unit)
    lines, problems = clean_sheet(roster)
    good = _good_lines(lines, problems)
    done = set(RosterEntry.objects.filter(roster=roster).values_list("row", flat=True))
    todo = [line for line in good if line.row not in done]
    for start in range(0, len(todo), BATCH):
        batch = todo[start : start + BATCH]
        with transaction.atomic():
            Unit.objects.select_for_update().get(pk=roster.unit_id)
            planner = _planner(roster)
            known = planner.read(batch)
            planned = [planner._plan_line(line, known) for line in batch]
            apply_batch(roster=roster, planner=planner, planned=planned, known=known)
            problems += [problem for plan in planned for problem in plan.problems]
        if progress:
            progress(min(start + BATCH, len(todo)), len(todo), "")
    with transaction.atomic():
        leavers = mark_leavers(roster, {line.class_key for line in good}) if roster.kind == "students" else 0
        _finish(actor, roster, len(lines), problems, leavers)
    return roster


def _finish(actor: Actor, roster: RosterImport, rows: int, problems: list[Problem], leavers: int) -> None:
    totals = Totals(rows=rows)
    for action in RosterEntry.objects.filter(roster=roster).values_list("action", flat=True):
        _count(totals, Planned(_NO_LINE, EntryAction(action)))
    totals.leavers += leavers
    totals.refused = len({problem.row for problem in problems if not problem.is_warning})
    roster.totals, roster.state, roster.finished_at = totals.as_dict(), RosterState.DONE, timezone.now()
    roster.problems = [problem.as_dict() for problem in sorted(problems, key=lambda p: (p.row, p.column))[:MAX_PROBLEMS]]
    roster.save(update_fields=["totals", "state", "finished_at", "problems"])
    record(actor=actor, verb="roster.imported", obj=roster, unit_path=roster.unit.path, changes={"totals": [None, roster.totals]})


_NO_LINE = replace(PersonLine(0, "", None, ""))
