"""Part Two 2.4.11, 2.6, Part Three 1.5: raw data of attachments, signed statements."""

import base64
import datetime
import hashlib
import json
import re
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from lms.records.interop.multipart import split_parts
from lms.records.models import Statement, StatementAttachment

from .conftest import ATTACHMENT, VOIDED, changed, statement, sub_statement

BOUNDARY = "-------tan-trao-2026"
MIXED = f"multipart/mixed; boundary={BOUNDARY}"
TEXT, OTHER = "bài làm của em".encode(), b"\x89PNG\r\n\x1a\n\x00\xff--khong-phai-ranh-gioi\r\n\r\n"


def declared(octets, algorithm="sha256", **parts):
    sha2 = hashlib.new(algorithm, octets).hexdigest()
    return changed(ATTACHMENT, **{"sha2": sha2, "length": len(octets), "fileUrl": None, **parts})


def part(octets, sha2=None, newline="\r\n", **headers):
    fields = {
        "Content-Type": "text/plain",
        "Content-Transfer-Encoding": "binary",
        "X-Experience-API-Hash": sha2 or hashlib.sha256(octets).hexdigest(),
    }
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = newline.join(f"{name}: {value}" for name, value in fields.items() if value is not None)
    return (head + newline * 2).encode() + octets


def body(first, *parts, newline="\r\n", first_type="application/json", boundary=BOUNDARY):
    mark, line = f"--{boundary}".encode(), newline.encode()
    opening = f"Content-Type: {first_type}".encode() + line * 2
    pieces = [opening + (first if isinstance(first, bytes) else json.dumps(first).encode()), *parts]
    return b"".join(mark + line + one + line for one in pieces) + mark + b"--" + line


def send(lrs, content, content_type=MIXED):
    return lrs.post(content, content_type=content_type)


def received(answer):
    """The JSON and the attachments of a multipart answer."""
    assert answer["Content-Type"].startswith("multipart/mixed; boundary=")
    first, *rest = split_parts(answer.content, answer["Content-Type"].partition("boundary=")[2])
    assert first.headers["content-type"] == "application/json"
    return json.loads(first.content), {one.headers["x-experience-api-hash"]: one for one in rest}


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_attachments_are_stored_and_come_back(lrs, newline):
    one = statement(attachments=[declared(TEXT), declared(OTHER, contentType="image/png")])
    answer = send(lrs, body(one, part(TEXT, newline=newline), part(OTHER, newline=newline, Content_Type="image/png"), newline=newline))
    assert answer.status_code == 200, answer.content
    (uuid,) = answer.json()
    value, parts = received(lrs.get(statementId=uuid, attachments="true"))
    assert value["id"] == uuid
    assert {sha2: found.content for sha2, found in parts.items()} == {
        hashlib.sha256(octets).hexdigest(): octets for octets in (TEXT, OTHER)
    }
    assert all(found.headers["content-transfer-encoding"] == "binary" for found in parts.values())
    assert {found.headers["content-type"] for found in parts.values()} == {"text/plain", "image/png"}


def test_each_hash_occurs_once_in_the_statement_and_once_with_the_data(lrs):
    send(lrs, body(statement(attachments=[declared(TEXT)]), part(TEXT)))
    text = lrs.get(attachments="true").content.decode()
    assert len(re.findall(hashlib.sha256(TEXT).hexdigest(), text)) == 2


def test_attachments_come_only_when_asked_for(lrs):
    (uuid,) = send(lrs, body(statement(attachments=[declared(TEXT)]), part(TEXT))).json()
    for extra in ({}, {"attachments": "false"}):
        assert lrs.get(statementId=uuid, **extra)["Content-Type"] == "application/json"
        assert lrs.get(**extra)["Content-Type"] == "application/json"
    value, parts = received(lrs.get(attachments="true", limit="1"))
    assert (value["statements"][0]["id"], value["more"], len(parts)) == (uuid, "", 1)


def test_answer_is_multipart_even_without_attachments(lrs):
    assert received(lrs.get(attachments="true")) == ({"statements": [], "more": ""}, {})


def test_content_type_of_a_get_says_nothing(lrs):
    answer = lrs.ask("GET", "statements", {"attachments": "true"}, content_type=MIXED)
    assert received(answer)[0]["statements"] == []


@pytest.mark.parametrize("algorithm", ["sha224", "sha256", "sha384", "sha512"])
def test_every_sha2(lrs, algorithm):
    one = declared(TEXT, algorithm)
    assert send(lrs, body(statement(attachments=[one]), part(TEXT, one["sha2"]))).status_code == 200


def test_hash_in_upper_case(lrs):
    one = declared(TEXT)
    one["sha2"] = one["sha2"].upper()
    assert send(lrs, body(statement(attachments=[one]), part(TEXT))).status_code == 200


