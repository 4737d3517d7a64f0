"""Every sample of the collections comes in, or is refused with its reason; the shares are in docs/standards."""

import io
import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from assessment.hooks import ItemKind
from assessment.items.errors import UNREADABLE, issue_words, unreadable_words
from assessment.items.interop.reading import read_file
from assessment.items.interop.types import UnreadableError

SAMPLES = Path(__file__).parents[5] / "shared" / "samples"
FOLDERS = ("word-exams", "qti", "question-formats", "common-cartridge", "h5p")
SUFFIXES = (".docx", ".xml", ".zip", ".txt", ".imscc", ".h5p")
LEAST = {"word-exams": 1.0, "qti": 0.7, "question-formats": 0.8, "h5p": 1.0}

pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the collections of samples (../shared/samples) are not here")


def zipped(folder):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return out.getvalue()


def samples(name):
    """Files as people would upload them: a folder with a manifest is a package."""
    for root, folders, files in os.walk(SAMPLES / name):
        if "imsmanifest.xml" in files:
            folders[:] = []
            yield Path(root), zipped(Path(root))
            continue
        folders.sort()
        for file in sorted(files):
            if file.endswith(SUFFIXES):
                yield Path(root) / file, (Path(root) / file).read_bytes()


def reading(data, name):
    """Return (why it was refused, what was read); one of the two is None."""
    try:
        return None, read_file(data, name)
    except UnreadableError as problem:
        return problem, None


@pytest.mark.parametrize("name", FOLDERS)
def test_every_sample_comes_in_or_says_why_not(name):
    counts = Counter()
    for path, data in samples(name):
        refused, read = reading(data, path.name)
        if read is None:
            assert refused.code in UNREADABLE, (path, refused.code)
            assert "%(" not in unreadable_words(refused.code, refused.params)
            counts["refused"] += 1
            continue
        assert read.questions, path
        for question in read.questions:
            kind = ItemKind.of(question.kind)
            content = kind.clean(question.content)
            bad = [issue for issue in question.issues if issue.level == "bad"]
            assert all(issue_words(issue.code, issue.params)[0] != issue.code for issue in question.issues), (path, question.issues)
            counts["whole" if not bad and not kind.problems(content) else "part"] += 1
    total = counts["whole"] + counts["part"]
    assert sum(counts.values()) > 1
    if name in LEAST:
        assert counts["whole"] / total >= LEAST[name], counts


def test_the_two_exams_come_in_whole_and_right():
    keys = {}
    for path, data in samples("word-exams"):
        read = read_file(data, path.name)
        assert [issue for question in read.questions for issue in question.issues] == []
        keys[path.stem] = [
            ItemKind.of(q.kind).key_text(ItemKind.of(q.kind).clean(q.content)) for q in read.questions if q.kind != "stimulus"
        ]
    assert keys["de-kiem-tra-toan-12"] == ["B", "B", "C", "A", "B", "C", "Đ Đ S Đ", "Đ S Đ S", "0", "2", "1,5"]
    assert keys["de-kiem-tra-lich-su-dia-li-8"] == ["C", "A", "B", "A", ""]
