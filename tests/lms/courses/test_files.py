"""Files of courses: told by their bytes, cleaned, signed, served in ranges."""

import io
import struct
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from core.access.errors import AccessRefused
from core.lib.filetypes import FileProblem, detect
from core.ports.serving import file_chunks
from lms.courses.errors import FileRefused
from lms.courses.selectors import file_for_token, file_url, file_urls, files_of
from lms.courses.services import prepare_preview, store_file
from lms.models import CourseFile
from tests.factories.core import make_account, make_actor, make_person, make_unit
from tests.factories.courses import make_course, make_course_file, make_course_teacher

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not beside the project")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    from django.core.cache import cache

    cache.clear()
    settings.MEDIA_ROOT = tmp_path
    default_storage.location = str(tmp_path)
    default_storage.__dict__.pop("base_location", None)


@pytest.fixture
def teacher():
    return make_actor("teacher")


@pytest.fixture
def course(teacher):
    from core.models import Person, Unit

    return make_course(Unit.objects.get(pk=teacher.unit_id), owner=Person.objects.get(pk=teacher.person_id))


def picture(width=2000, height=1000, kind="JPEG", **options):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#2f6f4e").save(out, kind, **options)
    return out.getvalue()


def office(folder="word", extra=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}/document.xml", *extra):
            archive.writestr(name, "<x/>")
    return out.getvalue()


def test_picture_is_shrunk_and_loses_its_metadata(teacher, course):
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh của Hoa"
    exif[0x0112] = 6
    file = store_file(actor=teacher, course=course, upload=ContentFile(picture(exif=exif), name="Ảnh lớp 9A2.jpg"))
    with Image.open(file.file.open()) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("WEBP", (640, 1280), {})
    assert (file.kind, file.name, file.width, file.height) == ("image", "Ảnh lớp 9A2.jpg", 640, 1280)
    with Image.open(default_storage.open(file.variants["640"]["name"])) as small:
        assert small.size == (320, 640)
    assert file.size_bytes == default_storage.size(file.file.name)


def test_small_picture_has_no_variant(teacher, course):
    file = store_file(actor=teacher, course=course, upload=ContentFile(picture(300, 200, "PNG"), name="hinh.png"))
    assert (file.variants, file.width) == ({}, 300)


def test_animation_keeps_moving(teacher, course):
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=80)
    file = store_file(actor=teacher, course=course, upload=ContentFile(out.getvalue(), name="dong.gif"))
    with Image.open(file.file.open()) as kept:
        assert kept.n_frames == 3


def bmp_header(width, height):
    return b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("trong.pdf", b"", "empty"),
        ("virus.exe", b"MZ\x90\x00", "extension"),
        ("khongduoi", b"abc", "extension"),
        ("hinh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
        ("hinh.png", b"<?xml version='1.0'?><svg onload='x()'/>", "svg"),
        ("trang.pdf", b"<html><script>alert(1)</script>", "mismatch"),
        ("bai.docx", b"%PDF-1.7 ...", "mismatch"),
        ("bai.pdf", b"MZ\x90\x00" * 50, "mismatch"),
        ("bai.docx", b"PK\x03\x04broken", "broken"),
        ("bai.docm", b"PK\x03\x04", "macro"),
        ("bai.docx", office(extra=("word/vbaProject.bin",)), "macro"),
        ("bai.docx", office("xl"), "mismatch"),
        ("goi.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("anh.jpg", b"\xff\xd8\xff\xe0 cut", "broken"),
        ("anh.bmp", bmp_header(30_000, 30_000), "pixels"),
        ("chu.txt", "Tiếng Việt".encode("utf-16"), "encoding"),
        ("phude.vtt", b"1\n00:00:01 --> 00:00:02\nx", "captions"),
    ],
)
def test_bad_upload_is_refused_and_nothing_is_kept(teacher, course, name, data, code):
    with pytest.raises(FileRefused) as refused:
        store_file(actor=teacher, course=course, upload=ContentFile(data, name=name))
    assert refused.value.code == code
    assert name in str(refused.value)
    assert CourseFile.objects.count() == 0
    assert default_storage.listdir("")[0] == []


def test_zip_bomb_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b"\0" * 30_000_000)
    with pytest.raises(FileProblem) as problem:
        detect(io.BytesIO(out.getvalue()), "bom.docx")
    assert problem.value.code == "bomb"


