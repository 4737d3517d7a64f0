"""Every route of assessment that names a thing refuses whoever has no business with it, by GET and by POST, and changes nothing.

Banks, papers, tests, attempts, marks of one school; strangers, expired and wrong hats, pupils and guardians of other children. A new route
fails here until its place is written down. Inside the school, what pupils and guardians may reach is written down too.
"""

from decimal import Decimal
from functools import partial

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import AnswerFile, Appeal, Attempt, Candidate, ItemImport, ItemScore, KeyChange, Outcome, PaperExport, Regrade
from assessment.scoring.rules.codes import script_code
from assessment.scoring.services import score_attempt
from assessment.sessions.rules.guests import KEY, Openness
from assessment.sessions.services import attempt_for, begin_preview, candidate_of, join_as_guest, start_attempt
from core.access.types import Actor
from core.models import Job
from core.organisations.selectors import actor_for
from tests.factories.assessment_items import make_bank, make_item, make_outcome
from tests.factories.assessment_papers import make_blueprint, make_paper
from tests.factories.assessment_sessions import make_attempt, make_test
from tests.factories.core import make_grade, make_subject
from tests.sweep.test_every_route import OUTSIDERS, client_of, passed, try_all
from tests.sweep.world import make_world, routes

pytestmark = pytest.mark.django_db

OPEN = {
    "item_file": "a signed address for one question's file (tests/assessment/items)",
    "link": "a short address leads to the door, which asks (tests/assessment/sessions/test_guests.py)",
    "guest": "the door of open tests; absent for any other (the same)",
}
#: Routes of tests that are over: marking, keys, results. The others speak of the test that runs.
OVER = ("marking", "release", "key", "regrade", "appeal", "script", "whole_trail", "attempt_trail", "results", "result", "protocol")
VERBS = {"item_act": "gui-duyet", "import_decide": "bo", "test_act": "dong", "console_act": "tam-dung", "console_candidate_act": "khoa"}
PLAIN = {"position": 1, "version_number": 1, "kind": "ma-tran", "extension": "xlsx", "name": "dang"}
POSTED = {
    "bank_bulk": {"viec": "xoa"},
    "paper_act": {"viec": "chep"},
    "blueprint_act": {"viec": "chep"},
    "own_outcome": {"viec": "dong"},
}  # what a button says
PLACES = {
    "bank_uuid": "bank", "item_uuid": "item", "import_uuid": "import", "blueprint_uuid": "blueprint", "paper_uuid": "paper",
    "export_uuid": "export", "job_uuid": "job", "regrade_uuid": "regrade", "appeal_uuid": "appeal", "file_uuid": "file",
}  # fmt: skip
ROWS = {
    "candidate_id": "candidate",
    "class_id": "class_group",
    "score_id": "score",
    "change_id": "change",
    "outcome_id": "outcome",
    "entry_id": "entry",
}
TAKING = {"door", "sit", "sit_pack", "sit_state", "sit_save", "sit_submit", "sit_beat", "sit_take", "sit_file", "sit_check", "handed_in"}
RESULTS = {"result", "result_file", "appeal_ask"}
INSIDERS = {
    "pupil": TAKING | RESULTS | {"answer_file"},
    "classmate": {"door"},
    "guardian": RESULTS,
}


def named_routes():
    found = {}
    for name, _route, pattern in routes(domains=("assessment",)):
        if pattern.pattern.converters and name.removeprefix("assessment:") not in OPEN:
            found[name.removeprefix("assessment:")] = pattern.pattern.converters
    return found


