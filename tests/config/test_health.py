"""Health, readiness, telemetry and logs."""

import json
import sys
from types import ModuleType

import pytest

from config import health, telemetry

pytestmark = pytest.mark.django_db


def test_health_needs_no_sign_in(client):
    assert client.get("/healthz").content == b"ok"


def test_readiness_names_each_part(client):
    answer = client.get("/readyz").json()
    assert answer["checks"]["database"] == "ok"
    assert answer["checks"]["cache"] == "ok"


def test_readiness_is_503_without_the_database(client, monkeypatch):
    def broken():
        raise ConnectionError

    monkeypatch.setitem(health.CHECKS, "database", broken)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "ConnectionError")


def test_waiting_jobs_are_reported_but_do_not_stop_pages(client):
    from datetime import timedelta

    from django.utils import timezone

    from core.models import Job

    Job.objects.create(name="x", run_at=timezone.now() - timedelta(hours=1))
    assert client.get("/readyz").json()["checks"]["jobs"].startswith("oldest job waits 36")


def test_telemetry_is_off_by_default(settings):
    assert telemetry.start() == []


def test_sentry_starts_without_personal_data(settings, monkeypatch):
    given = {}
    fake = ModuleType("sentry_sdk")
    fake.init = lambda **options: given.update(options)
    monkeypatch.setitem(sys.modules, "sentry_sdk", fake)
    settings.SENTRY_DSN = "https://key@sentry.invalid/1"
    assert telemetry.start() == ["sentry"]
    assert given["send_default_pii"] is False
    event = {"user": {"id": 1}, "request": {"url": "/x", "cookies": "a", "data": {"password": "b"}, "headers": {}}}
    assert given["before_send"](event, None) == {"request": {"url": "/x"}}


def test_request_log_is_structured_and_names_no_person(client, capsys):
    from structlog.testing import capture_logs

    with capture_logs() as lines:
        response = client.get("/healthz?ten=Nong+Minh+Khue")
    line = next(line for line in lines if line["event"] == "request")
    assert (line["method"], line["route"], line["status"]) == ("GET", "healthz", 200)
    assert "Khue" not in json.dumps(line)
    assert len(response["X-Request-ID"]) == 16
