"""A learning record provider that talks to the store over HTTP, as the ADL suite does."""

import base64
import copy
import json
from functools import cache
from uuid import uuid4

import pytest
from django.test import Client

from core.access.types import Actor
from lms.records.enums import Scope
from lms.records.errors import InvalidRequestError
from lms.records.interop.validation import check_statement
from lms.records.models import Statement
from lms.records.services import create_credential

KHUE = {"objectType": "Agent", "name": "Nông Minh Khuê", "mbox": "mailto:khue@truong.example.vn"}
HIEN = {"objectType": "Agent", "account": {"homePage": "https://so.example.vn", "name": "co-hien"}}
CLASS_9A = {"objectType": "Group", "name": "Lớp 9A", "mbox": "mailto:lop9a@truong.example.vn", "member": [KHUE]}
ATTENDED = {"id": "https://w3id.org/vn/dong-tu/da-du", "display": {"vi": "đã dự", "en-GB": "attended", "en-US": "attended"}}
VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided", "display": {"vi": "đã huỷ"}}
LESSON = {
    "objectType": "Activity",
    "id": "https://truong.example.vn/bai/thales",
    "definition": {
        "name": {"vi": "Định lí Thalès", "en-GB": "Thales' theorem"},
        "description": {"vi": "Đoạn thẳng tỉ lệ", "en-GB": "Proportional segments"},
        "type": "http://adlnet.gov/expapi/activities/lesson",
        "moreInfo": "https://truong.example.vn/bai/thales/them",
        "extensions": {"https://truong.example.vn/mo-rong/phong": "P.12"},
    },
}
RESULT = {
    "score": {"scaled": 0.85, "raw": 8.5, "min": 0, "max": 10},
    "success": True,
    "completion": True,
    "response": "Vì hai tam giác đồng dạng",
    "duration": "PT12M5.5S",
    "extensions": {"https://truong.example.vn/mo-rong/lan-thu": 2},
}
CONTEXT = {
    "registration": "16fd2706-8baf-433b-82eb-8c7fada847da",
    "instructor": HIEN,
    "team": CLASS_9A,
    "contextActivities": {"category": {"id": "https://truong.example.vn/loai/hinh-hoc"}},
    "revision": "3",
    "platform": "Cây Đa",
    "language": "vi",
    "statement": {"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"},
    "extensions": {"https://truong.example.vn/mo-rong/thiet-bi": "điện thoại"},
}
ATTACHMENT = {
    "usageType": "https://truong.example.vn/dinh-kem/bai-lam",
    "display": {"vi": "Bài làm"},
    "contentType": "text/plain; charset=utf-8",
    "length": 11,
    "sha2": "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",
    "fileUrl": "https://truong.example.vn/tep/1.txt",
}


def statement(**parts):
    """A minimal statement; every part can be replaced, None leaves it out."""
    whole = {"actor": KHUE, "verb": ATTENDED, "object": LESSON, **parts}
    return copy.deepcopy({key: value for key, value in whole.items() if value is not None})


def sub_statement(**parts):
    """A statement whose object is a sub-statement with the parts."""
    return statement(object={"objectType": "SubStatement", **statement(**parts)})


def placed(part, value):
    """The value as that part of a statement and of a sub-statement."""
    return {f"statement.{part}": statement(**{part: value}), f"sub-statement.{part}": sub_statement(**{part: value})}


def changed(whole, **parts):
    """A deep copy with parts replaced; None leaves one out."""
    return copy.deepcopy({key: value for key, value in {**whole, **parts}.items() if value is not None})


@cache
def http():
    """One test client for all: making one loads the middleware, which reads every static file."""
    return Client()


class Provider:
    """Sends requests with a credential and a version header."""

    def __init__(self, key, secret, version="1.0.3"):
        self.key, self.secret, self.version = key, secret, version

    @property
    def authorization(self):
        return "Basic " + base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()

    def headers(self, **extra):
        given = {"X-Experience-API-Version": self.version, "Authorization": self.authorization, "User-Agent": "bo-kiem-thu"}
        given |= {name.replace("_", "-"): value for name, value in extra.items()}
        return {name: value for name, value in given.items() if value is not None}

    def ask(self, method, resource, params=None, body=b"", content_type="application/json", **headers):
        params = {name: json.dumps(one) if isinstance(one, dict) else one for name, one in (params or {}).items()}
        if not isinstance(body, bytes | str):
            body = json.dumps(body)
        return http().generic(method, f"/xapi/{resource}", body, content_type, query_params=params or None, headers=self.headers(**headers))

    def get(self, resource="statements", **params):
        return self.ask("GET", resource, params)

    def post(self, body, **kwargs):
        return self.ask("POST", "statements", body=body, **kwargs)

    def put(self, body, uuid=None, **kwargs):
        return self.ask("PUT", "statements", {"statementId": body["id"] if uuid is None else uuid}, body, **kwargs)

    def store(self, *statements):
        """Store statements, each for itself, and return their ids."""
        ids = []
        for one in statements:
            answer = self.post(one)
            assert answer.status_code == 200, answer.content.decode()
            ids += answer.json()
        return ids

    def ids(self, **params):
        """Return the ids of the statements a query finds."""
        answer = self.get(**params)
        assert answer.status_code == 200, answer.content.decode()
        return [one["id"] for one in answer.json()["statements"]]

    def accepts(self, cases):
        """Check that all statements of `cases` are stored; they travel in one batch."""
        answer = self.post(list(cases.values()))
        assert answer.status_code == 200, answer.content.decode()
        assert len(answer.json()) == len(cases)

    def refuses(self, cases):
        """Check that every statement of `cases` breaks a rule, and that over HTTP this is 400 with a reason and stores nothing."""
        passed = [name for name, one in cases.items() if not _is_refused(one)]
        assert passed == []
        before = Statement.objects.count()
        for body in (next(iter(cases.values())), [statement(), *cases.values()]):
            answer = self.post(body)
            assert answer.status_code == 400
            assert answer.content
        assert Statement.objects.count() == before


def _is_refused(value):
    try:
        check_statement(copy.deepcopy(value))
    except InvalidRequestError as error:
        return bool(str(error))
    return False


def make_provider(version="1.0.3", name="Bộ kiểm thử", scopes=("all",)):
    row, secret = create_credential(actor=Actor.system("test"), name=name, scopes=frozenset(Scope(one) for one in scopes))
    return Provider(row.key, secret, version)


@pytest.fixture
def lrs(db, settings, tmp_path):
    """A provider that speaks 1.0.3 and may do everything."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}}
    return make_provider()


@pytest.fixture
def lrs2(lrs):
    """The same provider speaking 2.0.0."""
    return Provider(lrs.key, lrs.secret, "2.0.0")


@pytest.fixture
def new_id():
    """A fresh UUID as text."""
    return lambda: str(uuid4())
