"""Files that attack: each is refused with its reason, and nothing outside of it is read."""

import io
import struct
import zipfile
import zlib

import pytest
from openpyxl import Workbook

from assessment.hooks import ItemKind
from assessment.items.interop.moodle import picture_size, read_moodle
from assessment.items.interop.reading import read_file
from assessment.items.interop.types import UnreadableError
from assessment.items.interop.xml import parse_xml
from core.lib.archives import Archive, ArchiveLimits, ArchiveProblem

QUIZ = b"<quiz><question type='essay'><questiontext><text>%s</text></questiontext></question></quiz>"


def code_of(data, name="x"):
    with pytest.raises(UnreadableError) as caught:
        read_file(data, name)
    return caught.value.code


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def named(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    "head",
    [
        b'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE quiz [<!ENTITY % remote SYSTEM "http://127.0.0.1:9/x.dtd"> %remote;]>',
        b'<?xml version="1.0"?>\n<!DOCTYPE quiz SYSTEM "x.dtd" [<!ELEMENT quiz ANY>]>',
    ],
)
def test_entities_are_refused(head):
    assert code_of(head + QUIZ % b"&x;") == "xml.doctype"


def test_entities_in_another_encoding_are_refused_too():
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'
    with pytest.raises(UnreadableError) as caught:
        parse_xml(text.encode("utf-16"))
    assert caught.value.code == "xml.doctype"


def test_a_plain_document_type_of_old_qti_is_taken_off():
    assert parse_xml(b'<!DOCTYPE questestinterop SYSTEM "ims_qtiasiv1p2.dtd"><questestinterop/>').tag == "questestinterop"


def test_broken_deep_and_foreign_xml():
    assert code_of(b"<quiz><question>") == "xml.broken"
    assert code_of(b"<quiz>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</quiz>") == "xml.broken"
    assert code_of(b"<html><body/></html>") == "xml.unknown"


@pytest.mark.parametrize("name", ["../out.xml", "/etc/x.xml", "a/../../b.xml", "C:/x.xml", "a\\b.xml", "a//b.xml"])
def test_paths_that_leave_the_archive(name):
    assert code_of(named("imsmanifest.xml", name)) == "zip.path"


def test_links_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert code_of(out.getvalue()) == "zip.path"


def test_bombs():
    assert code_of(zipped({"big.xml": b"0" * 40_000_000})) == "zip.bomb"
    for data, limits, code in (
        (named(*[f"f{place}" for place in range(12)]), ArchiveLimits(files=10), "zip.many"),
        (zipped({"a": b"x" * 100}), ArchiveLimits(total_bytes=50), "zip.bomb"),
    ):
        with pytest.raises(ArchiveProblem) as caught:
            Archive(data, limits)
        assert caught.value.code == code


def test_locked_and_broken_zips():
    data = bytearray(named("a.xml"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert code_of(bytes(data)) == "zip.encrypted"
    assert code_of(b"PK\x03\x04" + b"\0" * 50) == "zip.broken"


def png(width, height):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IEND", b"")


def test_huge_pictures_have_no_size():
    assert [picture_size(data) for data in (png(60_000, 60_000), b"khong phai hinh", png(80, 48))] == [(0, 0), (0, 0), (80, 48)]


def test_scripts_and_addresses_do_not_come_in():
    html = b"<![CDATA[<p onclick='x()'>A<script>alert(1)</script><img src='http://evil/x.png' alt='b'><a href='javascript:x()'>c</a><iframe src='x'></iframe></p>]]>"
    (question,) = read_moodle(QUIZ % html).questions
    clean = ItemKind.of("essay").clean(question.content)["prompt"]
    for word in ("script", "onclick", "http://evil", "javascript", "iframe"):
        assert word not in clean
    assert [issue.code for issue in question.issues] == ["picture.external"]


def test_a_workbook_with_a_document_type():
    out, changed = io.BytesIO(), io.BytesIO()
    Workbook().save(out)
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(changed, "w") as copy:
        for entry in source.infolist():
            head = b'<!DOCTYPE x [<!ENTITY a "b">]>' if entry.filename == "xl/workbook.xml" else b""
            copy.writestr(entry.filename, head + source.read(entry))
    assert code_of(changed.getvalue()) == "xml.doctype"


def test_other_files_are_told_apart():
    assert code_of(b"") == "file.empty"
    assert code_of(b"chi co chu thoi") == "file.format"
    assert code_of(b"\x80\x81\x82\x83 {=a}") == "file.text"
    assert code_of(b"x" * (61 * 1024 * 1024)) == "file.large"
    assert code_of(zipped({"readme": "x"})) == "qti.empty"


@pytest.mark.parametrize("content", [b"{", b'{"a": ' * 100_000])
def test_h5p_with_odd_json(content):
    assert code_of(zipped({"h5p.json": b'{"mainLibrary": "H5P.MultiChoice"}', "content/content.json": content})) == "h5p.content"
