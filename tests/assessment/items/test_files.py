"""Pictures and recordings of questions: what is taken, how it is kept, who gets it."""

import io
import wave
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from assessment.items import services
from assessment.items.errors import ItemError
from assessment.items.selectors import files
from assessment.items.selectors.files import signed_address
from assessment.items.services.files import LIMIT_MB
from assessment.models import ItemFile
from core.access.errors import AccessRefused
from tests.factories.assessment_items import make_bank, make_grant, make_item
from tests.factories.core import make_account, make_actor, make_membership, make_person, make_unit

pytestmark = pytest.mark.django_db


def png(size=(40, 30), **info):
    out = io.BytesIO()
    Image.new("RGB", size, "#0b6b4f").save(out, "PNG", **info)
    return out.getvalue()


def wav(seconds=0.05):
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\1" * int(8000 * seconds))
    return out.getvalue()


@pytest.fixture
def leader():
    return make_actor("leader", make_unit())


@pytest.fixture
def bank(leader):
    from core.models import Unit

    return make_bank(Unit.objects.get(pk=leader.unit_id))


def upload(name, data):
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


def test_a_picture_is_kept_as_webp_once(bank, leader):
    first = services.store_file(actor=leader, bank=bank, upload=upload("..\\Hình 1.png", png()))
    again = services.store_file(actor=leader, bank=bank, upload=upload("Hình 1.png", png()))
    assert first == again
    assert (first.name, first.content_type, first.width, first.height) == ("Hình 1.png", "image/webp", 40, 30)
    with first.file.open() as kept:
        assert Image.open(kept).format == "WEBP"
    assert first.size_bytes == first.file.size
    assert services.store_file(actor=leader, bank=make_bank(bank.unit), upload=upload("Hình 1.png", png())) != first


def test_a_recording_is_kept_as_it_is(bank, leader):
    data = wav()
    kept = services.store_file(actor=leader, bank=bank, upload=upload("nghe.wav", data))
    assert kept.content_type.startswith("audio/")
    with kept.file.open() as stored:
        assert stored.read() == data


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("trong.png", b"", "file.empty"),
        ("hinh.png", b"<html><script>alert(1)</script>", "file.kind"),
        ("hinh.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file.kind"),
        ("bai.pdf", b"%PDF-1.4\n%%EOF", "file.kind"),
        ("hong.png", png()[:60], "file.broken"),
        ("nang.png", png() + b"\0" * (LIMIT_MB * 1024 * 1024), "file.large"),
    ],
)
def test_what_is_not_taken_is_named_and_leaves_nothing(bank, leader, name, data, code):
    with pytest.raises(ItemError) as caught:
        services.store_file(actor=leader, bank=bank, upload=upload(name, data))
    assert caught.value.code == code
    assert name in caught.value.message
    assert not ItemFile.objects.exists()


def test_files_are_taken_from_who_writes_in_the_bank(bank):
    reader = make_actor("teacher", make_unit())
    make_grant(bank, "use", unit=make_unit())
    with pytest.raises(AccessRefused):
        services.store_file(actor=reader, bank=bank, upload=upload("a.png", png()))
    assert not ItemFile.objects.exists()


@pytest.fixture
def kept(bank, leader):
    return services.store_file(actor=leader, bank=bank, upload=upload("nghe.wav", wav()))


@pytest.fixture
def signed(client):
    pupil = make_person()
    make_membership(pupil, make_unit(), "student")
    client.force_login(make_account(pupil))
    return client


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_who_was_given_an_address_gets_the_file_and_nothing_that_runs(signed, kept):
    response = signed.get(signed_address(str(kept.uuid)))
    assert body(response) == wav()
    assert response["Content-Type"] == kept.content_type
    assert (response["X-Content-Type-Options"], response["Content-Disposition"]) == ("nosniff", "inline")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=44-", 206, slice(44, None)),
        ("bytes=-20", 206, slice(-20, None)),
        ("bytes=10-99999999", 206, slice(10, None)),
        ("bytes=99999999-", 416, None),
        ("bytes=9-3", 200, slice(None)),
        ("bytes=-0", 416, None),
        ("bytes=-", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
        ("bytes=0-1,4-5", 200, slice(None)),
    ],
)
def test_ranges(signed, kept, asked, status, part):
    response = signed.get(signed_address(str(kept.uuid)), headers={"range": asked})
    assert response.status_code == status
    if part is None:
        assert response["Content-Range"] == f"bytes */{kept.size_bytes}"
        return
    data = wav()[part]
    assert body(response) == data
    if status == 206:
        start = kept.size_bytes - len(data) if asked.startswith(("bytes=-", "bytes=44", "bytes=10")) else 0
        assert response["Content-Range"] == f"bytes {start}-{start + len(data) - 1}/{kept.size_bytes}"


def test_an_address_is_for_one_file_and_runs_out(signed, client, kept, bank, leader, monkeypatch):
    address = signed_address(str(kept.uuid), hours=1)
    other = services.store_file(actor=leader, bank=bank, upload=upload("a.png", png()))
    assert signed.get(address.replace(str(kept.uuid), str(other.uuid))).status_code == 404
    assert signed.get(address[:-1] + ("A" if address[-1] != "A" else "B")).status_code == 404
    until = address.split("/")[-2]
    assert signed.get(address.replace(until, str(int(until) + 3600))).status_code == 404
    now = files.timezone.now()
    monkeypatch.setattr(files.timezone, "now", lambda: now + timedelta(hours=1))
    assert signed.get(address).status_code == 200
    monkeypatch.setattr(files.timezone, "now", lambda: now + timedelta(hours=8))
    assert signed.get(address).status_code == 404


def test_visitors_sign_in_first(client, kept):
    assert client.get(signed_address(str(kept.uuid)))["Location"].startswith(reverse("account_login"))


def test_the_editor_uploads(client, bank):
    person = make_person()
    make_membership(person, bank.unit, "leader")
    client.force_login(make_account(person))
    item = make_item(bank=bank)
    url = reverse("assessment:item_upload", args=[item.uuid])
    answer = client.post(url, {"file": upload("Sơ đồ.png", png())}).json()
    assert (answer["name"], answer["width"], answer["type"]) == ("Sơ đồ.png", 40, "image/webp")
    assert client.get(answer["url"]).status_code == 200
    wrong = client.post(url, {"file": upload("x.exe", b"MZ" * 40)})
    assert (wrong.status_code, "x.exe" in wrong.json()["message"]) == (422, True)
    assert client.post(url).status_code == 400
