"""Export the questions of a bank from the shell."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessment.items import services
from assessment.items.errors import ItemError
from assessment.items.interop.exporting import WRITERS
from assessment.items.models import Bank, Folder
from core.access.types import Actor


class Command(BaseCommand):
    help = "Xuất câu hỏi của một ngân hàng ra QTI 2.2, QTI 3.0, Moodle XML, GIFT, Word hoặc Excel."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file")
        parser.add_argument("--bank", required=True, help="mã ngân hàng")
        parser.add_argument("--folder", default="", help="tên thư mục")
        parser.add_argument("--format", required=True, choices=list(WRITERS))
        parser.add_argument("--json", action="store_true", dest="as_json", help="in {exported, warnings, errors}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and report what the format could not hold."""
        bank = Bank.objects.select_related("unit").filter(key=options["bank"]).first()
        if bank is None:
            raise CommandError(f"Không có ngân hàng mang mã “{options['bank']}”.")
        actor = Actor.system("export_questions")
        folders = list(Folder.objects.filter(bank=bank, name=options["folder"]).values_list("pk", flat=True)) if options["folder"] else []
        if options["folder"] and not folders:
            raise CommandError(f"Không có thư mục “{options['folder']}”.")
        try:
            items = services.items_to_export(actor=actor, bank=bank, folder_ids=folders)
            made = services.export_items(actor=actor, bank=bank, items=items, form=options["format"])
        except ItemError as error:
            raise CommandError(error.message) from error
        Path(options["file"]).write_bytes(made.data)
        warnings = [{"where": key, "what": f"Không giữ được: {', '.join(parts)}."} for key, parts in made.lost.items()]
        if options["as_json"]:
            self.stdout.write(json.dumps({"exported": made.count, "warnings": warnings, "errors": []}, ensure_ascii=False))
            return
        self.stdout.write(f"Đã xuất {made.count} câu vào {options['file']}.")
        for row in warnings:
            self.stdout.write(f"{row['where']}: {row['what']}")
