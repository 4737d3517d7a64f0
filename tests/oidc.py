"""A small OpenID Connect provider over real HTTP: discovery, authorisation code with PKCE, signed tokens, user info."""

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "cay-da", "bi-mat-cua-cay-da"


class Provider:
    """What the provider knows: who sits at its browser (`person`, None: says no), and what it was asked."""

    def __init__(self, url):
        self.url = url
        self.person = {"sub": "gv-001", "name": "Ma Thị Thu Hà", "email": "ha@so.example", "email_verified": True}
        self.token_changes = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes, self.asked = {}, []

    def settings(self):
        """Return the app's `SOCIALACCOUNT_PROVIDERS` for this provider, as `config.settings.accounts` makes it of the environment."""
        app = {
            "provider_id": "oidc", "name": "Sở GD&ĐT", "client_id": CLIENT_ID, "secret": CLIENT_SECRET,
            "settings": {"server_url": self.url},
        }  # fmt: skip
        return {"openid_connect": {"APPS": [app]}}

    def discovery(self):
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self):
        return {
            "keys": [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key())), "kid": "k1", "alg": "RS256", "use": "sig"}]
        }

    def authorize(self, asked):
        """Return where the browser goes after the person at the provider has answered."""
        self.asked.append(asked)
        if self.person is None:
            answer = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe(16)
            self.codes[code] = (asked, self.person)
            answer = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, sent):
        """Return the status and answer for an authorisation code; each code works once, for our client and verifier only."""
        asked, person = self.codes.pop(sent.get("code", ""), (None, None))
        client = (sent.get("client_id"), sent.get("client_secret"))
        if asked is None or client != (CLIENT_ID, CLIENT_SECRET) or sent.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if "code_challenge" in asked:
            digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
                return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, **person, **self.token_changes}
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k1"})
        return 200, {"access_token": json.dumps(person["sub"]), "token_type": "Bearer", "expires_in": 300, "id_token": signed}


class _Door(BaseHTTPRequestHandler):
    def _answer(self, status, body=None, **headers):
        data = json.dumps(body or {}).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        provider, address = self.server.provider, urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path == "/authorize":
            self._answer(302, Location=provider.authorize(asked))
        elif address.path == "/userinfo":
            self._answer(200, provider.person)
        elif address.path in ("/.well-known/openid-configuration", "/jwks"):
            self._answer(200, provider.jwks() if address.path == "/jwks" else provider.discovery())
        else:
            self._answer(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._answer(*self.server.provider.token({name: values[0] for name, values in parse_qs(body).items()}))

    def log_message(self, *args):
        pass


@contextmanager
def running_provider():
    """Run a provider on a free port and yield it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    server.provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
