"""Reading pages of other hosts, against a real server: what is refused, and that nothing was asked where we may not go."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core.ports.webpages import PageRefusedError, Reach, fetch, is_public

HTML = ("text/html",)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path))
        path = self.path.partition("?")[0]
        if path in {"/den", "/quanh"}:
            self.send_response(302)
            self.send_header("Location", self.path.partition("?")[2] or path)
            self.end_headers()
            return
        self.send_response(404 if path == "/khong" else 200)
        self.send_header("Content-Type", "application/pdf" if path == "/pdf" else "text/html; charset=utf-8")
        self.end_headers()
        self.send_body(path)

    def send_body(self, path):
        try:
            if path == "/to":
                for _number in range(400):
                    self.wfile.write(b"x" * 65536)
            elif path == "/cham":
                while not self.server.is_over:
                    self.wfile.write(b"<")
                    time.sleep(0.05)
            else:
                self.wfile.write("<title>Chào</title>".encode())
        except OSError:
            self.server.cut.append(path)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.cut, server.is_over = [], [], False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.is_over = True
    server.shutdown()
    server.server_close()


NAMES = {"truong.example": ["127.0.0.1"], "trong.example": ["127.0.0.2"], "doi.example": ["127.0.0.1", "10.0.0.5"]}


def reaching(server, *, hosts=tuple(NAMES), **fields):
    """The override behind the port: 127.0.0.1 and the test server's port alone count as public, names resolve by the table."""
    return Reach(
        may_visit=lambda host: host in hosts, is_open=lambda address: address == "127.0.0.1",
        resolve=lambda host, port: NAMES.get(host, []), ports=frozenset({server.server_port}), **fields,
    )  # fmt: skip


def code_of(url, reach, **fields):
    with pytest.raises(PageRefusedError) as refused:
        fetch(url, reach, types=HTML, **{"most_bytes": 100_000, **fields})
    return refused.value.code


def test_a_page_comes_from_the_address_looked_at_under_its_name(server):
    base = f"http://truong.example:{server.server_port}"
    found = fetch(f"{base}/den?/tin%20t%E1%BB%A9c", reaching(server), types=HTML, most_bytes=1000)
    assert (found.url, found.body.decode(), found.charset) == (f"{base}/tin%20t%E1%BB%A9c", "<title>Chào</title>", "utf-8")
    assert {host for host, _path in server.asked} == {f"truong.example:{server.server_port}"}


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://trong.example:{port}/", "private"),
        ("http://doi.example:{port}/", "private"),
        ("http://la.example:{port}/", "address"),
        ("http://127.0.0.1:{port}/", "address"),
        ("http://truong.example:22/", "address"),
        ("http://ai@truong.example:{port}/", "address"),
        ("file:///etc/passwd", "address"),
        ("http://[::1/", "address"),
    ],
)
def test_where_we_may_not_go_nothing_is_asked_directly_or_by_a_redirect(server, target, code):
    url = target.format(port=server.server_port)
    assert code_of(url, reaching(server)) == code
    assert server.asked == []
    assert code_of(f"http://truong.example:{server.server_port}/den?{url}", reaching(server)) == code
    assert len(server.asked) == 1


def test_a_name_is_resolved_once_for_each_step_so_that_a_second_answer_leads_nowhere(server):
    answers = [["127.0.0.1"], ["127.0.0.2"]]
    reach = reaching(server)
    reach = Reach(reach.may_visit, reach.is_open, lambda host, port: answers.pop(0), reach.ports)
    assert fetch(f"http://truong.example:{server.server_port}/", reach, types=HTML, most_bytes=1000).body
    assert answers == [["127.0.0.2"]]


def test_what_is_large_slow_of_another_type_or_goes_in_circles_is_refused(server):
    base, reach = f"http://truong.example:{server.server_port}", reaching(server)
    assert code_of(f"{base}/to", reach) == "large"
    assert len(fetch(f"{base}/to", reach, types=HTML, most_bytes=1000, is_cut=True).body) == 1000
    assert code_of(f"{base}/pdf", reach) == "type"
    assert code_of(f"{base}/khong", reach) == "status"
    assert code_of(f"{base}/quanh", reach) == "moved"
    began = time.monotonic()
    assert code_of(f"{base}/cham", reaching(server, seconds=0.4)) == "slow"
    assert time.monotonic() - began < 3


def test_only_the_public_network_is_public():
    closed = [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:0a00:0001::", "ff02::1",
    ]  # fmt: skip
    assert [one for one in closed if is_public(one)] == []
    assert [is_public(one) for one in ("203.162.4.191", "2405:4800::1", "::ffff:203.162.4.191")] == [True, True, True]
