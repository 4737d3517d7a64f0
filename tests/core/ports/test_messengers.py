"""The messengers' adapters against a local server that answers as their documentation says (messengers.json).

Not tried against the real services: what is written there is what we know.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from core.ports.carriers import CarrierError
from core.ports.ott import gateways

CONTRACTS = json.loads((Path(__file__).parent / "messengers.json").read_text())
KEYS = ["telegram", "viber", "zalo"]
FLAGS = ("is_final", "is_gone", "is_in_doubt", "retry_after")


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body.decode()))
        status, answer = self.server.answer
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def messenger(server, settings):
    """Switch one messenger on, at the local server; returns its contract and its gateway."""
    server.got = []

    def switch_on(key):
        contract = CONTRACTS[key]
        for name, value in contract["settings"].items():
            setattr(settings, name, value)
        for name in contract["origin"]:
            setattr(settings, name, f"http://127.0.0.1:{server.server_port}")
        return contract, gateways()[key]

    return switch_on


def send(contract, gateway, text="Có kết quả"):
    return gateway.send(address=contract["address"], text=text, message_id="d1", token=lambda: "token-1")


def test_none_is_on_unless_set():
    assert gateways() == {}


@pytest.mark.parametrize("key", KEYS)
def test_a_message_is_sent_as_documented(key, server, messenger):
    contract, gateway = messenger(key)
    wanted = contract["request"]
    for answer in contract["answers"]:
        server.answer = answer["status"], answer["body"]
        if "gives" in answer:
            assert send(contract, gateway) == answer["gives"]
        else:
            with pytest.raises(CarrierError) as problem:
                send(contract, gateway)
            known = {flag: getattr(problem.value, flag) for flag in FLAGS if getattr(problem.value, flag)}
            assert known == answer["error"], answer
    for path, headers, body in server.got:
        assert path == wanted["path"]
        assert json.loads(body) == wanted["body"]
        assert {name: headers[name] for name in wanted["headers"]} == wanted["headers"]


@pytest.mark.parametrize("key", KEYS)
def test_a_long_text_is_cut(key, server, messenger):
    contract, gateway = messenger(key)
    server.answer = 200, contract["answers"][0]["body"]
    send(contract, gateway, "ắ" * 9000)
    body = json.loads(server.got[0][2])
    assert len(body.get("text") or body["message"]["text"]) == gateway.max_length


@pytest.mark.parametrize("key", KEYS)
def test_calls_are_read_as_documented(key, messenger):
    contract, gateway = messenger(key)
    for call in contract["calls"]:
        found = gateway.incoming(call["body"])
        assert (found and [found.address, found.text]) == call["gives"]


@pytest.mark.parametrize("key", ["telegram", "viber"])
def test_the_webhook_is_registered_as_documented(key, server, messenger):
    contract, gateway = messenger(key)
    wanted = contract["register"]
    server.answer = 200, wanted["answer"]
    assert gateway.register("https://cayda.example/x/")
    path, _headers, body = server.got[0]
    assert path == wanted["path"]
    assert sorted(json.loads(body)) == wanted["fields"]
    server.answer = 200, wanted["refusal"]
    with pytest.raises(CarrierError):
        gateway.register("https://cayda.example/x/")


def test_zalo_renews_its_tokens_as_documented(server, messenger):
    contract, gateway = messenger("zalo")
    wanted = contract["renewal"]
    server.answer = 200, wanted["answer"]
    fresh = gateway.renew("r0")
    assert (fresh.access, fresh.refresh, fresh.expires_in) == ("token-2", "r1", 90000)
    path, headers, body = server.got[0]
    assert (path, body) == (wanted["path"], wanted["body"])
    assert headers["secret_key"] == "app-secret"
    server.answer = 200, {"error": -14014, "error_name": "Invalid refresh token"}
    with pytest.raises(CarrierError):
        gateway.renew("r0")
    assert not gateway.register("https://cayda.example/x/")


def test_the_address_of_our_chat_opens_it(messenger):
    assert [messenger(key)[1].chat_url("AB12CD34") for key in KEYS] == [
        "https://t.me/cayda_bot?start=AB12CD34",
        "viber://pa?chatURI=cayda&text=AB12CD34",
        "https://zalo.me/3662",
    ]
