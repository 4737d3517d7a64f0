"""Wrong unit, wrong role, expired hat, closed unit: every route that names something of a school refuses, and nothing changes.

The things belong to one school (world.py). Whoever has no business with a thing gets the sign-in page, 403 or 404 by
GET and by POST, and not one row is written but the trail's. A new route fails here until its place is written down.
"""

import re
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Unit
from core.signin.services.class_codes import class_token
from tests.sweep.world import MARKS, make_world, routes

pytestmark = pytest.mark.django_db

# Which thing of the world a parameter names, by the route's name and the parameter.
SHARED = {
    "unit_uuid": "school",
    "class_uuid": "class_group",
    "course_uuid": "course",
    "activity_uuid": "lesson",
    "person_uuid": "pupil",
    "child_uuid": "pupil",
    "import_uuid": "roster",
    "batch_uuid": "slips",
    "code_uuid": "code",
    "activity": "lesson",
    "document": "document",
    "package": "package",
}
OF_ROUTE = {
    r"core:(unit|class_open|person_add|learner_receive|hat_)": "school",
    r"core:class_": "class_group",
    r"core:(person|guardian)": "pupil",
    r"core:child_consents": "pupil",
    r"core:data_": "data_request",
    r"lms:h5p_activity": "h5p",
    r"lms:test_activity": "quiz",
    r"lms:h5p_": "package",
}
KEYS = {
    "core:hat_end": "hat",
    "core:class_release": "teaching",
    "core:class_learner": "enrolment",
    "core:guardian": "ward",
    "core:inbox": "notice",
    "core:digest": "digest",
}
WORDS = {"kind": "students", "verb": None, "number": 1}
VERBS = {
    "lms:course_state": "cat",
    "lms:section_change": "doi-ten",
    "lms:activity_change": "an",
    "lms:course_people_change": "bo-lop",
    "lms:board_act": "bat-dau",
    "core:data_request_step": "tiep-nhan",
}
# Addresses that are themselves the key (a token in a QR code, in an e-mail, in a frame's address), or public files.
OPEN = {
    "frontend:styleguide_screen": "pictures of the design system, no data",
    "core:class_door": "the token on the classroom's wall",
    "core:class_pictures": "the same token and a child of the class; then the secret pictures",
    "core:confirm_email": "the token in the e-mail; only its own account may use it",
    "core:ott_webhook": "a signed call of a messenger (tests/core/notifications/test_messengers.py)",
    "core:stop_email": "a signed token in the e-mail; switches that kind of e-mail off (tests/core/notifications)",
    "core:end_session": "only among one's own sessions (tests/core/signin)",
    "lms:course_file": "a signed token for one person and file (tests/lms/courses/test_files.py)",
    "lms:h5p_frame": "a signed, short-lived token for one person and package",
    "lms:h5p_content_file": "a signed, short-lived token for one package",
    "lms:h5p_library_file": "program files of H5P libraries, public",
    "lms:xapi:absent": "no such address",
}
REFUSED = {401, 403, 404, 405}
TRAIL = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "(core_auditrecord|django_session|core_usersession|usersessions_usersession)"', re.I)
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)", re.I)

OUTSIDERS = [
    "visitor",
    "stranger_teacher",
    "stranger_admin",
    "stranger_leader",
    "stranger_commune",
    "stranger_pupil",
    "stranger_guardian",
    "expired_admin",
]


def named_routes():
    """The routes that name something, with the pattern's parameters."""
    found = {}
    for name, _route, pattern in routes():
        if pattern.pattern.converters and name not in OPEN:
            found[name] = pattern.pattern.converters
    return found


@pytest.fixture
def world():
    return make_world()


def value_of(world, name, parameter):
    values = world.values
    if parameter == "uuid":
        return values[next(key for pattern, key in OF_ROUTE.items() if re.match(pattern, name))].uuid
    if name == "lms:activity_content" and parameter == "activity_uuid":
        return values["page"].uuid
    if parameter == "activity" and name == "lms:h5p_states":
        return values["h5p"].uuid
    if parameter in SHARED:
        return values[SHARED[parameter]].uuid
    if parameter == "pk":
        return values[next(key for prefix, key in KEYS.items() if name.startswith(prefix))].pk
    if parameter == "section_id":
        return values["lesson"].section_id
    if parameter == "revision":
        return values["revision"].pk
    return VERBS[name] if parameter == "verb" else WORDS[parameter]


def address(world, name, parameters):
    return reverse(name, kwargs={parameter: value_of(world, name, parameter) for parameter in parameters})


def client_of(world, key):
    if isinstance(known := world.people.get(key), Client):
        return known
    client = Client()
    if key != "visitor":
        client.force_login(world.people[key], backend="core.signin.backends.IdentifierBackend")
    return client


def passed(response):
    """Whether somebody got through: anything but a refusal or the way to the sign-in page."""
    if response.status_code in {301, 302}:
        return "/tai-khoan/login/" not in response["Location"]
    return response.status_code not in REFUSED


