"""Capabilities: unset is embedded, set is the service at scale (docs/reference/settings.md)."""

import secrets
from pathlib import Path
from typing import Any

import environ

from .env import read

DATA_DIR = Path(read("DATA_DIR")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _kept_secret() -> str:
    path = DATA_DIR / "secret.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = read("SECRET_KEY") or _kept_secret()
BASE_URL = read("BASE_URL").rstrip("/")

DATABASES: dict[str, dict[str, Any]]
if read("DATABASE_URL"):
    DATABASES = {"default": dict(environ.Env.db_url_config(read("DATABASE_URL")))}
    if read("DATABASE_POOL"):
        DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": read("DATABASE_POOL")}
        DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    else:
        DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "cayda.sqlite3",
            "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    }

REDIS_URL = read("REDIS_URL")
CACHES: dict[str, dict[str, Any]]
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "core.ports.caching.EnduringRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1},
        }
    }
else:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "cayda", "OPTIONS": {"MAX_ENTRIES": 20000}}
    }

WORKER_IN_PROCESS = read("WORKER_IN_PROCESS")

MEDIA_ROOT = DATA_DIR / "files"
MEDIA_URL = "/tep/"
MAX_UPLOAD_BYTES = read("MAX_UPLOAD_MB") * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_ROOT, "base_url": MEDIA_URL}},
}
if read("S3_ENDPOINT"):
    from botocore.config import Config

    # Stores answer a range with the checksum of the whole object; the client would refuse the part.
    _checked_when_asked = Config(
        s3={"addressing_style": "path"},
        signature_version="s3v4",
        response_checksum_validation="when_required",
        request_checksum_calculation="when_required",
    )
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "endpoint_url": read("S3_ENDPOINT"),
            "bucket_name": read("S3_BUCKET"),
            "region_name": read("S3_REGION"),
            "access_key": read("S3_ACCESS_KEY"),
            "secret_key": read("S3_SECRET_KEY"),
            "client_config": _checked_when_asked,
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }

EMAIL_CONFIG = (
    environ.Env.email_url_config(read("EMAIL_URL"))
    if read("EMAIL_URL")
    else {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": DATA_DIR / "mail"}
)
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = read("EMAIL_FROM")
SERVER_EMAIL = read("EMAIL_FROM")

CONTENT_ORIGIN = read("CONTENT_ORIGIN").rstrip("/")
ELASTICSEARCH_URL = read("ELASTICSEARCH_URL")
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