def test_batch_shares_an_attachment_and_storage_keeps_it_once(lrs, tmp_path):
    batch = [statement(attachments=[declared(TEXT)]), sub_statement(attachments=[declared(TEXT)]), statement()]
    assert send(lrs, body(batch, part(TEXT))).status_code == 200
    assert send(lrs, body(statement(attachments=[declared(TEXT)]), part(TEXT))).status_code == 200
    assert StatementAttachment.objects.count() == 3
    assert len([one for one in Path(tmp_path).rglob("*") if one.is_file()]) == 1
    assert len(received(lrs.get(attachments="true"))[1]) == 1


def test_multipart_without_attachments(lrs):
    assert send(lrs, body(statement())).status_code == 200
    assert send(lrs, body([statement(attachments=[ATTACHMENT])])).status_code == 200
    uuid = "aa97b177-9383-4934-8543-0f91a7a02836"
    assert lrs.put(body(statement()), uuid, content_type=MIXED).status_code == 204


def test_file_url_and_data(lrs):
    assert send(lrs, body(statement(attachments=[declared(TEXT, fileUrl="https://x.vn/1")]), part(TEXT))).status_code == 200


def test_declared_length_is_not_compared(lrs):
    assert send(lrs, body(statement(attachments=[declared(TEXT, length=1)]), part(TEXT))).status_code == 200


def test_octets_that_were_encoded_as_utf8_on_the_way_are_restored(lrs):
    sent = OTHER.decode("latin-1").encode("utf-8")
    (uuid,) = send(lrs, body(statement(attachments=[declared(OTHER)]), part(sent, hashlib.sha256(OTHER).hexdigest()))).json()
    assert next(iter(received(lrs.get(statementId=uuid, attachments="true"))[1].values())).content == OTHER


@pytest.mark.parametrize("boundary", ["abcABC0123'()+_,-./:=?", "x", "có dấu"])
def test_boundaries(lrs, boundary):
    ok = boundary != "có dấu"
    content = body(statement(attachments=[declared(TEXT)]), part(TEXT), boundary=boundary)
    assert (send(lrs, content, f'multipart/mixed; boundary="{boundary}"').status_code == 200) is ok


ONE = statement(attachments=[declared(TEXT)])
BROKEN = {
    "no boundary in the header": (body(ONE, part(TEXT)), "multipart/mixed"),
    "empty boundary": (body(ONE, part(TEXT)), "multipart/mixed; boundary="),
    "another boundary": (body(ONE, part(TEXT)), "multipart/mixed; boundary=khac"),
    "form data": (body(ONE, part(TEXT)), MIXED.replace("mixed", "form-data")),
    "no first boundary": (body(ONE, part(TEXT)).split(b"\r\n", 1)[1], MIXED),
    "no middle boundary": (body(json.dumps(ONE).encode() + b"\r\n" + part(TEXT)), MIXED),
    "not closed": (body(ONE, part(TEXT))[: -len(BOUNDARY) - 6], MIXED),
    "empty": (b"", MIXED),
    "only the end": (f"--{BOUNDARY}--".encode(), MIXED),
    "first part is text": (body(ONE, part(TEXT), first_type="text/plain"), MIXED),
    "first part is not JSON": (body(b"{", part(TEXT)), MIXED),
    "statements in two parts": (body(ONE, b"Content-Type: application/json\r\n\r\n" + json.dumps(statement()).encode(), part(TEXT)), MIXED),
    "no hash": (body(ONE, part(TEXT, X_Experience_API_Hash=None)), MIXED),
    "hash is no hash": (body(ONE, part(TEXT, "abc")), MIXED),
    "hash of nothing declared": (body(ONE, part(OTHER)), MIXED),
    "hash of other data": (body(ONE, part(OTHER, hashlib.sha256(TEXT).hexdigest())), MIXED),
    "base64": (body(ONE, part(TEXT, Content_Transfer_Encoding="base64")), MIXED),
    "no transfer encoding": (body(ONE, part(TEXT, Content_Transfer_Encoding=None)), MIXED),
    "data missing": (body(ONE), MIXED),
    "data missing in JSON": (json.dumps(ONE).encode(), "application/json"),
    "one of two missing": (body(statement(attachments=[declared(TEXT), declared(OTHER)]), part(TEXT)), MIXED),
    "one too many": (body(ONE, part(TEXT), part(OTHER)), MIXED),
    "data of a sub-statement missing": (body(sub_statement(attachments=[declared(TEXT)])), MIXED),
    "part without an empty line": (body(ONE, b"X: y"), MIXED),
    "too many parts": (body(ONE, *([part(TEXT)] * 501)), MIXED),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_multipart_is_refused(lrs, name, tmp_path):
    content, content_type = BROKEN[name]
    answer = send(lrs, content, content_type)
    assert answer.status_code == 400, name
    assert answer.content
    assert not Statement.objects.exists()
    assert not [one for one in Path(tmp_path).rglob("*") if one.is_file()]


def test_page_of_large_attachments_is_cut(lrs, monkeypatch):
    monkeypatch.setattr("lms.records.selectors.statements.ATTACHMENTS_PER_PAGE_BYTES", 30)
    for octets in (b"a" * 20, b"b" * 20, b"c" * 100):
        assert send(lrs, body(statement(attachments=[declared(octets)]), part(octets))).status_code == 200
    seen, asked = [], {"attachments": "true"}
    while True:
        value, parts = received(lrs.get(**asked))
        assert len(value["statements"]) == len(parts) == 1
        seen += [one["id"] for one in value["statements"]]
        if not value["more"]:
            break
        asked["cursor"] = value["more"].partition("cursor=")[2]
    assert len(set(seen)) == 3


# 2.6 Signed statements

SIGNATURE = {
    "usageType": "http://adlnet.gov/expapi/attachments/signature",
    "contentType": "application/octet-stream",
    "display": {"vi": "Chữ ký"},
}


@cache
def key_pair():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sở GD&ĐT")])
    at = datetime.datetime(2026, 1, 1)
    certificate = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), at, at + datetime.timedelta(days=9999)
    ).sign(key, hashes.SHA256())
    return key, base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()


