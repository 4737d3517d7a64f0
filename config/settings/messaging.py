"""What carries notifications outside: hours of rest, web push, messengers; and what is read from there."""

import contextlib
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from .capabilities import BASE_URL, DATA_DIR
from .env import read

QUIET_HOURS = read("QUIET_HOURS")
MESSENGER_DAILY_LIMIT = read("MESSENGER_DAILY_LIMIT")

#: The order of P-256; a private key is a number below it.
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def _kept_key() -> str:
    """Return the key of this installation, made once: browsers are bound to it, so that it must not change."""
    path = Path(DATA_DIR) / "vapid.key"
    if not path.exists():
        number = secrets.randbelow(_P256_ORDER - 1) + 1
        draft = path.with_name(f"vapid.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode())
        with contextlib.suppress(FileExistsError):  # another process was first: its key counts
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text().strip()


VAPID_PRIVATE_KEY = read("VAPID_PRIVATE_KEY") or _kept_key()
PUSH_HOSTS = read("PUSH_HOSTS")
LINK_PREVIEW_HOSTS = read("LINK_PREVIEW_HOSTS")
PUSH_CONTACT = read("PUSH_CONTACT") or (BASE_URL if BASE_URL.startswith("https://") else "mailto:push@localhost")

TELEGRAM_BOT_TOKEN = read("TELEGRAM_BOT_TOKEN")
TELEGRAM_BOT_NAME = read("TELEGRAM_BOT_NAME")
TELEGRAM_API_URL = "https://api.telegram.org"
VIBER_AUTH_TOKEN = read("VIBER_AUTH_TOKEN")
VIBER_BOT_NAME = read("VIBER_BOT_NAME")
VIBER_API_URL = "https://chatapi.viber.com"
ZALO_APP_ID = read("ZALO_APP_ID")
ZALO_APP_SECRET = read("ZALO_APP_SECRET")
ZALO_OA_ID = read("ZALO_OA_ID")
ZALO_OA_SECRET = read("ZALO_OA_SECRET")
ZALO_REFRESH_TOKEN = read("ZALO_REFRESH_TOKEN")
ZALO_API_URL = "https://openapi.zalo.me"
ZALO_OAUTH_URL = "https://oauth.zaloapp.com"
