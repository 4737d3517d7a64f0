"""Importing 1,000 questions from Excel, against reading the same file and inserting the same rows bare; and drawing parallel papers.

Limits are the figures of one run on PostgreSQL (two busy cores, November 2026) times one and a half; a draw stops looking for better
papers after the seconds of its solver, building the model comes on top.
"""

import io
from random import Random

from django.core.files.base import ContentFile
from django.db import transaction
from openpyxl import load_workbook

from assessment.items import services
from assessment.items.interop.excel import write_excel
from assessment.items.interop.types import OutQuestion
from assessment.models import Bank, Item, ItemVersion
from assessment.papers.rules.drawing import SECONDS, Candidate, Cell, Wants, draw
from core.access.types import Actor

from .measuring import cpu_seconds, say

ROWS = 1000
WORDS = ["căn", "thức", "hàm", "số", "bậc", "hai", "đồ", "thị", "phương", "trình", "hệ", "nghiệm", "tam", "giác", "đường", "tròn", "tiếp", "tuyến", "xác", "suất", "thống", "kê", "biểu", "thể", "tích", "hình", "nón", "cạnh", "góc", "vuông", "song", "trung", "điểm", "phân", "giới", "hạn", "dãy", "cấp", "cộng", "nhân", "mẫu", "tử", "đa"]  # fmt: skip


def book(rows: int) -> bytes:
    """Return `rows` different questions with four options as .xlsx."""
    random = Random(3)
    questions = []
    for number in range(rows):
        text = " ".join(random.choice(WORDS) for _ in range(14))
        options = [
            {"id": f"o{place}", "html": f"{random.randrange(1000)}{letter}", "is_right": place == 2}
            for place, letter in enumerate("abcd", 1)
        ]
        content = {
            "prompt": f"<p>{number}. {text}?</p>",
            "options": options,
            "explanation": "<p>Thay vào.</p>",
            "hints": [],
            "shuffles": True,
        }
        for option in options:
            option |= {"feedback": "", "is_pinned": False}
        questions.append(OutQuestion(f"Q{number}", "single_choice", content, {"level": ("nb", "th", "vd")[number % 3]}))
    return write_excel(questions).data


def bare(data: bytes, bank: Bank) -> None:
    """Read the file and insert items and versions without asking anything."""
    rows = list(load_workbook(io.BytesIO(data), read_only=True).active.iter_rows(min_row=2, values_only=True))
    with transaction.atomic():
        items = Item.objects.bulk_create([Item(bank=bank, key=f"B{place}", kind="single_choice") for place, _row in enumerate(rows)])
        ItemVersion.objects.bulk_create(
            [ItemVersion(item=item, number=1, content={"prompt": str(row[2])}) for item, row in zip(items, rows, strict=True)]
        )


def pool(cells: list[Cell], each: int) -> list[Candidate]:
    """Return a bank with `each` items for every cell, some under passages, some friends."""
    random = Random(5)
    return [
        Candidate(
            place * each + number,
            (cell.key,),
            difficulty=random.randrange(20, 90) / 100,
            usage=random.randrange(6),
            friends=f"f{number // 3}" if number % 17 == 0 else "",
            stimulus=1 + place * each + number // 4 if number % 9 == 0 else 0,
        )
        for place, cell in enumerate(cells)
        for number in range(each)
    ]


def run(demo) -> list[bool]:
    """Measure reading and saving an import, and the draw of four papers of 22 items from 1,100."""
    actor, unit = Actor.system("bench"), demo.units["THCS-TANTRAO"]
    bank = Bank.objects.create(key="BENCH", unit=unit, name="Nhập")
    data = book(ROWS)
    base = cpu_seconds(lambda: bare(data, Bank.objects.create(key="BENCH-BARE", unit=unit, name="Trần")))
    runs = []

    def read() -> None:
        made = services.start_import(actor=actor, bank=bank, upload=ContentFile(data, name="cau-hoi.xlsx"), form="auto")
        runs.append(services.read_import(actor=actor, run=made))

    reading = cpu_seconds(read)
    saving = cpu_seconds(lambda: services.save_import(actor=actor, run=runs[0]))
    saved = Item.objects.filter(bank=bank).count()
    cells = [Cell(f"r{row}:{part}:{level}", 1) for row in range(4) for part in ("I", "II") for level in ("biet", "hieu", "van_dung")][:22]
    drawn = []
    drawing = cpu_seconds(lambda: drawn.append(draw(cells, pool(cells, 1100 // len(cells)), Wants(papers=4, max_spread=0.05, target=0.6))))
    return [
        say(f"import of {ROWS} questions from Excel, reading", reading / base, 7, saved=saved, seconds=round(reading, 1)),
        say(f"import of {ROWS} questions from Excel, saving", saving / base, 7, seconds=round(saving, 1)),
        say(
            f"draw of 4 papers from 1,100 questions (share of {SECONDS} s)",
            drawing / SECONDS,
            1.25,
            whole=drawn[0].is_whole,
            shares=drawn[0].shares_items,
            late=drawn[0].is_late,
        ),
    ]