def note_write(written, execute, sql, params, many, context):
    """Write down statements that change rows; what the trail and the session do is theirs."""
    if WRITES.match(sql) and not TRAIL.match(sql):
        written.append(sql[:90])
    return execute(sql, params, many, context)


def try_all(world, key, *, allowed=(), named=None, where=address, posted=None):
    """Return what `key` got through or changed: `METHOD name status`. `posted` is what the buttons of some routes say."""
    client, wrong = client_of(world, key), []
    for name, parameters in (named or named_routes)().items():
        if name in allowed:
            continue
        url = where(world, name, parameters)
        for method in (client.get, partial(client.post, data=(posted or {}).get(name, {}))):
            written: list[str] = []
            with connection.execute_wrapper(partial(note_write, written)):
                response = method(url)
            if passed(response) or written:
                wrong.append(f"{response.request['REQUEST_METHOD']} {name} {response.status_code} {written}")
    return wrong


@pytest.mark.parametrize("key", OUTSIDERS)
def test_outsiders_are_refused_everywhere(world, key):
    assert try_all(world, key) == []


def test_those_of_a_closed_school_have_no_hat_any_more(world):
    Unit.objects.filter(pk=world.school.pk).update(closed_on=timezone.localdate() - timedelta(days=1))
    for key in ("admin", "owner"):
        assert try_all(world, key) == []


# Who has business with what, inside the school. Everything else refuses.
STUDYING = {"lms:course", "lms:activity", "lms:answer", "lms:finish", "lms:ask_help", "lms:note", "lms:h5p_states"}
SCHOOL = {"core:unit", "core:unit_children", "core:unit_classes", "core:class_page", "lms:course_outline"}
INSIDERS = {
    "pupil": STUDYING | SCHOOL | {"core:person", "core:inbox_open", "core:inbox_read"},
    "classmate": STUDYING | SCHOOL,
    "guardian": {
        "lms:child",
        "lms:child_course",
        "core:child_consents",
        "core:person",
        "core:guardian_code",
        "lms:course_outline",
        "core:digest",
    }
    | {"lms:course", "core:unit", "core:class_page", "core:data_request", "core:data_request_step", "core:data_package"},
    "colleague": SCHOOL | {"lms:h5p_package"},
}


@pytest.mark.parametrize("key", INSIDERS)
def test_insiders_are_refused_what_is_not_their_business(world, key):
    assert try_all(world, key, allowed=INSIDERS[key]) == []


def test_those_who_may_do_get_there(world):
    """The other side: the addresses above are right ones, somebody's GET or POST is not refused at each."""
    reached = set()
    for key in ("department", "admin", "owner", "pupil", "guardian"):
        client = client_of(world, key)
        for name, parameters in named_routes().items():
            url = address(world, name, parameters)
            for method in (client.get, client.post):
                if name in reached:
                    continue
                with transaction.atomic():
                    if passed(method(url)):
                        reached.add(name)
                    transaction.set_rollback(True)
    # No file before its job has run: tests/core/signin/test_slips.py downloads one. A class completes its last grade in the last months of
    # a year only: tests/core/organisations/test_completing.py goes there.
    assert set(named_routes()) - reached - {"core:class_completed", "core:class_completion_undone"} == {"core:download_slips"}


# Pages that search without a field of their own (parts of a page, pickers).
SEARCHES = {name for name, _route, pattern in routes() if "search" in name or "pick" in name or "find" in name}


def _text_of(response):
    return "" if response.streaming else response.content.decode(errors="replace")


@pytest.mark.parametrize("key", [*OUTSIDERS[1:], "expired_admin"])
def test_pages_without_a_name_show_nothing_of_another_school(world, key):
    client, seen = client_of(world, key), []
    for name, _route, pattern in routes():
        if pattern.pattern.converters or name.startswith("lms:xapi"):
            continue
        plain = _text_of(client.get(reverse(name)))
        seen += [f"{name}: {mark}" for mark in MARKS if mark in plain]
        for asked in ("Lũng Chàm", "Pỉn", "bí mật") if 'name="q"' in plain or name in SEARCHES else ():
            text = _text_of(client.get(reverse(name), {"q": asked}))
            seen += [f"{name} {asked}: {mark}" for mark in MARKS if mark in text.replace(asked, "")]
    assert seen == []


def test_class_tokens_are_not_guessed(world):
    client = Client()
    assert client.get(reverse("core:class_door", args=[class_token(world.values["code"])])).status_code == 200
    assert client.get(reverse("core:class_door", args=["0" * 32])).status_code == 404
    assert client.get(reverse("lms:h5p_frame", args=["nonsense"])).status_code in REFUSED
    assert client.get(reverse("lms:h5p_content_file", args=["nonsense", "content.json"])).status_code in REFUSED
    assert client.get(reverse("core:class_door", args=[str(uuid4())])).status_code == 404
