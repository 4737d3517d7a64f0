"""The life of an import: a file is kept, read into lines by a job, looked at, saved (some now, the rest later), taken back."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from assessment.types import Content
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.services import enqueue
from core.lib.vietnamese import tidy
from core.organisations.models import Grade

from ..enums import ImportLineState, ImportState
from ..errors import ItemError, place_words, unreadable_words
from ..interop.reading import read_file
from ..interop.types import Issue, ReadFile, ReadQuestion, UnreadableError
from ..models import Bank, Folder, Item, ItemImport, ItemImportLine, ItemVersion
from ..policies import can_edit_bank, can_view_import
from ..selectors.items import twins_of_many
from ..selectors.kinds import kind_of
from ..types import ItemMeta, NewItem, Twin
from .banks import folder_named
from .files import keep_bytes
from .import_facts import Facts
from .import_lines import state_of
from .items import create_items
from .places import delete_items

Progress = Callable[[int, int, str], None]
KEPT_NOTES = 100
TWINS_AT_ONCE = 100


def start_import(
    *,
    actor: Actor,
    bank: Bank,
    upload: "File[bytes]",
    folder: Folder | None = None,
    form: str = "auto",
    defaults: dict[str, Any] | None = None,
) -> ItemImport:
    """Keep an uploaded file of questions and read it in a job; nothing is in the bank yet.

    `defaults`: `grade_id`, `source` for questions that name none. Errors: `AccessRefused`, `ItemError` `folder.other_bank`.
    """
    require(can_edit_bank, actor, bank)
    if folder is not None and folder.bank_id != bank.pk:
        raise ItemError("folder.other_bank")
    name = tidy(str(upload.name or "").replace("\\", "/").rsplit("/", 1)[-1])[-200:] or "cau-hoi"
    run = ItemImport(bank=bank, folder=folder, name=name, format=form, size_bytes=upload.size or 0, defaults=defaults or {})
    run.created_by_id = actor.person_id or None
    run.file.save("cau-hoi.bin", ContentFile(upload.read()), save=False)
    with transaction.atomic():
        run.save()
        job = enqueue("items.import", {"import_id": run.pk}, created_by_id=actor.person_id or None)
        run.job_id = job.pk if job else None
        run.save(update_fields=["job_id"])
        record(actor=actor, verb="assessment.import.started", obj=run, unit_path=bank.unit.path, unit_id=bank.unit_id)
    return run


def defaults_of(*, grade: Grade | None = None, source: str = "") -> dict[str, Any]:
    """Return what questions of a file get when they don't say it themselves."""
    given = {"grade_id": grade.pk if grade else None, "source": tidy(source)[:200]}
    return {name: value for name, value in given.items() if value}


def fail_import(*, run: ItemImport, reason: str) -> None:
    """End an import that can't be read, with the reason for the person who waits."""
    notes = [{"code": "", "level": "bad", "where": "", "what": reason}]
    ItemImport.objects.filter(pk=run.pk, state=ImportState.READING).update(state=ImportState.FAILED, notes=notes)


def read_import(*, actor: Actor, run: ItemImport, progress: Progress | None = None) -> ItemImport:
    """Read the kept file into lines. A second run finds the first one's work; a file that can't be read ends as failed."""
    require(can_view_import, actor, run)
    if run.state != ImportState.READING:
        return run
    try:
        with run.file.open("rb") as stream:
            data = stream.read()
        read = read_file(data, run.name, run.format or "auto")
    except FileNotFoundError:
        fail_import(run=run, reason=unreadable_words("stored.gone", {}))
    except UnreadableError as problem:
        fail_import(run=run, reason=unreadable_words(problem.code, problem.params))
    else:
        lines = Lines(actor, run, read, progress).made()
        with transaction.atomic():
            locked = ItemImport.objects.select_for_update().get(pk=run.pk)
            if locked.state == ImportState.READING:
                ItemImportLine.objects.bulk_create(lines, batch_size=200)
                locked.state, locked.format = ImportState.READ, read.format
                locked.notes = [_issue_json(note) for note in read.notes][:KEPT_NOTES]
                locked.save(update_fields=["state", "format", "notes"])
    run.refresh_from_db()
    return run


def _issue_json(issue: Issue) -> dict[str, Any]:
    return {"code": issue.code, "level": issue.level, "where": place_words(issue.place), "params": issue.params}


