"""Reading a public page of another host from our server: only hosts we allow, never our own network, never longer or larger than we say.

A host is resolved once for each step; every address it has must be public, and the connection goes to the address that was looked at,
so that a name which answers otherwise a moment later leads nowhere. Redirects are followed by hand and judged like the first address.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

USER_AGENT = "CayDa/1 (link preview)"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_MOVED = frozenset({301, 302, 303, 307, 308})
_CHUNK = 32 * 1024


class PageRefusedError(Exception):
    """A page was not read. `code`: `address` (not one we visit), `private`, `moved` (too many redirects), `status`, `type`, `large`,
    `slow` or `unreachable`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public network, also behind the ways IPv6 carries IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def addresses_of(host: str, port: int) -> list[str]:
    """Return the addresses of a host."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far reading may go. `may_visit` judges each host in lower case; the rest stands as it is but in tests."""

    may_visit: Callable[[str], bool]
    is_open: Callable[[str], bool] = is_public
    resolve: Callable[[str, int], Sequence[str]] = addresses_of
    ports: frozenset[int] = frozenset({80, 443})
    seconds: float = 8.0
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: from which address in the end, as what, how much of it. `charset` is "" where the server named none."""

    url: str
    content_type: str
    charset: str
    body: bytes


def fetch(url: str, reach: Reach, *, types: Sequence[str], most_bytes: int, is_cut: bool = False) -> Fetched:
    """Return what stands at an http or https address, when it is of one of `types` (a type may end in `/`).

    A larger one is refused, or with `is_cut` read as far as `most_bytes`. Raises `PageRefusedError`.
    """
    until = time.monotonic() + reach.seconds
    for _step in range(reach.redirects + 1):
        target = _target(url, reach)
        found = _step_to(target, _address(target, reach), until, types, most_bytes, is_cut)
        if isinstance(found, Fetched):
            return found
        url = _joined(url, found)
    raise PageRefusedError("moved")


def _joined(url: str, place: str) -> str:
    try:
        return urljoin(url, place)
    except ValueError:
        raise PageRefusedError("address") from None


@dataclass(frozen=True, slots=True)
class _Target:
    url: str
    host: str
    port: int
    is_tls: bool
    path: str


def _target(url: str, reach: Reach) -> _Target:
    """Return where an address leads, when it is one we visit."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
    except ValueError:
        raise PageRefusedError("address") from None
    is_tls = parts.scheme == "https"
    port = port or (443 if is_tls else 80)
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or port not in reach.ports or not host or not reach.may_visit(host):
        raise PageRefusedError("address")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?[]')}" if parts.query else ""
    return _Target(url, host, port, is_tls, path + query)


def _address(target: _Target, reach: Reach) -> str:
    """Return the address to connect to; a host that has any address of another kind is not visited at all."""
    try:
        found = list(reach.resolve(target.host, target.port))
    except OSError:
        found = []
    if not found:
        raise PageRefusedError("unreachable")
    if not all(reach.is_open(one) for one in found):
        raise PageRefusedError("private")
    return found[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, under the host's name."""

    def __init__(self, target: _Target, address: str, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self.default_port = 443 if target.is_tls else 80
        self._address, self._is_tls = address, target.is_tls
        self.line: socket.socket | None = None  # `sock` goes as soon as an answer without an end has begun

    def connect(self) -> None:
        self.sock = self.line = socket.create_connection((self._address, self.port), self.timeout)
        if self._is_tls:
            context = ssl.create_default_context()
            self.sock = self.line = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()  # behind the assignment, so that a slow one can be hung up


def _step_to(target: _Target, address: str, until: float, types: Sequence[str], most_bytes: int, is_cut: bool) -> Fetched | str:
    """Return what one address answers: its content, or where it sends us. A watch ends what takes too long, whatever it sends meanwhile."""
    left = until - time.monotonic()
    if left <= 0:
        raise PageRefusedError("slow")
    connection = _Pinned(target, address, left)
    watch = threading.Timer(left, _hang_up, [connection])
    watch.daemon = True
    watch.start()
    try:
        headers = {"User-Agent": USER_AGENT, "Accept": ", ".join(types).replace("/,", "/*,"), "Accept-Encoding": "identity"}
        connection.request("GET", target.path, headers=headers)
        with connection.getresponse() as answer:
            found = _read(answer, target, types, most_bytes, is_cut)
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as problem:  # a hang-up shows as any of these
        raise PageRefusedError("slow" if time.monotonic() >= until or isinstance(problem, TimeoutError) else "unreachable") from problem
    finally:
        watch.cancel()
        connection.close()
    if time.monotonic() >= until:
        raise PageRefusedError("slow")
    return found


def _hang_up(connection: _Pinned) -> None:
    try:
        if connection.line is not None:
            connection.line.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it ended by itself


def _read(answer: http.client.HTTPResponse, target: _Target, types: Sequence[str], most_bytes: int, is_cut: bool) -> Fetched | str:
    if answer.status in _MOVED and (place := answer.headers.get("Location")):
        return place
    if answer.status != 200:
        raise PageRefusedError("status")
    kind = answer.headers.get_content_type()
    if answer.headers.get("Content-Encoding", "identity") != "identity" or not any(_fits(kind, one) for one in types):
        raise PageRefusedError("type")
    body = bytearray()
    while len(body) <= most_bytes and (chunk := answer.read1(_CHUNK)):
        body += chunk
    if len(body) > most_bytes and not is_cut:
        raise PageRefusedError("large")
    return Fetched(target.url, kind, answer.headers.get_content_charset() or "", bytes(body[:most_bytes]))


def _fits(kind: str, wanted: str) -> bool:
    return kind.startswith(wanted) if wanted.endswith("/") else kind == wanted
