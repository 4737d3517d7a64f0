"""The checker: every valid sample accepted, every bad package refused for the right reason, by the file's name."""

import io
import json
import stat
import zipfile

import pytest

from lms.h5p.interop.check import check_package
from lms.h5p.types import Limits
from tests.factories.h5p import LIBRARY, pack, package_files, samples

INVALID = {
    "2-invalid-libraries": {
        ("language_name", "H5P.GreetingCard-1.0/language/XXX!.json"),
        ("field", "H5P.GreetingCard2-1.0/library.json"),
    },
    "broken-h5p-json": {("json", "h5p.json")},
    "corrupt_archive": {("archive_broken", "")},
    "invalid-library-directory-name": {
        ("folder_name", "H5P.GreetingCard-1.0/library.json"),
        ("library_missing", "h5p.json"),
    },
}


def found(package, **limits):
    report = check_package(pack(package), Limits(**limits))
    return {(problem.code, problem.file) for problem in report.errors}


def library(**changes):
    return json.dumps({**LIBRARY, **changes})


@pytest.mark.parametrize("path", samples("valid"))
def test_every_valid_sample_is_accepted(path):
    with path.open("rb") as file:
        report = check_package(file)
    assert report.errors == ()
    assert report.main.name.machine_name == report.manifest.main_library
    assert report.libraries[-1].name == report.main.name or report.main in report.libraries


@pytest.mark.parametrize("path", samples("invalid"))
def test_every_invalid_sample_is_refused_for_its_own_fault(path):
    with path.open("rb") as file:
        report = check_package(file)
    assert {(problem.code, problem.file) for problem in report.errors} == INVALID[path.stem]


def test_small_package_is_accepted_without_warnings():
    report = check_package(pack(package_files()))
    assert (report.errors, report.warnings) == ((), ())
    assert report.libraries[0].files == ("the.js", "css/the.css")
    assert report.content_files == ("content.json", "images/anh.png")


