"""Pages and endpoints: who gets in, what the frame may do, files without a session."""

import json
import random
import uuid

import pytest
from django.urls import reverse

from lms.h5p.models import H5PPackage, H5PState
from lms.h5p.rules import person_hash
from lms.h5p.selectors import frame_url, offline_urls, play_data
from lms.h5p.selectors.keys import signing_key
from tests.factories.core import make_account, make_actor, make_person, make_unit
from tests.factories.courses import make_course
from tests.factories.h5p import make_h5p_activity, make_package, make_studied, pack, package_files

pytestmark = pytest.mark.django_db


def signed_in(client, actor):
    from core.models import Account

    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def upload(files):
    file = pack(files)
    file.name = "the.h5p"
    return file


@pytest.fixture
def teacher():
    return make_actor("teacher")


def unit_of(actor):
    from core.models import Unit

    return Unit.objects.get(pk=actor.unit_id)


def test_upload_leads_to_the_package_which_can_be_tried(client, teacher):
    signed_in(client, teacher)
    response = client.post(reverse("lms:h5p_upload"), {"file": upload(package_files())})
    package = H5PPackage.objects.get()
    assert response.url == reverse("lms:h5p_package", args=[package.uuid])
    page = client.get(response.url).content.decode()
    assert "Thẻ chào" in page
    assert "<cd-h5p" in page
    assert 'data-sync=""' in page


def test_refused_upload_names_the_files_and_keeps_nothing(client, teacher):
    signed_in(client, teacher)
    bad = package_files(**{"H5P.TheChao-1.0/the.js": None, "content/trang.html": "<p>"})
    response = client.post(reverse("lms:h5p_upload"), {"file": upload(bad)})
    page = response.content.decode()
    assert response.status_code == 422
    assert "H5P.TheChao-1.0/the.js" in page
    assert "content/trang.html" in page
    assert H5PPackage.objects.count() == 0