class Lines:
    """Makes the lines of a file: files kept, facts found, content brought into shape, twins looked for."""

    def __init__(self, actor: Actor, run: ItemImport, read: ReadFile, progress: Progress | None) -> None:
        self.actor, self.run, self.read, self.progress = actor, run, read, progress
        self.facts = Facts(actor, run.bank, run.defaults)
        self.kept: dict[str, str] = {}
        self.refused: dict[str, str] = {}
        self.seen: dict[str, str] = {}

    def made(self) -> list[ItemImportLine]:
        """Return the lines, not yet in the database. Twins are looked for a hundred questions at a time."""
        lines: list[ItemImportLine] = []
        for start in range(0, len(self.read.questions), TWINS_AT_ONCE):
            lines += self._made(start, self.read.questions[start : start + TWINS_AT_ONCE])
        return lines

    def _made(self, start: int, questions: Sequence[ReadQuestion]) -> list[ItemImportLine]:
        lines, texts = [], []
        for place, question in enumerate(questions, start):
            line = self._line(place, question)
            kind = kind_of(line.kind)
            lines.append(line)
            texts.append(kind.text(line.content) if kind.is_question else "")
            if self.progress:
                self.progress(place + 1, len(self.read.questions), "")
        for line, question, text, found in zip(lines, questions, texts, twins_of_many(self.actor, self.run.bank, texts), strict=True):
            if text:
                self._doubt(line, question, text, [twin for twin in found if twin.text])  # sealed ones don't show
            line.issues = [_issue_json(issue) for issue in question.issues]
            line.state = state_of(line)
        return lines

    def _line(self, place: int, read: ReadQuestion) -> ItemImportLine:
        content = kind_of(read.kind).clean(self._with_files(read))
        where = place_words(read.place)
        line = ItemImportLine(run=self.run, position=place, where=where, kind=read.kind, content=content, stimulus_position=read.stimulus)
        line.meta = self.facts.of(read)
        return line

    def _doubt(self, line: ItemImportLine, read: ReadQuestion, text: str, found: Sequence[Twin]) -> None:
        """Say which question of this file, or of the bank, the line reads like."""
        same = f"{line.kind}|{text}"
        if same in self.seen:
            read.doubt("twin.here", other=self.seen[same])
        self.seen.setdefault(same, line.where)
        if found:
            line.twin_id, line.twin_ratio = found[0].item_id, found[0].ratio
            read.doubt("twin", key=found[0].key, percent=int(found[0].ratio * 100))

    def _with_files(self, read: ReadQuestion) -> Content:
        """Keep the pictures and recordings a question uses; the keys in its content become the uuids of the kept ones."""

        def put(value: Any) -> Any:
            if isinstance(value, str):
                for key in self.read.media:
                    if key in value:
                        value = self._put_file(read, value, key)
                return value
            if isinstance(value, list):
                return [put(entry) for entry in value]
            return {name: put(entry) for name, entry in value.items()} if isinstance(value, dict) else value

        whole: Content = put(read.content)
        return whole

    def _put_file(self, read: ReadQuestion, text: str, key: str) -> str:
        if key not in self.kept and key not in self.refused:
            media = self.read.media[key]
            try:
                file = keep_bytes(bank=self.run.bank, name=media.name, data=media.data, person_id=self.run.created_by_id or 0)
                self.kept[key] = str(file.uuid)
            except ItemError as problem:
                self.refused[key] = problem.message
        if key in self.refused:
            read.doubt("picture.refused", why=self.refused[key])
            return "" if text == key else _without_file(text, key)
        return text.replace(key, self.kept[key])


def _without_file(text: str, key: str) -> str:
    return re.sub(rf'<(img|audio)[^>]*data-file="{key}"[^>]*>(?:</audio>)?', "", text)


# Saving


@transaction.atomic
def save_import(*, actor: Actor, run: ItemImport) -> list[Item]:
    """Put the lines that are ready into the bank as drafts, all or none, each once however often this is called.

    What still has to be looked at stays in the import and can follow later. `ItemError` `import.closed`, `import.reading`.
    """
    require(can_view_import, actor, run)
    locked = _locked(run)
    lines = list(locked.lines.select_for_update().order_by("position"))
    ready = [line for line in lines if line.state == ImportLineState.GOOD and line.item_id is None]
    questions = [line for line in ready if kind_of(line.kind).is_question]
    wanted = {line.stimulus_position for line in questions}
    passages = [
        line for line in ready if not kind_of(line.kind).is_question and (line.position in wanted or not _has_questions(line, lines))
    ]
    chosen = sorted([*questions, *passages], key=lambda line: line.position)
    by_position = {line.position: line for line in lines}
    made: list[Item] = []
    for group in _groups(chosen, by_position):
        made += _save_group(actor, locked, group, by_position)
    if made:
        locked.state, locked.saved_at = ImportState.SAVED, locked.saved_at or timezone.now()
        locked.save(update_fields=["state", "saved_at"])
        changes = {"count": len(made)}
        record(
            actor=actor,
            verb="assessment.import.saved",
            obj=locked,
            unit_path=locked.bank.unit.path,
            unit_id=locked.bank.unit_id,
            changes=changes,
        )
    run.state, run.saved_at = locked.state, locked.saved_at
    return made


def _has_questions(passage: ItemImportLine, lines: Iterable[ItemImportLine]) -> bool:
    return any(line.stimulus_position == passage.position for line in lines)


def _locked(run: ItemImport) -> ItemImport:
    locked = ItemImport.objects.select_for_update(of=("self",)).select_related("bank__unit", "folder").get(pk=run.pk)
    if locked.state == ImportState.READING:
        raise ItemError("import.reading")
    if locked.state not in (ImportState.READ, ImportState.SAVED):
        raise ItemError("import.closed")
    return locked


