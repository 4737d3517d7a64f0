"""Stored files: whole, in ranges, and in pieces under ASGI."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.handlers.asgi import ASGIRequest
from django.test import AsyncRequestFactory, RequestFactory

from core.ports.serving import answer_with_file, byte_range, disposition

BODY = bytes(range(256)) * 4096  # a megabyte: several pieces


@pytest.fixture
def stored(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.location = str(tmp_path)
    default_storage.__dict__.pop("base_location", None)
    return default_storage.save("bai.bin", ContentFile(BODY))


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_file_comes_whole_with_its_length(stored):
    answer = answer_with_file(RequestFactory().get("/"), stored, "audio/mpeg", len(BODY))
    assert (answer.status_code, answer["Content-Length"], answer["Accept-Ranges"]) == (200, str(len(BODY)), "bytes")
    assert body(answer) == BODY


@pytest.mark.parametrize(("asked", "first", "last"), [("bytes=10-19", 10, 19), ("bytes=-5", len(BODY) - 5, len(BODY) - 1)])
def test_a_range_comes_alone(stored, asked, first, last):
    answer = answer_with_file(RequestFactory().get("/", headers={"range": asked}), stored, "audio/mpeg", len(BODY))
    assert (answer.status_code, answer["Content-Range"]) == (206, f"bytes {first}-{last}/{len(BODY)}")
    assert body(answer) == BODY[first : last + 1]


def test_a_range_outside_is_refused_and_an_old_one_gets_the_whole(stored):
    outside = answer_with_file(RequestFactory().get("/", headers={"range": "bytes=9999999-"}), stored, "audio/mpeg", len(BODY))
    assert (outside.status_code, outside["Content-Range"]) == (416, f"bytes */{len(BODY)}")
    old = RequestFactory().get("/", headers={"range": "bytes=1-2", "if-range": '"cu"'})
    assert answer_with_file(old, stored, "audio/mpeg", len(BODY), etag='"moi"').status_code == 200


def test_a_head_and_an_empty_file_read_nothing(stored):
    assert body(answer_with_file(RequestFactory().head("/"), stored, "audio/mpeg", len(BODY))) == b""
    empty = default_storage.save("rong.bin", ContentFile(b""))
    assert body(answer_with_file(RequestFactory().get("/"), empty, "text/plain", 0)) == b""


async def test_under_asgi_it_comes_in_pieces(stored):
    request = AsyncRequestFactory().get("/")
    assert isinstance(request, ASGIRequest)
    answer = answer_with_file(request, stored, "audio/mpeg", len(BODY))
    assert answer.is_async
    pieces = [piece async for piece in answer]
    assert b"".join(pieces) == BODY
    assert len(pieces) == 4


def test_what_is_no_range_is_the_whole():
    assert [byte_range(text, 10) for text in ("", "bytes=-", "byte=1-2", "bytes=5-2", "bytes=" + "1" * 5000 + "-")] == [None] * 5
    assert byte_range("bytes=-0", 10) == ()


def test_names_are_kept_in_any_language():
    assert disposition("Đề 1.pdf", is_inline=False) == "attachment; filename*=UTF-8''%C4%90%E1%BB%81%201.pdf"