def test_too_large_file_says_both_sizes(teacher, course, settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    with pytest.raises(FileRefused, match="nặng 2 MB, quá mức 1 MB"):
        store_file(actor=teacher, course=course, upload=ContentFile(b"%PDF-1.7" + b"0" * 1024 * 1500, name="to.pdf"))


def test_same_file_twice_is_kept_once(teacher, course):
    data = picture(100, 100)
    first = store_file(actor=teacher, course=course, upload=ContentFile(data, name="a.jpg"))
    again = store_file(actor=teacher, course=course, upload=ContentFile(data, name="a.jpg"))
    other = make_course(course.unit, owner=course.created_by)
    shared = store_file(actor=teacher, course=other, upload=ContentFile(data, name="a.jpg"))
    assert first == again == shared
    assert set(first.courses.all()) == {course, other}


def test_stranger_may_not_upload(course):
    with pytest.raises(AccessRefused):
        store_file(actor=make_actor("teacher"), course=course, upload=ContentFile(picture(10, 10), name="a.jpg"))
    assert CourseFile.objects.count() == 0


@needs_samples
@pytest.mark.parametrize("path", sorted((SAMPLES / "documents" / "pictures").glob("*.docx")), ids=lambda p: p.name)
def test_real_document_gets_a_preview(teacher, course, path):
    file = store_file(actor=teacher, course=course, upload=ContentFile(path.read_bytes(), name=path.name))
    assert (file.kind, file.preview_state) == ("document", "waiting")
    prepare_preview(file_id=file.pk)
    file.refresh_from_db()
    assert file.preview_state == "ready"
    html = default_storage.open(file.variants["preview"]["name"]).read().decode()
    assert "<script" not in html
    assert "data:" not in html
    assert html.count("data-picture") == len(file.variants) - 1


@needs_samples
@pytest.mark.parametrize(("folder", "code"), [("bug53475-password-is-pass.docx", "encrypted"), ("testWORD_truncated.docx", "broken")])
def test_broken_document_is_refused(teacher, course, folder, code):
    with pytest.raises(FileRefused) as refused:
        store_file(actor=teacher, course=course, upload=ContentFile((SAMPLES / "documents" / "broken" / folder).read_bytes(), name=folder))
    assert refused.value.code == code


@needs_samples
@pytest.mark.parametrize("name", ["audio.mp3", "av.mov", "bikes.mp4", "testvideo_320x180.mp4"])
def test_real_recording_is_kept_as_it_is(teacher, course, name):
    data = (SAMPLES / "video" / name).read_bytes()
    file = store_file(actor=teacher, course=course, upload=ContentFile(data, name=name))
    assert file.kind == ("audio" if name.endswith("mp3") else "video")
    assert file.file.read() == data


def token_of(url):
    return url.split("k=")[1].split("&")[0]


def test_link_opens_for_its_person_only_and_ends(teacher, course, monkeypatch):
    file = make_course_file(course)
    url = file_url(teacher, file)
    assert url == file_url(teacher, file)
    assert file_for_token(teacher, file.uuid, token_of(url)) == file
    now = timezone.now()
    for actor, token in [(make_actor(), token_of(url)), (teacher, "0.x"), (teacher, ""), (teacher, "²." + "0" * 32)]:
        with pytest.raises(AccessRefused):
            file_for_token(actor, file.uuid, token)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=36, minutes=1))
    with pytest.raises(AccessRefused):
        file_for_token(teacher, file.uuid, token_of(url))


def test_variant_of_link(teacher, course):
    file = make_course_file(course, variants={"640": {"name": "x", "content_type": "image/webp", "size_bytes": 1}})
    assert file_url(teacher, file, "640").endswith("&v=640")
    assert "v=" not in file_url(teacher, file, "khac")


@pytest.mark.parametrize("count", [1, 3])
def test_links_of_many_files_take_one_query(teacher, course, count, django_assert_num_queries):
    files = [make_course_file(course) for _ in range(count)]
    stranger = make_course_file(make_course())
    with django_assert_num_queries(1):
        urls = file_urls(teacher, course, [*(file.uuid for file in files), stranger.uuid, "không phải uuid"])
    assert set(urls) == {str(file.uuid) for file in files}
    assert files_of(course, []) == {}


