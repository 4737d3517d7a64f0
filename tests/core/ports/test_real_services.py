"""The services at scale, really started: an S3 store, an SMTP server. `make services` brings them."""

import mailbox
import os
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage, get_connection


@pytest.mark.s3
@pytest.mark.skipif("S3_ENDPOINT" not in os.environ, reason="no S3 server in this run (make services)")
def test_store_keeps_vietnamese_names_and_signs_its_links():
    name = default_storage.save("bai-hoc/Cây đa Tân Trào.txt", ContentFile("bóng nắng".encode()))
    try:
        with default_storage.open(name) as kept:
            assert kept.read().decode() == "bóng nắng"
        link = default_storage.url(name)
        with urllib.request.urlopen(link) as answer:
            assert answer.read().decode() == "bóng nắng"
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(link.replace("X-Amz-Signature=", "X-Amz-Signature=0"))
    finally:
        default_storage.delete(name)
    assert not default_storage.exists(name)


@pytest.mark.smtp
@pytest.mark.skipif("SMTP_MAILDIR" not in os.environ, reason="no SMTP server in this run (make services)")
def test_mail_arrives_with_vietnamese_subject_and_body():
    with get_connection("django.core.mail.backends.smtp.EmailBackend", host=settings.EMAIL_HOST, port=settings.EMAIL_PORT) as connection:
        EmailMessage("Bài mới: Định lí Pythagore", "Cô Hà đã giao bài.", to=["phuhuynh@example.invalid"], connection=connection).send()
    box = mailbox.Maildir(os.environ["SMTP_MAILDIR"])
    deadline = time.monotonic() + 5
    while not len(box) and time.monotonic() < deadline:
        time.sleep(0.05)
    message = next(iter(box))
    import email.header

    assert str(email.header.make_header(email.header.decode_header(message["Subject"]))) == "Bài mới: Định lí Pythagore"