Group = tuple[tuple[str, ...], Item | None, list[ItemImportLine]]  # folder, a passage that is in the bank already, lines


def _groups(lines: list[ItemImportLine], by_position: dict[int, ItemImportLine]) -> list[Group]:
    """Return lines grouped by where they go: a folder, or under a passage that an earlier saving put there."""
    groups: dict[tuple[tuple[str, ...], int | None], list[ItemImportLine]] = {}
    for line in lines:
        passage = by_position.get(line.stimulus_position) if line.stimulus_position is not None else None
        folder = tuple((passage or line).meta.get("folder", []))
        groups.setdefault((folder, passage.item_id if passage else None), []).append(line)
    saved = {item.pk: item for item in Item.objects.filter(pk__in=[key[1] for key in groups if key[1]])}
    return [(folder, saved.get(passage_id or 0), group) for (folder, passage_id), group in groups.items()]


def _save_group(actor: Actor, run: ItemImport, group: Group, by_position: dict[int, ItemImportLine]) -> list[Item]:
    names, passage, lines = group
    start = [*_path(run.folder), *names] if names else []
    folder = folder_named(actor=actor, bank=run.bank, names=start) if start else run.folder
    folder = passage.folder if passage else folder
    places = {line.position: place for place, line in enumerate(lines)}
    new = [
        NewItem(
            line.kind,
            line.content,
            _meta(line),
            None if passage else places.get(line.stimulus_position if line.stimulus_position is not None else -1),
        )
        for line in lines
    ]
    made = create_items(actor=actor, bank=run.bank, questions=new, folder=folder, stimulus=passage)
    for line, item in zip(lines, made, strict=True):
        line.item, line.state = item, ImportLineState.SAVED
    ItemImportLine.objects.bulk_update(lines, ["item"], batch_size=500)
    ItemImportLine.objects.filter(pk__in=[line.pk for line in lines]).update(state=ImportLineState.SAVED)
    return made


def _path(folder: Folder | None) -> list[str]:
    names: list[str] = []
    while folder is not None:
        names.insert(0, folder.name)
        folder = folder.parent
    return names


def _meta(line: ItemImportLine) -> ItemMeta:
    names = ("subject_id", "grade_id", "outcome_id", "level", "difficulty", "points", "source")
    return ItemMeta(**{name: line.meta.get(name) for name in names}, tags=tuple(line.meta.get("tags", [])))


# Taking back


@transaction.atomic
def discard_import(*, actor: Actor, run: ItemImport) -> None:
    """Give up an import nothing of which is in the bank; the file is forgotten. Twice is once."""
    require(can_view_import, actor, run)
    locked = ItemImport.objects.select_for_update(of=("self",)).select_related("bank__unit").get(pk=run.pk)
    if locked.state in (ImportState.SAVED, ImportState.DISCARDED):
        return
    locked.state = ImportState.DISCARDED
    locked.save(update_fields=["state"])
    file = locked.file
    transaction.on_commit(lambda: file.delete(save=False))
    locked.lines.all().delete()
    record(actor=actor, verb="assessment.import.discarded", obj=locked, unit_path=locked.bank.unit.path, unit_id=locked.bank.unit_id)


@transaction.atomic
def undo_import(*, actor: Actor, run: ItemImport) -> int:
    """Take everything an import saved out of the bank again; its lines wait to be looked at once more.

    `ItemError` `import.used` when one of the items was used, made ready, or changed since: then nothing is removed.
    """
    require(can_view_import, actor, run)
    locked = _locked(run)
    lines = list(locked.lines.select_for_update().filter(state=ImportLineState.SAVED))
    items = list(Item.objects.filter(pk__in=[line.item_id for line in lines if line.item_id]).select_related("bank"))
    ids = [item.pk for item in items]
    touched = any(item.revision or item.ready_id or item.usage_count for item in items)
    others = Item.objects.filter(stimulus_id__in=ids).exclude(pk__in=ids).exists()
    if touched or others or ItemVersion.objects.filter(item_id__in=ids, number__gt=1).exists():
        raise ItemError("import.used")
    for line in lines:
        line.item, line.state = None, ImportLineState.GOOD
    ItemImportLine.objects.bulk_update(lines, ["item", "state"], batch_size=500)
    if items:
        try:
            delete_items(actor=actor, items=items)
        except ItemError as problem:
            raise ItemError("import.used") from problem
    locked.state, locked.saved_at = ImportState.READ, None
    locked.save(update_fields=["state", "saved_at"])
    changes = {"count": len(items)}
    record(
        actor=actor,
        verb="assessment.import.undone",
        obj=locked,
        unit_path=locked.bank.unit.path,
        unit_id=locked.bank.unit_id,
        changes=changes,
    )
    return len(items)


def forget_files(*, before: Any) -> int:
    """Delete the files of imports older than a moment; what was saved from them stays. Returns how many."""
    old = list(ItemImport.objects.filter(created_at__lt=before).exclude(file="")[:200])
    for run in old:
        run.file.delete(save=False)
        run.file = ""
        run.save(update_fields=["file"])
    return len(old)
