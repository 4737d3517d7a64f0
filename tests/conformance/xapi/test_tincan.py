"""The `tincan` library, as its users use it, against a server of its own."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tincan import (
    Activity,
    ActivityDefinition,
    ActivityList,
    Agent,
    AgentAccount,
    Context,
    ContextActivities,
    LanguageMap,
    RemoteLRS,
    Result,
    Score,
    Statement,
    StatementRef,
    Verb,
)
from tincan.documents import ActivityProfileDocument, AgentProfileDocument, StateDocument

from .conftest import make_provider

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def remote(live_server):
    provider = make_provider()
    return RemoteLRS(endpoint=f"{live_server.url}/xapi/", username=provider.key, password=provider.secret)


def agent():
    return Agent(name="Nông Minh Khuê", account=AgentAccount(home_page="https://truong.example.vn", name="khue"))


def activity(number=1):
    definition = ActivityDefinition(name=LanguageMap(vi="Định lí Thalès"), type="http://adlnet.gov/expapi/activities/lesson")
    return Activity(id=f"https://truong.example.vn/bai/{number}", definition=definition)


def statement(number=1, **parts):
    verb = Verb(id="http://adlnet.gov/expapi/verbs/completed", display=LanguageMap(vi="đã hoàn thành"))
    return Statement(actor=agent(), verb=verb, object=activity(number), **parts)


def done(response):
    assert response.success, (response.response.status, response.data)
    return response.content


def test_about(remote):
    assert "1.0.3" in done(remote.about()).version


def test_save_and_retrieve(remote):
    context = Context(
        registration=uuid4(),
        instructor=Agent(mbox="mailto:hien@truong.example.vn"),
        context_activities=ContextActivities(parent=ActivityList([activity(9)])),
    )
    result = Result(
        score=Score(scaled=0.85, raw=8.5, min=0, max=10), success=True, completion=True, duration=timedelta(minutes=12), response="ok"
    )
    saved = done(remote.save_statement(statement(context=context, result=result)))
    kept = done(remote.retrieve_statement(str(saved.id)))
    assert kept.id == saved.id
    assert kept.result.score.raw == 8.5
    assert kept.context.registration == context.registration
    assert kept.authority is not None
    given = statement(id=uuid4())
    done(remote.save_statement(given))
    assert done(remote.retrieve_statement(str(given.id))).id == given.id
    assert not remote.retrieve_statement(str(uuid4())).success


def test_save_many_and_query_with_more(remote):
    saved = done(remote.save_statements([statement(number) for number in range(5)]))
    query = {
        "agent": agent(),
        "verb": Verb(id="http://adlnet.gov/expapi/verbs/completed"),
        "limit": 2,
        "ascending": True,
        "related_agents": True,
    }
    seen = []
    page = done(remote.query_statements({**query, "since": timezone.now() - timedelta(hours=1)}))
    while True:
        seen += [one.id for one in page.statements]
        if not page.more:
            break
        page = done(remote.more_statements(page))
    assert seen == [one.id for one in saved]
    assert len(done(remote.query_statements({"activity": activity(3), "format": "ids"})).statements) == 1
    assert done(remote.query_statements({"until": timezone.now() - timedelta(hours=1)})).statements == []


def test_voiding(remote):
    saved = done(remote.save_statement(statement()))
    voiding = Statement(actor=agent(), verb=Verb(id="http://adlnet.gov/expapi/verbs/voided"), object=StatementRef(id=saved.id))
    done(remote.save_statement(voiding))
    assert not remote.retrieve_statement(str(saved.id)).success
    assert done(remote.retrieve_voided_statement(str(saved.id))).id == saved.id


def test_state(remote):
    """The library keeps no registration with a state it saves, and sends each twice."""
    for number in range(2):
        state = StateDocument(id=f"cho-dung-{number}", activity=activity(), agent=agent(), content=json.dumps({"trang": number}))
        done(remote.save_state(state))
    assert done(remote.retrieve_state_ids(activity(), agent())) == ["cho-dung-0", "cho-dung-1"]
    assert done(remote.retrieve_state_ids(activity(), agent(), since=timezone.now() + timedelta(hours=1))) == []
    assert json.loads(done(remote.retrieve_state(activity(), agent(), "cho-dung-1")).content) == {"trang": 1}
    done(remote.delete_state(state))
    assert done(remote.retrieve_state_ids(activity(), agent())) == ["cho-dung-0"]
    done(remote.clear_state(activity(), agent()))
    assert done(remote.retrieve_state_ids(activity(), agent())) == []


@pytest.mark.parametrize("content_type", [None, "application/json"])
def test_profiles(remote, content_type):
    made = [
        (ActivityProfileDocument(id="ho-so", activity=activity()), remote.save_activity_profile, remote.delete_activity_profile),
        (AgentProfileDocument(id="ho-so", agent=agent()), remote.save_agent_profile, remote.delete_agent_profile),
    ]
    for document, save, _ in made:
        document.content = json.dumps({"thích": "hình học"})
        if content_type:
            document.content_type = content_type
        done(save(document))
        again = save(document)
        assert (again.success, again.response.status) == (False, 409)
    assert done(remote.retrieve_activity_profile_ids(activity())) == ["ho-so"]
    assert done(remote.retrieve_agent_profile_ids(agent())) == ["ho-so"]
    for kept in (remote.retrieve_activity_profile(activity(), "ho-so"), remote.retrieve_agent_profile(agent(), "ho-so")):
        assert json.loads(done(kept).content) == {"thích": "hình học"}
        assert kept.response.getheader("ETag")
    for document, save, delete in made:
        document.etag = kept.response.getheader("ETag")
        done(save(document))
        document.etag = None
        done(delete(document))
    assert done(remote.retrieve_agent_profile_ids(agent())) == []


def test_wrong_secret(remote, live_server):
    stranger = RemoteLRS(endpoint=f"{live_server.url}/xapi/", username="khac", password="sai")
    response = stranger.save_statement(statement())
    assert (response.success, response.response.status) == (False, 401)
