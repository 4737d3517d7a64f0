"""Vietnamese first, whatever the phone is set to; English where somebody chose it."""

import pytest

pytestmark = pytest.mark.django_db


def test_phone_set_to_english_still_gets_vietnamese(client):
    answer = client.get("/tai-khoan/login/", headers={"accept-language": "en-US,en"})
    assert answer["Content-Language"] == "vi"
    assert 'lang="vi"' in answer.content.decode()


def test_chosen_language_wins(client):
    client.cookies["django_language"] = "en"
    assert client.get("/tai-khoan/login/")["Content-Language"] == "en"


def test_unknown_language_is_ignored(client):
    client.cookies["django_language"] = "xx"
    assert client.get("/tai-khoan/login/")["Content-Language"] == "vi"
