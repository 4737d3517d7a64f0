"""Costs and promises of the store: constant queries, key-set pages, credentials."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.models import AuditRecord
from lms.records.enums import Scope
from lms.records.errors import ConflictError, NotPermittedError, UnauthenticatedError
from lms.records.models import Statement, StatementMatch, XapiCredential
from lms.records.rules import merged_definition, merged_names
from lms.records.selectors.credentials import client_for
from lms.records.selectors.statements import find_statements, rendered
from lms.records.services import create_credential, move_drafts, queue_statements, revoke_credential, store_statements
from lms.records.services.queue import platform_client
from lms.records.types import Client, StatementFilter
from tests.factories.core import make_actor, make_unit, system_actor
from tests.factories.records import make_statement

pytestmark = pytest.mark.django_db

AROUND = {"registration": "16fd2706-8baf-433b-82eb-8c7fada847da", "contextActivities": {"parent": [{"id": "https://x.vn/khoa"}]}}


def batch(size, seed=0):
    return [
        make_statement(
            actor={"mbox": f"mailto:em{seed}.{number}@example.vn", "name": f"Em {number}"},
            object={"id": f"https://example.vn/{seed}/{number}", "definition": {"name": {"vi": f"Bài {number}"}}},
            context=AROUND,
        )
        for number in range(size)
    ]


@pytest.fixture
def one_insert(monkeypatch):
    """Let SQLite take as many rows in an INSERT as PostgreSQL does; Django cuts them at 999 values."""
    if connection.vendor == "sqlite":
        monkeypatch.setattr(type(connection.features), "max_query_params", 30_000)


def queries(call):
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def test_storing_costs_the_same_for_any_batch(one_insert):
    client = platform_client()
    store_statements(client=client, statements=batch(1))
    counts = [queries(lambda s=size: store_statements(client=client, statements=batch(s, s))) for size in (1, 50, 500)]
    assert counts[0] == counts[1] == counts[2] <= 20


def test_moving_drafts_costs_the_same_for_any_batch(one_insert):
    queue_statements(batch(1))
    move_drafts()
    counts = []
    for size in (50, 500):
        queue_statements(batch(size, size))
        counts.append(queries(move_drafts))
    assert counts[0] == counts[1] <= 25


def test_storing_what_is_known_costs_less():
    client = platform_client()
    known = batch(50)
    store_statements(client=client, statements=[json.loads(json.dumps(one)) for one in known])
    assert queries(lambda: store_statements(client=client, statements=known)) <= 4


@pytest.mark.parametrize(
    "wanted",
    [
        {}, {"agent": {"mbox": "mailto:em0.0@example.vn"}}, {"agent": {"mbox": "mailto:em0.0@example.vn"}, "related_agents": True},
        {"activity": "https://x.vn/khoa", "related_activities": True}, {"verb": "http://adlnet.gov/expapi/verbs/attended"},
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("form", ["exact", "canonical"])
def test_finding_costs_the_same_for_any_page(wanted, form):
    client = platform_client()

    def find():
        page = find_statements(client=client, wanted=StatementFilter(**wanted))
        return rendered(page.texts, form=form, languages=["vi"])

    store_statements(client=client, statements=batch(1))
    first = queries(find)
    store_statements(client=client, statements=batch(20, 1))
    assert queries(find) == first <= 8


def test_page_reads_no_more_rows_than_it_shows():
    client = platform_client()
    store_statements(client=client, statements=batch(30))
    with CaptureQueriesContext(connection) as captured:
        find_statements(client=client, wanted=StatementFilter(limit=5, activity="https://x.vn/khoa", related_activities=True))
    limited = [one["sql"] for one in captured if "ORDER BY" in one["sql"] and "is_voided" in one["sql"]]
    assert len(limited) == 3
    assert all("LIMIT 6" in sql for sql in limited)


def test_plan_of_a_filter_uses_its_index():
    if connection.vendor != "sqlite":
        pytest.skip("reads the plan of SQLite")
    store_statements(client=platform_client(), statements=batch(30))
    wanted = {
        "xapi_stored": Statement.objects.order_by("-stored", "-id"),
        "xapi_actor": Statement.objects.filter(actor=1).order_by("-stored", "-id"),
        "xapi_verb": Statement.objects.filter(verb=1).order_by("-stored", "-id"),
        "xapi_activity": Statement.objects.filter(activity=1).order_by("-stored", "-id"),
        "xapi_registration": Statement.objects.filter(registration=AROUND["registration"]).order_by("-stored", "-id"),
        "match_once": StatementMatch.objects.filter(facet=4, key=1).order_by("-stored", "-statement_id"),
    }
    for index, rows in wanted.items():
        plan = rows.values_list("stored")[:11].explain()
        assert index in plan or "sqlite_autoindex_lms_statementmatch" in plan, plan
        assert "TEMP B-TREE" not in plan


def test_match_rows_are_only_what_columns_don_t_hold():
    store_statements(client=platform_client(), statements=[make_statement()])
    assert not StatementMatch.objects.exists()


def test_conflict_stores_nothing():
    client = platform_client()
    one = make_statement()
    store_statements(client=client, statements=[dict(one)])
    with pytest.raises(ConflictError):
        store_statements(client=client, statements=[make_statement(), {**one, "result": {"success": True}}])
    assert Statement.objects.count() == 1


def test_client_without_scope_is_refused():
    nobody = Client("x", {"mbox": "mailto:a@b.vn"}, frozenset())
    with pytest.raises(NotPermittedError):
        store_statements(client=nobody, statements=[make_statement()])
    with pytest.raises(NotPermittedError):
        find_statements(client=nobody, wanted=StatementFilter())
    assert not Statement.objects.exists()


# Credentials


def test_credential_keeps_no_secret():
    row, secret = create_credential(actor=system_actor(), name="Trò chơi", unit_id=make_unit().pk)
    assert len(secret) >= 43
    assert secret not in json.dumps(XapiCredential.objects.values().get(), default=str)
    client = client_for(key=row.key, secret=secret, version="1.0.3")
    assert (client.name, client.scopes, client.credential_id) == ("Trò chơi", {Scope.ALL}, row.pk)
    assert AuditRecord.objects.get().verb == "records.credential.created"


@pytest.mark.parametrize(("key", "secret"), [("", ""), ("khac", None), (None, "sai"), (None, "")])
def test_wrong_credentials_are_refused(key, secret):
    row, right = create_credential(actor=system_actor(), name="x")
    with pytest.raises(UnauthenticatedError):
        client_for(key=row.key if key is None else key, secret=right if secret is None else secret, version="1.0.3")


def test_revoked_credential_is_refused_and_stays_so():
    row, secret = create_credential(actor=system_actor(), name="x")
    for _ in range(2):
        revoke_credential(actor=system_actor(), credential_id=row.pk)
    with pytest.raises(UnauthenticatedError):
        client_for(key=row.key, secret=secret, version="1.0.3")
    assert AuditRecord.objects.filter(verb="records.credential.revoked").count() == 1


@pytest.mark.parametrize("role", [None, "teacher", "unit_admin", "leader"])
def test_only_the_platform_s_people_manage_credentials(role):
    actor = make_actor(role) if role else Actor.visitor()
    row, _ = create_credential(actor=Actor(is_platform_staff=True), name="x")
    with pytest.raises(AccessRefused):
        create_credential(actor=actor, name="y")
    with pytest.raises(AccessRefused):
        revoke_credential(actor=actor, credential_id=row.pk)
    assert XapiCredential.objects.filter(revoked_at=None).count() == 1


def test_command_tells_key_secret_and_endpoint(settings):
    out = StringIO()
    unit = make_unit()
    call_command("create_xapi_credential", "Trò chơi", "--json", "--scope", "statements/write", "--unit", unit.key, stdout=out)
    told = json.loads(out.getvalue())
    assert told["endpoint"] == f"{settings.BASE_URL}/xapi"
    client = client_for(key=told["key"], secret=told["secret"], version="1.0.3")
    assert client.scopes == {Scope.STATEMENTS_WRITE}
    assert XapiCredential.objects.get().unit == unit
    call_command("create_xapi_credential", "Khác", stdout=out)
    assert "secret: " in out.getvalue()
    with pytest.raises(CommandError, match="no unit"):
        call_command("create_xapi_credential", "x", "--unit", "khong-co")


# Rules


def test_merged_definition():
    known = {"name": {"vi": "A", "en": "A"}, "type": "x:1", "choices": [1]}
    assert merged_definition(known, {"name": {"vi": "B"}, "type": "x:2", "choices": [2]}) == {
        "name": {"vi": "B", "en": "A"},
        "type": "x:2",
        "choices": [2],
    }
    assert merged_definition({}, known) == known
    assert merged_definition(known, {}) == known


def test_merged_names_keeps_the_last():
    names = []
    for name in "abcabdef":
        names = merged_names(names, name)
    assert names == ["a", "b", "d", "e", "f"]
