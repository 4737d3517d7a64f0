"""Hosts, cookies, content security policy."""

from csp.constants import NONE, SELF

from .env import read

ALLOWED_HOSTS = read("ALLOWED_HOSTS")
_secure = read("HTTPS_ONLY")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _secure
SECURE_HSTS_SECONDS = 31536000 if _secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if read("TRUSTED_PROXIES") else None
TRUSTED_PROXIES = read("TRUSTED_PROXIES")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
GRADUATE_READ_DAYS = read("GRADUATE_READ_DAYS")
COMPLETION_UNDO_DAYS = read("COMPLETION_UNDO_DAYS")
SPACE_EXPORT_DAYS = read("SPACE_EXPORT_DAYS")
SPACE_EXPORT_PART_MB = read("SPACE_EXPORT_PART_MB")
SESSION_COOKIE_AGE = read("SESSION_DAYS") * 86400
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
X_FRAME_OPTIONS = "SAMEORIGIN"
SHARED_DEVICE_MINUTES = read("SHARED_DEVICE_MINUTES")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

_content = [read("CONTENT_ORIGIN")] if read("CONTENT_ORIGIN") else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF, *_content],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}
