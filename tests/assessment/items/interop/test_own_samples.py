"""The samples every clone has (tests/data/questions, ORIGINS.md there): each comes in whole, or says what it lacks."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from assessment.hooks import ItemKind
from assessment.items.errors import FOREIGN, issue_words, unreadable_words
from assessment.items.interop.reading import read_file
from assessment.items.interop.types import UnreadableError

DATA = Path(__file__).parents[3] / "data" / "questions"
KINDS = {
    "canvas-feedback-1.2.xml": ["essay", "single_choice", "single_choice"],
    "canvas-qti-1.2.zip": ["single_choice", "single_choice", "multiple_response"],
    "cau-hoi-aiken.txt": ["single_choice", "single_choice"],
    "cau-hoi.gift": ["single_choice", "short_answer", "matching"],
    "de-kiem-tra-lich-su-dia-li-8.docx": ["stimulus", "single_choice", "single_choice", "single_choice", "single_choice", "essay"],
    "nhieu-phan.xml": ["composite"],
    "noi-tren-hinh.xml": ["matching"],
    "thu-tu-tren-hinh.xml": ["ordering"],
}


def contents(read):
    return [ItemKind.of(question.kind).clean(question.content) for question in read.questions]


@pytest.mark.parametrize(("name", "kinds"), KINDS.items())
def test_questions_come_in_as_what_they_are(name, kinds):
    read = read_file((DATA / name).read_bytes(), name)
    assert sorted(question.kind for question in read.questions) == sorted(kinds)
    for question in read.questions:
        for issue in question.issues:
            chip, why = issue_words(issue.code, issue.params)
            assert chip != issue.code
            assert "Interaction" not in why


@pytest.mark.parametrize("path", sorted(DATA.glob("*.imscc")), ids=lambda path: path.name)
def test_cartridges_without_questions_are_refused_with_the_reason(path):
    with pytest.raises(UnreadableError) as caught:
        read_file(path.read_bytes(), path.name)
    assert unreadable_words(caught.value.code, caught.value.params) == "Trong gói không có câu hỏi QTI nào."


def packed(name):
    picture, out = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (200, 120), (200, 220, 240)).save(picture, "PNG")
    with zipfile.ZipFile(out, "w") as archive:
        archive.write(DATA / name, name)
        archive.writestr("ban-do.png", picture.getvalue())
    return read_file(out.getvalue(), "goi.zip")


def test_places_of_a_picture_in_an_order_become_their_labels_under_the_picture():
    read = packed("thu-tu-tren-hinh.xml")
    (content,) = contents(read)
    assert [row["html"] for row in content["entries"]] == ["Cao Bằng", "Tuyên Quang", "Phú Thọ"]
    assert f'data-file="{next(iter(read.media))}"' in content["prompt"]
    assert ItemKind.of("ordering").problems(content) == []
    assert [(issue.code, issue.level) for issue in read.questions[0].issues] == [("kind.changed", "look")]


def test_places_of_a_picture_that_are_joined_become_pairs():
    read = packed("noi-tren-hinh.xml")
    (content,) = contents(read)
    names = {row["id"]: row["html"] for row in content["left"] + content["right"]}
    assert [(names[left], names[right]) for left, right in content["pairs"]] == [("Nội Bài", "Đà Nẵng"), ("Tân Sơn Nhất", "PQ")]
    assert "data-file" in content["prompt"]
    assert ItemKind.of("matching").problems(content) == []


def test_an_item_of_several_parts_keeps_its_words_and_says_which_part_it_could_not_keep():
    read = packed("nhieu-phan.xml")
    (content,) = contents(read)
    assert content["prompt"].startswith("<p>Đọc bảng rồi làm hai phần.</p><img data-file=")
    assert [part["kind"] for part in content["parts"]] == ["single_choice", "cloze"]
    assert ItemKind.of("composite").key_text(content) == "a) B; b) chẵn; lẻ"
    assert [issue_words(issue.code, issue.params)[1] for issue in read.questions[0].issues if issue.code == "part.lost"] == [
        f"Không giữ được: {FOREIGN['positionObjectInteraction']}."
    ]