def encoded(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=")


def jws(payload, algorithm="RS256", x5c=None, key=None):
    header = json.dumps({"alg": algorithm, **({"x5c": x5c} if x5c is not None else {})}).encode()
    text = encoded(header) + b"." + encoded(payload if isinstance(payload, bytes) else json.dumps(payload).encode())
    hash_ = {"RS384": hashes.SHA384, "RS512": hashes.SHA512}.get(algorithm, hashes.SHA256)()
    return text + b"." + encoded((key or key_pair()[0]).sign(text, padding.PKCS1v15(), hash_))


def signed(one, signature, **parts):
    return body(
        {**one, "attachments": [declared(signature, **{**SIGNATURE, **parts})]}, part(signature, Content_Type="application/octet-stream")
    )


FULL = statement(
    id="aa97b177-9383-4934-8543-0f91a7a02836",
    timestamp="2026-09-07T01:30:00Z",
    context={"contextActivities": {"other": {"id": "https://x.vn"}}},
)


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
@pytest.mark.parametrize("with_certificate", [True, False])
def test_signed_statements(lrs, algorithm, with_certificate):
    signature = jws(FULL, algorithm, [key_pair()[1]] if with_certificate else None)
    answer = send(lrs, signed(FULL, signature))
    assert answer.status_code == 200, answer.content
    value, parts = received(lrs.get(statementId=FULL["id"], attachments="true"))
    assert next(iter(parts.values())).content == signature
    assert value["attachments"][0]["usageType"] == SIGNATURE["usageType"]


def test_signed_statement_may_be_written_differently(lrs):
    payload = {key: FULL[key] for key in reversed(FULL)} | {"timestamp": "2026-09-07T08:30:00+07:00"}
    assert send(lrs, signed(FULL, jws(payload))).status_code == 200


OTHER_KEY = cache(lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))


@pytest.mark.parametrize(
    "make",
    [
        lambda: signed(FULL, jws(FULL), contentType="text/plain; charset=ascii"),
        lambda: signed(FULL, jws(FULL, "HS256")),
        lambda: signed(FULL, jws(FULL, "none")),
        lambda: signed(FULL, jws(json.dumps(FULL).replace('"', "'", 1).encode())),
        lambda: signed(FULL, jws([FULL])),
        lambda: signed(FULL, jws({"verb": 1, "actor": "x", "context": []})),
        lambda: signed(FULL, jws({**FULL, "verb": VOIDED})),
        lambda: signed(FULL, jws({**FULL, "id": "bb97b177-9383-4934-8543-0f91a7a02836"})),
        lambda: signed(FULL, jws({**FULL, "timestamp": "2026-09-07T01:30:01Z"})),
        lambda: signed(FULL, b"abc"),
        lambda: signed(FULL, b"a.b.c"),
        lambda: signed(FULL, b"\xff.\xff.\xff"),
        lambda: signed(FULL, jws(FULL, x5c=[key_pair()[1]], key=OTHER_KEY())),
        lambda: signed(FULL, jws(FULL, x5c=["khong"])),
        lambda: signed(FULL, jws(FULL, x5c=[])),
        lambda: signed(FULL, jws(FULL, x5c={"0": 1})),
    ],
)
def test_broken_signatures_are_refused(lrs, make):
    assert send(lrs, make()).status_code == 400
    assert not Statement.objects.exists()


def test_signature_needs_its_data(lrs):
    one = {**FULL, "attachments": [declared(b"x", **SIGNATURE)]}
    assert lrs.post(one).status_code == 400