@pytest.fixture
def served(client, course):
    """A signed-in author and a text file of 26 letters."""
    account = make_account(make_person())
    unit = course.unit
    make_actor("teacher", unit, account.person)
    make_course_teacher(course, account.person)
    client.force_login(account)
    file = make_course_file(course, "bang chu.mp3", b"abcdefghijklmnopqrstuvwxyz", kind="audio", content_type="audio/mpeg")
    from core.organisations.selectors import actor_for

    return client, file, file_url(actor_for(account, None)[0], file)


@pytest.mark.parametrize(
    ("asked", "status", "body", "said"),
    [
        (None, 200, b"abcdefghijklmnopqrstuvwxyz", None),
        ("bytes=0-3", 206, b"abcd", "bytes 0-3/26"),
        ("bytes=23-", 206, b"xyz", "bytes 23-25/26"),
        ("bytes=-2", 206, b"yz", "bytes 24-25/26"),
        ("bytes=20-99", 206, b"uvwxyz", "bytes 20-25/26"),
        ("bytes=26-", 416, b"", "bytes */26"),
        ("bytes=5-2", 200, b"abcdefghijklmnopqrstuvwxyz", None),
        ("bytes=0-1,4-5", 200, b"abcdefghijklmnopqrstuvwxyz", None),
        ("bytes=-", 200, b"abcdefghijklmnopqrstuvwxyz", None),
    ],
)
def test_file_is_served_in_ranges(served, asked, status, body, said):
    client, _file, url = served
    headers = {"range": asked} if asked else {}
    response = client.get(url, headers={**headers, "accept-encoding": "gzip"})
    assert (response.status_code, b"".join(response) if status != 416 else response.content, response.get("Content-Range")) == (
        status,
        body,
        said,
    )
    assert "private" in response["Cache-Control"]
    if status != 416:
        assert response["Content-Length"] == str(len(body))
        assert response["X-Content-Type-Options"] == "nosniff"


def test_file_is_not_sent_again_when_unchanged(served):
    client, _file, url = served
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"if-none-match": tag}).status_code == 304
    assert client.get(url, headers={"range": "bytes=0-1", "if-range": '"other"'}).status_code == 200
    assert client.head(url)["Content-Length"] == "26"


def test_link_of_another_person_is_absent(served, client):
    _client, _file, url = served
    client.force_login(make_account_with_hat())
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def make_account_with_hat():
    person = make_person()
    make_actor("teacher", make_unit(), person)
    return person.account


def test_link_dies_with_the_last_hat(served, course):
    from core.models import Membership

    client, _file, url = served
    Membership.objects.update(valid_to="2020-01-01")
    assert client.get(url).status_code == 403


@pytest.mark.parametrize(
    ("content_type", "way"), [("image/webp", "inline"), ("application/pdf", "inline"), ("application/msword", "attachment")]
)
def test_only_shown_types_open_in_the_browser(served, content_type, way):
    client, file, url = served
    CourseFile.objects.filter(pk=file.pk).update(content_type=content_type, name="Đề cương.doc")
    response = client.get(url)
    assert response["Content-Disposition"] == f"{way}; filename*=UTF-8''%C4%90%E1%BB%81%20c%C6%B0%C6%A1ng.doc"


def test_preview_is_never_served_as_a_page(served):
    client, file, url = served
    variants = {"preview": {"name": file.file.name, "content_type": "text/html; charset=utf-8", "size_bytes": 26}}
    CourseFile.objects.filter(pk=file.pk).update(variants=variants)
    assert client.get(url + "&v=preview")["Content-Disposition"].startswith("attachment")


def test_chunks_read_only_what_is_asked(course):
    file = make_course_file(course, data=b"0123456789")
    assert b"".join(file_chunks(file.file.name, 3, 4)) == b"3456"


@pytest.mark.django_db(transaction=True)
async def test_file_is_streamed_by_the_asynchronous_server(async_client):
    from asgiref.sync import sync_to_async

    def prepare():
        account = make_account_with_hat()
        course = make_course(make_unit(), owner=account.person)
        file = make_course_file(course, "dai.mp4", bytes(range(256)) * 4096, kind="video", content_type="video/mp4")
        from core.organisations.selectors import actor_for

        async_client.force_login(account)
        return file_url(actor_for(account, None)[0], file)

    url = await sync_to_async(prepare)()
    response = await async_client.get(url, headers={"range": "bytes=256-1000000"})
    body = b"".join([chunk async for chunk in response])
    assert (response.status_code, len(body), body[:4], response["Content-Range"]) == (206, 999745, b"\0\1\2\3", "bytes 256-1000000/1048576")
