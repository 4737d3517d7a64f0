"""Import a file of questions into a bank from the shell: what is clear goes in, what is not is reported."""

import json
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessment.items import services
from assessment.items.errors import issue_words
from assessment.items.interop.reading import READERS
from assessment.items.models import Bank, Folder, Item, ItemImport
from assessment.items.selectors.kinds import kind_of
from assessment.items.services.import_lines import open_issues
from core.access.types import Actor

SAME = 0.999


class Command(BaseCommand):
    help = "Nhập câu hỏi từ tệp Word, Excel, GIFT, Aiken, Moodle XML, QTI hoặc H5P vào một ngân hàng."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file")
        parser.add_argument("--bank", required=True, help="mã ngân hàng")
        parser.add_argument("--folder", default="", help="tên các thư mục từ ngoài vào trong, cách nhau bằng /")
        parser.add_argument("--format", default="auto", choices=["auto", *READERS])
        parser.add_argument("--json", action="store_true", dest="as_json", help="in {imported, warnings, errors}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file, save what is clear, report the rest. Ends with an error when nothing could be read."""
        path = Path(options["file"])
        bank = Bank.objects.select_related("unit", "subject").filter(key=options["bank"]).first()
        if bank is None:
            raise CommandError(f"Không có ngân hàng mang mã “{options['bank']}”.")
        if not path.is_file():
            raise CommandError(f"Không có tệp {path}.")
        actor = Actor.system("import_questions")
        folder = self._folder(actor, bank, options["folder"])
        upload = ContentFile(path.read_bytes(), name=path.name)
        run = services.start_import(actor=actor, bank=bank, upload=upload, folder=folder, form=options["format"])
        run = services.read_import(actor=actor, run=run)
        saved = self._save(actor, run) if run.state == "read" else []
        self._say(report(run, len(saved)), as_json=options["as_json"])
        if run.state == "failed":
            raise SystemExit(1)

    @staticmethod
    def _save(actor: Actor, run: ItemImport) -> list[Item]:
        """Nobody looks here: what is only doubtful goes in with a warning, what the bank or the file has already stays out."""
        for line in run.lines.filter(state="look"):
            again = (line.twin_ratio or 0) > SAME or any(issue["code"] == "twin.here" for issue in line.issues)
            services.decide_line(actor=actor, line=line, act="skip" if again else "fine")
        return services.save_import(actor=actor, run=run)

    @staticmethod
    def _folder(actor: Actor, bank: Bank, path: str) -> Folder | None:
        names = [name for name in path.split("/") if name.strip()]
        return services.folder_named(actor=actor, bank=bank, names=names) if names else None

    def _say(self, found: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        self.stdout.write(f"Đã nhập {found['imported']} câu.")
        for name, title in (("warnings", "Lưu ý"), ("errors", "Chưa nhập")):
            for row in found[name]:
                self.stdout.write(f"{title}: {row['where']}: {row['what']}")


def report(run: ItemImport, imported: int) -> dict[str, Any]:
    """Return `{imported, warnings, errors}`: errors are questions (or the file) that did not go in, with the reason."""
    warnings: list[dict[str, str]] = []
    errors: list[dict[str, str]] = []
    for note in run.notes:
        what = issue_words(note["code"], note.get("params", {}))[1] if note.get("code") else note.get("what", "")
        (errors if note["level"] == "bad" else warnings).append({"where": note["where"] or run.name, "what": what})
    for line in run.lines.order_by("position"):
        told = [issue_words(issue["code"], issue.get("params", {}))[1] for issue in line.issues]
        if line.state == "saved":
            warnings += [{"where": line.where, "what": what} for what in told]
            continue
        if line.state == "skipped":
            warnings += [{"where": line.where, "what": f"Bỏ qua. {what}"} for what in told]
            continue
        reasons = [issue_words(issue["code"], issue.get("params", {}))[1] for issue in open_issues(line)]
        reasons += [str(problem.message) for problem in kind_of(line.kind).problems(line.content)]
        for reason in dict.fromkeys(reasons or ["Đi cùng các câu chưa nhập."]):
            errors.append({"where": line.where, "what": reason})
    return {"imported": imported, "warnings": warnings, "errors": errors}