LIB = "H5P.TheChao-1.0"
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">%s</svg>'
ATTACKS = [
    ({"../../etc/cron.txt": "x"}, "path", "../../etc/cron.txt"),
    ({"/tmp/x.txt": "x"}, "path", "/tmp/x.txt"),
    ({"C:/x.txt": "x"}, "path", "C:/x.txt"),
    ({"content/..\\x.txt": "x"}, "path", "content/..\\x.txt"),
    ({"content//x.txt": "x"}, "path", "content//x.txt"),
    ({"content/IMAGES/ANH.png": "x"}, "duplicate", "content/IMAGES/ANH.png"),
    ({"content/trang.html": "<p>"}, "extension", "content/trang.html"),
    ({f"{LIB}/trang.htm": "<p>"}, "extension", f"{LIB}/trang.htm"),
    ({"content/ma.js": "alert(1)"}, "extension", "content/ma.js"),
    ({"content/cai.exe": "MZ"}, "extension", "content/cai.exe"),
    ({"cai.php": "<?php"}, "extension", "cai.php"),
    ({"content/anh.jpg": "MZ\x90\x00"}, "executable", "content/anh.jpg"),
    ({"content/tai-lieu.pdf": "#!/bin/sh\nrm"}, "executable", "content/tai-lieu.pdf"),
    ({"content/anh.png": "<html><script>alert(1)</script>"}, "markup", "content/anh.png"),
    ({"content/anh.gif": "not a picture"}, "not_a_picture", "content/anh.gif"),
    ({"content/virus.txt": EICAR}, "malware", "content/virus.txt"),
    ({f"{LIB}/virus.js": EICAR}, "malware", f"{LIB}/virus.js"),
    ({"content/a.svg": SVG % "<script>alert(1)</script>"}, "svg_script", "content/a.svg"),
    ({"content/a.svg": SVG % '<rect onload="alert(1)"/>'}, "svg_script", "content/a.svg"),
    ({"content/a.svg": SVG % '<a xlink:href="java&#10;script:alert(1)"><text>x</text></a>'}, "svg_script", "content/a.svg"),
    ({"content/a.svg": SVG % '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'}, "svg_script", "content/a.svg"),
    ({"content/a.svg": SVG % '<animate attributeName="onclick" to="alert(1)"/>'}, "svg_script", "content/a.svg"),
    ({"content/a.svg": SVG % '<image xlink:href="https://example.org/x.png"/>'}, "svg_outside", "content/a.svg"),
    ({"content/a.svg": SVG % "<style>@import url(https://example.org/x.css)</style>"}, "svg_outside", "content/a.svg"),
    ({"content/a.svg": SVG % '<rect style="fill:url(https://example.org/x)"/>'}, "svg_outside", "content/a.svg"),
    ({"content/a.svg": '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG % "&a;"}, "svg_entity", "content/a.svg"),
    ({"content/a.svg": "<svg><g></svg>"}, "svg_broken", "content/a.svg"),
    ({"h5p.json": None}, "manifest_missing", "h5p.json"),
    ({"content/content.json": None}, "content_missing", "content/content.json"),
    ({"content/content.json": "[]"}, "not_an_object", "content/content.json"),
    ({"content/content.json": '{"a": NaN}'}, "json_number", "content/content.json"),
    ({"content/content.json": "[" * 100000}, "json_depth", "content/content.json"),
    ({"content/content.json": '{"a":' * 200 + "1" + "}" * 200}, "json_depth", "content/content.json"),
    ({"content/content.json": b'{"a": "\xff"}'}, "json_encoding", "content/content.json"),
    ({f"{LIB}/library.json": library(coreApi={"majorVersion": 1, "minorVersion": 99})}, "core_api", f"{LIB}/library.json"),
    ({f"{LIB}/library.json": library(coreApi={"majorVersion": 2, "minorVersion": 0})}, "core_api", f"{LIB}/library.json"),
    ({f"{LIB}/the.js": None}, "file_missing", f"{LIB}/the.js"),
    ({f"{LIB}/library.json": library(preloadedJs=[{"path": "../the.js"}])}, "field", f"{LIB}/library.json"),
    ({f"{LIB}/library.json": library(runnable=0)}, "not_runnable", f"{LIB}/library.json"),
    ({f"{LIB}/library.json": library(title="")}, "field", f"{LIB}/library.json"),
    ({f"{LIB}/library.json": library(majorVersion="một")}, "field", f"{LIB}/library.json"),
    ({f"{LIB}/language/vi.json": '{"semantics": ['}, "json", f"{LIB}/language/vi.json"),
    ({f"{LIB}/language/vi.json": "[]"}, "not_an_object", f"{LIB}/language/vi.json"),
    ({f"{LIB}/semantics.json": "{}"}, "not_a_list", f"{LIB}/semantics.json"),
    (
        {f"{LIB}/library.json": library(preloadedDependencies=[{"machineName": "H5P.TheChao", "majorVersion": 2, "minorVersion": 0}])},
        "library_version",
        f"{LIB}/library.json",
    ),
    (
        {"content/content.json": json.dumps({"a": {"library": "H5P.Image 1.1", "params": {}}})},
        "library_missing",
        "content/content.json",
    ),
    ({"content/content.json": json.dumps({"a": {"library": "<b>", "params": {}}})}, "content_library", "content/content.json"),
    ({"content/content.json": json.dumps({"a": {"path": "../../x.png", "mime": "image/png"}})}, "content_path", "content/content.json"),
    ({"H5P.La-1.0/a.js": "x"}, "library_json_missing", "H5P.La-1.0"),
]


@pytest.mark.parametrize(("changes", "code", "file"), ATTACKS, ids=[f"{code}-{index}" for index, (_, code, _) in enumerate(ATTACKS)])
def test_bad_package_is_refused_by_the_name_of_the_file(changes, code, file):
    assert (code, file) in found(package_files(**changes))


def test_version_that_is_needed_but_not_there_says_which_is():
    manifest = json.loads(package_files()["h5p.json"])
    manifest["preloadedDependencies"][0]["minorVersion"] = 3
    report = check_package(pack(package_files(**{"h5p.json": json.dumps(manifest)})))
    assert [(row.code, row.params) for row in report.errors] == [("library_version", {"library": "H5P.TheChao 1.3", "found": "1.0"})]


def test_json_mistake_names_line_and_column():
    report = check_package(pack(package_files(**{"content/content.json": '{\n  "loi": "a"\n  "b": 1\n}'})))
    assert [(row.code, row.file, row.params["line"], row.params["column"]) for row in report.errors] == [
        ("json", "content/content.json", 3, 3)
    ]


def test_symbolic_link_is_refused():
    entry = zipfile.ZipInfo("content/anh2.png")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO(pack(package_files()).read())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert [(row.code, row.file) for row in check_package(buffer).errors] == [("link", "content/anh2.png")]


def test_bomb_is_refused_before_it_is_unpacked():
    assert ("ratio", "content/to.txt") in found(package_files(**{"content/to.txt": "0" * 30_000_000}))


def test_limits_of_count_and_sizes_hold():
    assert found(package_files(), files=3) == {("too_many_files", "")}
    assert ("too_large", "") in found(package_files(), total_bytes=100)
    assert ("file_too_large", f"{LIB}/the.js") in found(package_files(), file_bytes=500)
    assert ("json_too_large", "h5p.json") in found(package_files(), json_bytes=20)


def test_overlapping_entries_are_refused():
    data = bytearray(pack(package_files()).read())
    first, second = data.find(b"PK\x01\x02"), data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 4)
    offset = data[first + 42 : first + 46]
    data[second + 42 : second + 46] = offset
    assert "overlap" in {row.code for row in check_package(io.BytesIO(bytes(data))).errors}


def test_broken_sum_names_the_file():
    data = bytearray(pack(package_files(**{"content/ghi.txt": "một ghi chú dài hơn một chút để nén"})).read())
    at = data.find(b"content/ghi.txt") + len(b"content/ghi.txt") + 3
    data[at] ^= 0xFF
    assert ("file_broken", "content/ghi.txt") in {(row.code, row.file) for row in check_package(io.BytesIO(bytes(data))).errors}


def test_encrypted_entry_is_refused():
    data = bytearray(pack(package_files()).read())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.find(mark) + offset] |= 1
    assert ("encrypted", "h5p.json") in {(row.code, row.file) for row in check_package(io.BytesIO(bytes(data))).errors}


