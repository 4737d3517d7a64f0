"""Links in posts: asked for when a post is out, read by a job from a real server, shown with our own copy of the picture."""

import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from core.models import Job
from core.people.models import Account
from core.ports.webpages import Reach
from social.feeds.models import LinkPreview
from social.feeds.rules import html_of, links_of
from social.feeds.selectors.links import hash_of, previews_of_posts
from social.feeds.services.links import OldPreviews, read_link
from social.moderation.models import UnitSafety
from social.moderation.services.units import set_unit_safety
from tests.factories.core import make_actor
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import space_of
from tests.social.feeds.test_talk import post_of

pytestmark = pytest.mark.django_db
PAGE = (
    '<title>x</title><meta property="og:title" content="<b>Khai giảng</b> &quot;2026&quot;"><meta property="og:image" content="/anh.png">'
)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        picture = io.BytesIO()
        Image.new("RGB", (900, 500), "green").save(picture, "PNG")
        kind, body = ("image/png", picture.getvalue()) if self.path == "/anh.png" else ("text/html", PAGE.encode())
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def teacher():
    return make_homeroom(make_province())


def reaching(server):
    """The override behind the port: the test server's address and port alone count as public."""
    return Reach(
        may_visit=lambda host: host == "truong.example", is_open=lambda address: address == "127.0.0.1",
        resolve=lambda host, port: ["127.0.0.1"], ports=frozenset({server.server_port}),
    )  # fmt: skip


def queued():
    return [job.payload["url"] for job in Job.objects.filter(name="social.read_link").order_by("id")]


def test_only_allowed_hosts_are_asked_for_when_the_post_is_out_each_once(teacher):
    unit_id = space_of(teacher).unit_id
    body = html_of("https://tin.truong.example/a?x=1&y=2 http://la.example/ https://xatruong.example/")
    assert links_of(body) == ["https://tin.truong.example/a?x=1&y=2", "http://la.example/", "https://xatruong.example/"]
    draft = post_of(teacher, body=body)
    assert queued() == ["https://tin.truong.example/a?x=1&y=2"]
    UnitSafety.objects.create(unit_id=unit_id, hosts=["la.example"])
    post_of(teacher, body=draft.body)
    assert queued() == ["https://tin.truong.example/a?x=1&y=2", "http://la.example/"]
    assert read_link("https://xatruong.example/", unit_id) is None


def test_a_page_is_read_once_shown_as_text_with_our_own_picture_and_goes_when_it_is_old(client, teacher, server):
    url = f"http://truong.example:{server.server_port}/tin"
    post = post_of(teacher, body=html_of(f"Xem {url}"))
    assert post.data["links"] == [url]
    for _time in range(2):
        row = read_link(url, None, reaching(server))
    assert (server.asked, row.title, row.problem, row.width) == (["/tin", "/anh.png"], '<b>Khai giảng</b> "2026"', "", 640)
    with default_storage.open(row.picture) as stored:
        assert Image.open(stored).format == "WEBP"
    client.force_login(Account.objects.get(person_id=teacher.person_id))
    page = client.get(post.url).text
    assert "&lt;b&gt;Khai giảng&lt;/b&gt;" in page
    assert f'<img src="/bang-tin/lien-ket/{row.uuid}/"' in page
    assert 'rel="noopener noreferrer nofollow"' in page
    picture = client.get(f"/bang-tin/lien-ket/{row.uuid}/")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    client.logout()
    assert client.get(f"/bang-tin/lien-ket/{row.uuid}/").status_code == 302
    LinkPreview.objects.update(expires_at=row.fetched_at, title="cũ")
    again = read_link(url, None, reaching(server))
    assert (again.pk, again.title, len(server.asked)) == (row.pk, row.title, 4)
    assert OldPreviews().delete(again.expires_at, 10) == 1
    assert not default_storage.exists(again.picture)


def test_a_post_read_in_another_unit_shows_what_is_allowed_there(django_assert_num_queries, django_capture_on_commit_callbacks):
    province = make_province()
    teacher = make_homeroom(province)
    home, place = space_of(teacher), space_of(province.actor("teacher", "other_school"), "unit")
    host, url = "la.example", "https://la.example/"
    post = post_of(teacher, body=html_of(url))
    row = LinkPreview.objects.create(url=url, url_hash=hash_of(url), title="Lạ", fetched_at=timezone.now(), expires_at=timezone.now())

    def allow(unit, hosts):
        with django_capture_on_commit_callbacks(execute=True):
            admin = make_actor("unit_admin", unit)
            set_unit_safety(actor=admin, unit=unit, added="", lifted="", hosts=hosts, duty_ids=[])

    def shown(space):
        return previews_of_posts([(post, space)])[post.pk]

    allow(home.unit, host)
    assert (shown(home), shown(place)) == ((row,), ())
    allow(place.unit.get_parent(), host)
    assert shown(place) == (row,), "what the unit above allows is allowed below"
    with django_assert_num_queries(1):
        shown(place)
    allow(home.unit, "")
    assert (shown(home), shown(place)) == ((), (row,))


def test_what_could_not_be_read_is_kept_as_such_and_shows_the_plain_link(client, teacher, server):
    url = f"http://truong.example:{server.server_port}/anh.png"
    post = post_of(teacher, body=html_of(url))
    assert read_link(url, None, reaching(server)).problem == "type"
    client.force_login(Account.objects.get(person_id=teacher.person_id))
    page = client.get(post.url).text
    assert "link-card" not in page
    assert f'<a href="{url}" target="_blank" rel="noopener noreferrer nofollow">' in page