def test_refused_upload_by_htmx_answers_the_report_alone(client, teacher):
    signed_in(client, teacher)
    response = client.post(reverse("lms:h5p_upload"), {"file": upload({"x.txt": "x"})}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert (response.status_code, "<html" in page, "h5p.json" in page) == (200, False, True)


def test_upload_of_another_kind_of_file_says_so(client, teacher):
    signed_in(client, teacher)
    file = upload(package_files())
    file.name = "bai.docx"
    response = client.post(reverse("lms:h5p_upload"), {"file": file})
    assert response.status_code == 422
    assert "bai.docx không phải tệp .h5p" in response.content.decode()


PAGES = ["h5p_packages", "h5p_upload", "h5p_package", "h5p_rename", "h5p_replace", "h5p_remove", "h5p_activity"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["visitor", "student", "guardian", "unit_admin", "other_school"])
def test_store_is_closed_to_others_and_nothing_changes(client, name, who):
    package = make_package()
    activity = make_h5p_activity(package)
    if who == "other_school":
        signed_in(client, make_actor("teacher", make_unit()))
    elif who != "visitor":
        signed_in(client, make_actor(who, package.unit))
    thing = {"h5p_packages": [], "h5p_upload": [], "h5p_activity": [activity.uuid]}.get(name, [package.uuid])
    method = client.post if name in {"h5p_rename", "h5p_replace", "h5p_remove"} else client.get
    response = method(
        reverse(f"lms:{name}", args=thing), {"title": "Khác", "file": upload(package_files())} if method == client.post else {}
    )
    if who == "other_school" and not thing:
        assert (response.status_code, "Thẻ chào" in response.content.decode()) == (200, False)
    else:
        assert response.status_code == (302 if who == "visitor" else 404 if who == "other_school" else 403)
    package.refresh_from_db()
    assert (package.title, package.state, package.revision) == ("Thẻ chào", "ready", 1)


def test_activity_takes_a_package_of_the_store_and_publishes_it(client):
    from lms.h5p.models import H5PActivity
    from lms.hooks import ActivityType
    from tests.factories.courses import make_activity, make_section

    owner = make_person("Trần Thị Hoa")
    teacher = make_actor("teacher", person=owner)
    course = make_course(unit=unit_of(teacher), owner=owner)
    activity = make_activity(make_section(course), kind="h5p")
    kind = ActivityType.of("h5p")
    kind.create(actor=teacher, activity=activity, data={})
    assert "chưa có gói" in kind.publish_problem(activity)
    package = make_package(course.unit)
    signed_in(client, teacher)
    assert client.post(kind.edit_url(activity), {"package": str(package.uuid)}).status_code == 302
    assert kind.publish_problem(activity) is None
    assert kind.context(actor=teacher, activity=activity, preview=False)["h5p_package"] is None
    kind.publish(actor=teacher, activity=activity)
    assert kind.context(actor=teacher, activity=activity, preview=False)["h5p_package"] == package
    copy = make_activity(make_section(make_course(unit=course.unit)), kind="h5p")
    kind.copy(actor=teacher, source=activity, target=copy)
    assert H5PActivity.objects.get(activity=copy).package == package
    assert H5PActivity.objects.get(activity=copy).published_package is None
    assert "Thẻ chào" in client.get(kind.edit_url(activity)).content.decode()


def test_activity_takes_no_package_of_another_unit(client):
    from lms.h5p.models import H5PActivity

    owner = make_person("Trần Thị Hoa")
    teacher = make_actor("teacher", person=owner)
    activity = make_h5p_activity(make_package(unit_of(teacher)), make_course(unit=unit_of(teacher), owner=owner))
    foreign = make_package()
    signed_in(client, teacher)
    assert client.post(reverse("lms:h5p_activity", args=[activity.uuid]), {"package": str(foreign.uuid)}).status_code == 404
    assert H5PActivity.objects.get(activity=activity).package != foreign


def test_frame_needs_no_session_and_sets_no_cookie(client, django_assert_num_queries):
    package = make_package()
    client.cookies["sessionid"] = "khong-co"
    url = frame_url(make_actor("teacher", package.unit), package)
    with django_assert_num_queries(2):
        response = client.get(url)
    assert response.status_code == 200
    assert not response.cookies
    assert response["Vary"] == "Accept-Encoding"
    assert "no-store" in response["Cache-Control"]
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src http://testserver/h5p-tep/ http://testserver/static/ 'nonce-")
    assert "frame-src 'none'" in policy
    assert "form-action 'none'" in policy
    assert "X-Frame-Options" not in response
    play = json.loads(response.content.decode().split('id="h5p-play" type="application/json">')[1].split("</script>")[0])
    assert (play["library"], play["params"]["loi"]) == ("H5P.TheChao 1.0", "Chào em!")
    assert play["nonce"] in policy


def test_frame_escapes_what_the_package_says(client):
    hostile = {"loi": "</script><script>alert(1)</script>", "anh": {"path": "images/anh.png", "mime": "image/png"}}
    package = make_package(files=package_files(**{"content/content.json": json.dumps(hostile)}))
    page = client.get(frame_url(make_actor("teacher", package.unit), package)).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize("token", ["x", "a.b.c.d.e.f", "0" * 200])
def test_forged_frame_is_absent(client, token):
    assert client.get(reverse("lms:h5p_frame", args=[token])).status_code == 404


def test_frame_answers_in_the_language_of_the_link(client):
    from django.utils import translation

    package = make_package()
    actor = make_actor("teacher", package.unit)
    with translation.override("en"):
        url = frame_url(actor, package)
    assert '<html lang="en">' in client.get(url).content.decode()
    assert '<html lang="vi">' in client.get(frame_url(actor, package)).content.decode()


def test_files_are_served_inert_and_for_long(client):
    data = play_data(make_package())
    library = data["libraries"][0]["base"]
    response = client.get(library + "the.js")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert not response.cookies
    picture = client.get(data["content"]["base"] + "images/anh.png")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")


@pytest.mark.parametrize(("asked", "status", "length", "said"), [
    ("bytes=0-9", 206, 10, "bytes 0-9/71"), ("bytes=60-", 206, 11, "bytes 60-70/71"), ("bytes=-5", 206, 5, "bytes 66-70/71"),
    ("bytes=70-200", 206, 1, "bytes 70-70/71"), ("bytes=71-", 416, 0, "bytes */71"), ("bytes=5-2", 416, 0, "bytes */71"), ("x", 200, 71, None),
])  # fmt: skip
def test_ranges_of_media(client, asked, status, length, said):
    base = play_data(make_package())["content"]["base"]
    response = client.get(base + "images/anh.png", headers={"Range": asked})
    assert (response.status_code, len(response.content), response.get("Content-Range")) == (status, length, said)


def test_large_file_is_streamed(client):
    sound = random.Random(1).randbytes(2_048_000)
    package = make_package(files=package_files(**{"content/nhac.mp3": sound}))
    response = client.get(play_data(package)["content"]["base"] + "nhac.mp3")
    assert response.streaming
    assert b"".join(response.streaming_content) == sound
    assert response["Content-Length"] == "2048000"


@pytest.mark.parametrize("path", ["../x", "..%2f..%2fsecret.key", "a/../the.js", "khong-co.js", "", "//the.js", "the.js/"])
def test_other_paths_are_absent(client, path):
    data = play_data(make_package())
    assert client.get(data["libraries"][0]["base"] + path).status_code == 404
    assert client.get(data["content"]["base"] + path).status_code == 404


def test_content_is_closed_without_its_token(client):
    package = make_package()
    assert client.get(f"/h5p-tep/noi-dung/{package.sha256}/content.json").status_code == 404
    assert client.get(f"/h5p-tep/thu-vien/{package.sha256}/content/content.json").status_code == 404


def learner_client(client):
    package = make_package()
    learner, activity = make_studied(package)
    client.force_login(make_account(learner))
    return package, activity, person_hash(signing_key(), learner.pk)


def batch(package, activity, person, *changes):
    return {"person": person, "package": str(package.uuid), "activity": str(activity.uuid), "block": "", "changes": list(changes)}


def post(client, body):
    return client.post(reverse("lms:h5p_sync"), body if isinstance(body, bytes) else json.dumps(body), content_type="application/json")


def change(**fields):
    return {"id": str(uuid.uuid4()), "kind": "state", "at": 1790000000000, "sub": "0", "data_id": "state", "data": "1", **fields}


def test_state_travels_there_and_back(client):
    package, activity, person = learner_client(client)
    assert post(client, batch(package, activity, person, change(data='{"count":3}'))).json() == {"saved": 1, "new": 1}
    answer = client.get(reverse("lms:h5p_states", args=[package.uuid, activity.uuid]))
    assert [row["data"] for row in answer.json()["states"]] == ['{"count":3}']
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", "body"),
        (b"[" * 50000, "body"),
        (b"[]", "body"),
        ({"changes": {}}, "changes"),
        ({"changes": [change()] * 201}, "changes"),
        ({"changes": [change(kind="x")]}, "changes.0.kind"),
        ({"changes": [change(), change(id="x")]}, "changes.1.id"),
        ({"changes": [change(at="x")]}, "changes.0.at"),
        ({"changes": [change(at=1e300)]}, "changes.0.at"),
        ({"changes": [change(data="x" * 600_000)]}, "changes.0.data"),
        ({"changes": [change(data="\x00")]}, "changes.0.data"),
        ({"changes": [change(kind="statement", statement=[])]}, "changes.0.statement"),
        ({"changes": [change(kind="statement", statement={"x": "y" * 70_000})]}, "changes.0.statement"),
        ({"package": "x"}, "package"),
        ({"person": 5}, "person"),
    ],
)  # fmt: skip
def test_bad_batch_is_refused_by_field_and_keeps_nothing(client, body, field):
    package, activity, person = learner_client(client)
    given = body if isinstance(body, bytes) else {**batch(package, activity, person, change()), **body}
    response = post(client, given)
    assert (response.status_code, response.json()["field"]) == (400, field)
    assert H5PState.objects.count() == 0


