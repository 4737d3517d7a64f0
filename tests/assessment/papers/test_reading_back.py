"""Booklets we have printed come in again from their PDF: every question in its kind, with its options; only keys aren't there."""

import pytest

from assessment.items.interop.reading import read_file
from core.lib.markup import plain_text
from tests.assessment.papers.test_printing import actor, made, paper, unit  # noqa: F401

pytestmark = pytest.mark.django_db


def lists_of(question) -> list[str]:
    return [plain_text(row["html"]) for name in ("options", "statements") for row in question.content.get(name, [])]


def expected(frozen, code):
    """What stands on the paper of a code: kind, words and lists of each question in its order."""
    items = {item["position"]: item for part in frozen.snapshot["parts"] for item in part["items"]}
    found = []
    for row in frozen.forms.get(code=code).order:
        item = items[row["position"]]
        content = item["content"]
        name = next((name for name in ("options", "statements") if name in content), "")
        texts = {entry["id"]: plain_text(entry["html"]) for entry in content.get(name, [])}
        ids = row["lists"].get(name) or list(texts)
        found.append((item["kind"], plain_text(content["prompt"]).split()[-2:], [texts[key] for key in ids] if name else []))
    return found


def test_a_printed_booklet_is_read_back_whole(actor, paper, run_jobs):  # noqa: F811
    found = read_file(made(actor, paper, run_jobs, "booklet", "pdf", codes=["101"]), "de.pdf")
    read = [(row.kind, plain_text(row.content["prompt"]).split()[-2:], lists_of(row)) for row in found.questions]
    assert read == expected(paper, "101")
    assert [row.content["prompt"].count("<img") for row in found.questions[:8]] == [1] * 8, "a drawn formula is a picture"
    assert {issue.code for row in found.questions for issue in row.issues} == {"key.none"}
    assert "Giám thị không giải thích gì thêm" in next(note.params["text"] for note in found.notes if note.code == "file.between")