@pytest.fixture
def world():
    """The sweep's world with a bank, a paper, a test that runs and one that is over, of its owner."""
    world = make_world()
    values, owner, school = world.values, world.people["owner"].person, world.school
    actor, pupil, group = actor_for(world.people["owner"], None)[0], values["pupil"], values["class_group"]
    bank = make_bank(school, owner=owner)
    items = [make_item(kind, bank=bank) for kind in ("single_choice", "essay")]
    blueprint = make_blueprint(school, owner)
    paper, draft = make_paper(school, owner, items), make_paper(school, owner, items, frozen=False)
    running = make_test(owner=owner, class_group=group, paper=paper, learners=0)
    over = make_test(owner=owner, class_group=group, paper=paper, learners=0, title="Đã xong")
    linked = make_test(owner=owner, class_group=group, paper=paper, learners=0, audience="everybody", link_code="ABCD2345")
    working = make_attempt(Attempt.objects.get(test=running, person=pupil).test)
    done = Attempt.objects.get(test=over, person=pupil)
    done.state, done.started_at, done.submitted_at = "submitted", timezone.now(), timezone.now()
    done.answers, done.released_at = {"1": "o2", "2": {"html": "<p>x</p>", "files": []}}, timezone.now()
    done.save()
    over.state, over.released_at = "released", timezone.now()
    over.save()
    score_attempt(attempt_id=done.pk)
    preview = begin_preview(actor=actor, test=running)
    values.update(
        bank=bank, item=items[0], blueprint=blueprint, paper=paper, draft=draft, running=running, over=over, linked=linked, working=working, done=done,
        entry=draft.entries.first(), candidate=candidate_of(test=running, person_id=pupil.pk), score=ItemScore.objects.get(attempt=done, position=2), started=preview.started_ms,
    )  # fmt: skip
    values["import"] = ItemImport.objects.create(
        bank=bank, name="de.docx", state="ready", created_by=owner, file=ContentFile(b"x", name="de.docx"), size_bytes=1
    )
    values["import"].lines.create(position=1, kind="single_choice", content=items[0].ready.content, state="fine")
    values["export"] = PaperExport.objects.create(
        paper=paper, kind="booklet", format="pdf", created_by=owner, file=ContentFile(b"%PDF-", name="de.pdf")
    )
    values["job"] = Job.objects.create(name="papers.draw", payload={"blueprint_id": blueprint.pk, "bank_ids": []}, created_by=owner)
    values["regrade"] = Regrade.objects.create(test=over, made_by=owner, finished_at=timezone.now())
    values["change"] = KeyChange.objects.create(test=over, position=1, content={"give": "all"}, reason="x", made_by=owner)
    values["appeal"] = Appeal.objects.create(attempt=done, reason="Em xin xem lại", made_by=pupil, points_before=Decimal(1))
    values["file"] = AnswerFile.objects.create(
        attempt=done, position=2, name="a.webp", content_type="image/webp", size_bytes=1, file=ContentFile(b"x", name="a.webp")
    )
    values["outcome"] = make_outcome("Của riêng trường", subject=make_subject(), grade=make_grade(), unit=school)
    return world


def value_of(world, name, parameter):
    values, is_over = world.values, name.startswith(OVER)
    if name == "board":
        return values["linked"].uuid
    if parameter == "test_uuid":
        return values["over" if is_over else "running"].uuid
    if parameter == "attempt_uuid":
        return values["done" if is_over or name == "handed_in" else "working"].uuid
    if parameter == "paper_uuid" and name in {"paper_act", "paper_part", "paper_entry", "paper_replace"}:
        return values["draft"].uuid
    if parameter in PLACES:
        return values[PLACES[parameter]].uuid
    if parameter in ROWS:
        return values[ROWS[parameter]].pk
    if parameter == "code":
        return script_code(str(values["over"].uuid), values["done"].pk)
    if parameter == "started":
        return values["started"]
    return VERBS[name] if parameter == "verb" else PLAIN[parameter]


def address(world, name, parameters):
    return reverse(f"assessment:{name}", kwargs={parameter: value_of(world, name, parameter) for parameter in parameters})


tried = partial(try_all, named=named_routes, where=address, posted=POSTED)


@pytest.mark.parametrize("key", OUTSIDERS)
def test_outsiders_are_refused_everywhere(world, key):
    assert tried(world, key) == []


@pytest.mark.parametrize("key", INSIDERS)
def test_pupils_and_guardians_reach_only_what_is_theirs(world, key):
    assert tried(world, key, allowed=INSIDERS[key]) == []


def test_a_colleague_without_a_part_in_it_is_refused(world):
    assert tried(world, "colleague") == []


def test_a_guest_of_an_open_test_reaches_the_own_attempt_and_nothing_else(world):
    """A signed-out browser with a guest's cookie: first on everything of others, then on the open test itself."""
    world.school.settings = {KEY: Openness(is_allowed=True).write()}
    world.school.save()
    opened = make_test(owner=world.people["owner"].person, class_group=world.values["class_group"], learners=0, audience="open")
    world.people["guest"] = browser = Client()
    browser.cookies["khach"] = "a" * 32
    guest = join_as_guest(test=opened, token="a" * 32, name="Sáo Mây")
    assert tried(world, "guest") == []
    attempt = attempt_for(candidate=guest.candidate, test=opened)
    attempt.test = opened
    start_attempt(actor=Actor.guest(attempt.person_id), attempt=attempt, candidate=guest.candidate, device="")
    world.values.update(running=opened, over=opened, working=attempt, done=attempt, candidate=guest.candidate)
    assert tried(world, "guest", allowed=TAKING | {"result"}) == []


def test_those_who_may_do_get_there(world):
    """The other side: each address is a right one, somebody's GET or POST is not refused."""
    reached = set()
    for key in ("owner", "pupil", "guardian", "admin"):
        client = client_of(world, key)
        for name, parameters in named_routes().items():
            for method in (client.get, partial(client.post, data=POSTED.get(name, {}))):
                if name in reached:
                    continue
                with transaction.atomic():
                    if passed(method(address(world, name, parameters))):
                        reached.add(name)
                    transaction.set_rollback(True)
    assert set(named_routes()) - reached == set()


def test_nothing_was_made_by_looking(world):
    assert (
        Candidate.objects.count() == Candidate.objects.filter(test__in=[world.values[key] for key in ("running", "over", "linked")]).count()
    )
    assert Outcome.objects.filter(unit=world.school).count() == 1