WARNINGS = [
    ({"ghi-chu.txt": "x"}, "stray_file", "ghi-chu.txt"),
    ({f"{LIB}/LICENSE": "MIT"}, "stray_file", f"{LIB}/LICENSE"),
    ({f"{LIB}/the.scss": ".a{}"}, "stray_file", f"{LIB}/the.scss"),
    ({"H5P.La-1.0/library.json": library(machineName="H5P.La", preloadedJs=[], preloadedCss=[])}, "library_unused", "H5P.La-1.0"),
    (
        {"content/content.json": json.dumps({"v": [{"path": "https://www.youtube.com/watch?v=a", "mime": "video/YouTube"}]})},
        "youtube",
        "content/content.json",
    ),
    (
        {"content/content.json": json.dumps({"v": [{"path": "https://example.org/a.mp4", "mime": "video/mp4"}]})},
        "address_outside",
        "content/content.json",
    ),
    ({"content/images/anh.png": None}, "content_file_missing", "content/content.json"),
    ({"content/content.json": json.dumps({"loi": "<img src=x onerror=alert(1)>"})}, "active_text", "content/content.json"),
    ({"content/content.json": json.dumps({"loi": ["a"]})}, "content_shape", "content/content.json"),
]


@pytest.mark.parametrize(("changes", "code", "file"), WARNINGS, ids=[code for _, code, _ in WARNINGS])
def test_harmless_oddity_is_mentioned_and_accepted(changes, code, file):
    report = check_package(pack(package_files(**changes)))
    assert report.errors == ()
    assert (code, file) in {(row.code, row.file) for row in report.warnings}


def test_files_of_the_operating_system_are_passed_over():
    report = check_package(pack(package_files(**{"__MACOSX/._h5p.json": "x", "content/.DS_Store": "x", "content/Thumbs.db": "x"})))
    assert (report.errors, report.warnings) == ((), ())


def test_libraries_come_dependencies_first_and_a_cycle_ends():
    def needs(name):
        return [{"machineName": name, "majorVersion": 1, "minorVersion": 0}]

    manifest = json.loads(package_files()["h5p.json"])
    files = package_files(
        **{
            "h5p.json": json.dumps(manifest),
            f"{LIB}/library.json": library(preloadedDependencies=needs("H5P.Hai")),
            "H5P.Hai-1.0/library.json": library(
                machineName="H5P.Hai", preloadedJs=[], preloadedCss=[], preloadedDependencies=needs("H5P.Ba")
            ),
            "H5P.Ba-1.0/library.json": library(
                machineName="H5P.Ba", preloadedJs=[], preloadedCss=[], preloadedDependencies=needs("H5P.TheChao")
            ),
        }
    )
    report = check_package(pack(files))
    assert report.errors == ()
    assert [row.name.machine_name for row in report.libraries] == ["H5P.Ba", "H5P.Hai", "H5P.TheChao"]


def test_every_code_has_its_words():
    import re
    from pathlib import Path

    import lms.h5p
    from lms.h5p.errors import WORDS

    folder = Path(lms.h5p.__file__).parent
    sources = "".join(path.read_text() for path in [*folder.glob("interop/*.py"), folder / "services/packages.py"])
    codes = set(re.findall(r'Problem\(\s*"(\w+)"', sources)) | set(re.findall(r'return "(svg_\w+)"', sources))
    codes |= {"malware", "executable", "markup", "not_a_picture", "youtube", "address_outside", "content_missing", "manifest_missing"}
    assert codes - set(WORDS) == set()
