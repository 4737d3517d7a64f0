"""The installable shell."""

import json

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(settings, tmp_path):
    (tmp_path / "sw.js").write_text("const shell = self.__shell;")
    content = {
        "src/entries/app.css": {"file": "assets/app-2.css"},
        "src/entries/app.ts": {"file": "assets/app-3.js"},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(content))
    settings.DJANGO_VITE = {"default": {"manifest_path": tmp_path / "manifest.json"}}
    return tmp_path


def test_worker_is_served_from_the_root_and_knows_its_build(client, built):
    response = client.get("/sw.js")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/javascript")
    assert "no-cache" in response["Cache-Control"]
    assert text.startswith("self.__shell=")
    settings_of_worker = json.loads(text.split("\n")[0].removeprefix("self.__shell=").rstrip(";"))
    assert settings_of_worker["files"] == ["/static/assets/app-2.css", "/static/assets/app-3.js"]
    assert settings_of_worker["offline"] == "/mat-mang/"


def test_worker_version_changes_with_the_build(client, built):
    first = client.get("/sw.js").content
    (built / "sw.js").write_text("const shell = self.__shell; // new")
    assert client.get("/sw.js").content.split(b"\n")[0] != first.split(b"\n")[0]


def test_worker_without_a_build_removes_itself(client, settings, tmp_path):
    settings.DJANGO_VITE = {"default": {"manifest_path": tmp_path / "none.json"}}
    assert b"unregister" in client.get("/sw.js").content


def test_manifest_names_the_app_and_its_icons(client):
    response = client.get("/manifest.webmanifest")
    content = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert content["short_name"] == "Cây Đa"
    assert {icon["sizes"] for icon in content["icons"]} == {"any", "192x192", "512x512"}
    assert any(icon.get("purpose") == "maskable" for icon in content["icons"])


def test_offline_page_needs_nobody_signed_in(client):
    response = client.get("/mat-mang/")
    assert response.status_code == 200
    assert "<kept-list" in response.content.decode()


@pytest.mark.parametrize("path", ["/sw.js", "/manifest.webmanifest", "/mat-mang/"])
def test_only_reading(client, path):
    assert client.post(path).status_code == 405