def test_changes_of_another_person_are_a_conflict(client):
    package, activity, _person = learner_client(client)
    assert post(client, batch(package, activity, "khac", change())).status_code == 409
    assert H5PState.objects.count() == 0


def test_sync_asks_for_the_csrf_token():
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    package, activity, person = learner_client(client)
    assert post(client, batch(package, activity, person, change())).status_code == 403
    assert H5PState.objects.count() == 0


@pytest.mark.parametrize("who", ["visitor", "teacher", "student", "guardian"])
def test_endpoints_are_closed_to_who_does_not_learn_here(client, who):
    package, activity, person = learner_client(client)
    client.logout()
    if who != "visitor":
        signed_in(client, make_actor(who, package.unit, make_person("Lý Thị Mai")))
    expected = 302 if who == "visitor" else {404, 409, 403}
    for response in (
        post(client, batch(package, activity, person, change())),
        client.get(reverse("lms:h5p_states", args=[package.uuid, activity.uuid])),
    ):
        assert response.status_code == expected if who == "visitor" else response.status_code in expected
    assert H5PState.objects.count() == 0


def test_offline_list_is_alike_all_day_and_all_there(client):
    package = make_package()
    learner, activity = make_studied(package)
    from core.organisations.selectors import actor_for

    actor, _hats = actor_for(make_account(learner), None)
    urls = offline_urls(actor, package, activity)
    assert urls == offline_urls(actor, package, activity)
    own = [url for url in urls if url.startswith("/h5p-")]
    assert len(own) == 4
    assert all(client.get(url).status_code == 200 for url in own)


def test_pages_take_the_same_queries_for_one_and_three_packages(client, teacher):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    unit = unit_of(teacher)
    signed_in(client, teacher)
    client.get(reverse("lms:h5p_packages"))  # the first page of a session also opens its connection and session
    counts = []
    for number in range(3):
        make_package(unit, files=package_files(**{"content/content.json": json.dumps({"loi": str(number)})}))
        if number == 1:
            continue
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("lms:h5p_packages")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20
