"""The one table of settings that come from the environment. Unset means embedded.

`docs/reference/settings.md` lists every row; a test compares the two.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Variable:
    """One environment variable: its type, what unset means, and one sentence on its effect."""

    name: str
    kind: type
    default: Any
    effect: str


TABLE: tuple[Variable, ...] = (
    Variable("DATA_DIR", str, str(BASE_DIR / "var"), "Folder that holds everything an embedded run writes."),
    Variable("DEBUG", bool, False, "Django's debug pages. Never in front of users."),
    Variable("DEMO", bool, False, "Shows the demo log-ins on the sign-in page and opens /styleguide/ to everybody."),
    Variable("SECRET_KEY", str, "", "Signing key. Unset: made once and kept in DATA_DIR/secret.key."),
    Variable("ALLOWED_HOSTS", list, ["localhost", "127.0.0.1", "[::1]", "testserver"], "Host names served, comma separated."),
    Variable("BASE_URL", str, "http://localhost:8000", "Address people open; used in e-mails, QR codes and xAPI ids."),
    Variable("HTTPS_ONLY", bool, False, "Secure cookies, HSTS and redirects to https."),
    Variable("TRUSTED_PROXIES", int, 0, "Number of reverse proxies in front, for the client's address and scheme."),
    Variable("DATABASE_URL", str, "", "PostgreSQL address. Unset: SQLite (WAL) in DATA_DIR."),
    Variable(
        "DATABASE_POOL",
        int,
        0,
        "Size of the connection pool of a process on PostgreSQL; 0 is one connection a thread. Unset, what serves pages takes 8.",
    ),
    Variable("REDIS_URL", str, "", "Redis for the cache and for live messages between processes. Unset: in process."),
    Variable("WORKER_IN_PROCESS", bool, True, "Run the job worker beside the embedded server; off where workers run apart."),
    Variable("S3_ENDPOINT", str, "", "S3-compatible store for files. Unset: a folder in DATA_DIR."),
    Variable("S3_BUCKET", str, "cayda", "Bucket of the store."),
    Variable("S3_REGION", str, "us-east-1", "Region name the store signs with."),
    Variable("S3_ACCESS_KEY", str, "", "Access key of the store."),
    Variable("S3_SECRET_KEY", str, "", "Secret key of the store."),
    Variable("ELASTICSEARCH_URL", str, "", "Reserved for the search engine of the library. Unset: database search."),
    Variable("EMAIL_URL", str, "", "SMTP address, e.g. smtp://user:pass@host:587. Unset: files in DATA_DIR/mail."),
    Variable("EMAIL_FROM", str, "Cây Đa <no-reply@localhost>", "Sender of e-mails."),
    Variable(
        "QUIET_HOURS",
        str,
        "21:00-06:00",
        "Hours in which nothing leaves the inbox for who has chosen none, local time; `00:00-00:00` is none.",
    ),
    Variable(
        "MESSENGER_DAILY_LIMIT",
        int,
        0,
        "Messages a day messengers carry for the people of one unit; urgent and essential ones pass. 0: no limit.",
    ),
    Variable(
        "VAPID_PRIVATE_KEY",
        str,
        "",
        "Private key of web push (32 bytes, base64url). Unset: made once and kept in DATA_DIR/vapid.key; set it where several machines serve.",
    ),
    Variable(
        "PUSH_HOSTS",
        list,
        ["fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com"],
        "Push services browsers may name, comma separated; a host stands for those below it too.",
    ),
    Variable("PUSH_CONTACT", str, "", "`mailto:` or https address push services may write to. Unset: BASE_URL."),
    Variable(
        "LINK_PREVIEW_HOSTS",
        list,
        ["chinhphu.vn", "gov.vn", "edu.vn", "nhandan.vn", "vtv.vn"],
        "Hosts whose pages our server reads to preview links in posts, with those below them, comma separated; units add theirs under Safety.",
    ),
    Variable("TELEGRAM_BOT_TOKEN", str, "", "Token of the Telegram bot that carries notifications. Unset: no Telegram."),
    Variable("TELEGRAM_BOT_NAME", str, "", "User name of that bot, without @."),
    Variable("VIBER_AUTH_TOKEN", str, "", "Token of the Viber bot that carries notifications. Unset: no Viber."),
    Variable("VIBER_BOT_NAME", str, "", "URI of that bot."),
    Variable("ZALO_APP_ID", str, "", "App id of the Zalo Official Account that carries notifications. Unset: no Zalo."),
    Variable("ZALO_APP_SECRET", str, "", "Secret key of that app."),
    Variable("ZALO_OA_ID", str, "", "Id of the Official Account, as in zalo.me/<id>."),
    Variable("ZALO_OA_SECRET", str, "", "Secret key of the Official Account that signs its webhook."),
    Variable("ZALO_REFRESH_TOKEN", str, "", "First refresh token of the Official Account; later ones are kept in the database."),
    Variable("CONTENT_ORIGIN", str, "", "Separate origin for uploaded HTML, H5P and SCORM. Unset: a sandboxed frame on our own origin."),
    Variable("MAX_UPLOAD_MB", int, 200, "Largest single upload."),
    Variable("LOG_LEVEL", str, "INFO", "Lowest level that is logged."),
    Variable("LOG_FORMAT", str, "console", "`console` for people, `json` for collectors."),
    Variable("SENTRY_DSN", str, "", "Error reports to Sentry. Unset: off."),
    Variable("OTEL_EXPORTER_OTLP_ENDPOINT", str, "", "Traces to an OpenTelemetry collector. Unset: off."),
    Variable("OIDC_SERVER_URL", str, "", "OpenID Connect provider staff may sign in with. Unset: off."),
    Variable("OIDC_NAME", str, "OpenID Connect", "Name of that provider on the sign-in page."),
    Variable("OIDC_CLIENT_ID", str, "", "Client id at that provider."),
    Variable("OIDC_CLIENT_SECRET", str, "", "Client secret at that provider."),
    Variable("SESSION_DAYS", int, 30, "Days a session lives without use."),
    Variable(
        "GRADUATE_READ_DAYS",
        int,
        90,
        "Days pupils who completed the last grade, and their families, still read the class's space and conversations.",
    ),
    Variable(
        "COMPLETION_UNDO_DAYS", int, 30, "Days after its last day in which a school may take back that a pupil completed the last grade."
    ),
    Variable("SPACE_EXPORT_DAYS", int, 7, "Days the copy of a space or school can be downloaded before its files are deleted."),
    Variable("SPACE_EXPORT_PART_MB", int, 1024, "Megabytes of files one ZIP of such a copy holds; what is beyond goes on in the next."),
    Variable("SHARED_DEVICE_MINUTES", int, 90, "Minutes a class QR or shared-device session lives."),
)

_env = environ.Env()


def read(name: str) -> Any:
    """Return the typed value of variable `name`, or its default when it is unset or empty."""
    variable = next(v for v in TABLE if v.name == name)
    if not _env.str(name, default=""):
        return variable.default
    reader = {bool: _env.bool, int: _env.int, list: _env.list, str: _env.str}[variable.kind]
    return reader(name)
