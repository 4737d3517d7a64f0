"""The page of a community: revisions, two who write at once, restoring, who may not."""

import pytest
from django.test import Client
from django.urls import reverse

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.models import Account, AuditRecord
from social.groups.services.communities import archive_space, found_community, join_space
from social.hooks import Moderated
from social.wiki.errors import WikiRefused
from social.wiki.models import WikiRevision
from social.wiki.selectors import find_paged_space, newest, revisions
from social.wiki.services import restore_page, save_page
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    province = make_province()
    founder, other, stranger = province.actor("teacher"), province.actor("teacher", "other_school"), province.actor("teacher")
    space = found_community(actor=founder, name="Toán THCS", join_rule="open")
    join_space(actor=other, space=space)
    return province, space, founder, other, stranger


def said(space):
    return list(WikiRevision.objects.filter(space=space).order_by("number").values_list("number", "body", "restored"))


def test_two_who_write_at_once_lose_nothing(people):
    _province, space, founder, other, _stranger = people
    save_page(actor=founder, space=space, title="Kế hoạch", text="Tuần 1", base=0)
    save_page(actor=other, space=space, title="Kế hoạch", text="Tuần 1\n\nTuần 2", base=1)
    with pytest.raises(WikiRefused) as refused:
        save_page(actor=founder, space=space, title="Kế hoạch", text="Tuần 3", base=1)
    assert (refused.value.code, refused.value.newest.number, newest(space).number) == ("conflict", 2, 2)
    save_page(actor=founder, space=space, title="Kế hoạch", text="Tuần 1, 2, 3", base=2)
    assert [row[1] for row in said(space)] == ["<p>Tuần 1</p>", "<p>Tuần 1</p><p>Tuần 2</p>", "<p>Tuần 1, 2, 3</p>"]
    save_page(actor=founder, space=space, title="Kế hoạch", text="Tuần 1, 2, 3", base=3)
    assert newest(space).number == 3


def test_an_old_text_comes_back_as_a_new_revision(people):
    _province, space, founder, other, _stranger = people
    for number, text in enumerate(("Một", "Hai")):
        save_page(actor=founder, space=space, title="Trang", text=text, base=number)
    restore_page(actor=other, space=space, number=1)
    assert said(space) == [(1, "<p>Một</p>", None), (2, "<p>Hai</p>", None), (3, "<p>Một</p>", 1)]
    assert [row.author_id for row in revisions(space)[0]] == [other.person_id, founder.person_id, founder.person_id]
    assert AuditRecord.objects.filter(verb="social.wiki.restored").count() == 1


@pytest.mark.parametrize(("title", "text", "field"), [("", "Có chữ", "title"), ("Trang", "x " * 31_000, "text")])
def test_what_does_not_fit_is_refused_at_its_field(people, title, text, field):
    _province, space, founder, *_rest = people
    with pytest.raises(WikiRefused) as refused:
        save_page(actor=founder, space=space, title=title, text=text, base=0)
    assert (refused.value.field, said(space)) == (field, [])


def test_outsiders_neither_read_nor_write_and_a_closed_community_is_only_read(people):
    province, space, founder, other, stranger = people
    save_page(actor=founder, space=space, title="Trang", text="<script>alert(1)</script> *đậm*", base=0)
    assert said(space) == [(1, "<p>&lt;script&gt;alert(1)&lt;/script&gt; <strong>đậm</strong></p>", None)]
    for act in (
        lambda: find_paged_space(stranger, space.uuid),
        lambda: save_page(actor=stranger, space=space, title="T", text="x", base=1),
    ):
        with pytest.raises(AccessRefused):
            act()
    archive_space(actor=founder, space=space, is_archived=True)
    assert find_paged_space(other, space.uuid)[0] == space
    for act in (
        lambda: save_page(actor=other, space=space, title="T", text="x", base=1),
        lambda: restore_page(actor=other, space=space, number=1),
    ):
        with pytest.raises(AccessRefused):
            act()
    homeroom = make_homeroom(province)
    with pytest.raises(AccessRefused):
        find_paged_space(homeroom, space_of(homeroom).uuid)
    assert len(said(space)) == 1


def test_the_page_shows_both_texts_and_saves_what_was_joined(people):
    _province, space, founder, other, _stranger = people
    client = Client()
    client.force_login(Account.objects.get(person_id=founder.person_id), backend="core.signin.backends.IdentifierBackend")
    url = f"/bang-tin/nhom/{space.uuid}/trang-chung/"
    assert client.post(f"{url}sua/", {"base": 0, "title": "Kế hoạch", "text": "Bản đầu"}).status_code == 302
    save_page(actor=other, space=space, title="Kế hoạch", text="Lời của người kia", base=1)
    answer = client.post(f"{url}sua/", {"base": 1, "title": "Kế hoạch", "text": "Lời của tôi"})
    page = answer.content.decode()
    assert (answer.status_code, "Lời của người kia" in page, "Lời của tôi" in page, 'value="2"' in page) == (422, True, True, True)
    assert client.post(f"{url}sua/", {"base": 2, "title": "Kế hoạch", "text": "Lời của người kia và của tôi"}).status_code == 302
    assert "của tôi" in client.get(url).content.decode()
    assert client.post(f"{url}lan-truoc/1/").status_code == 302
    assert newest(space).body == "<p>Bản đầu</p>"
    for path in ("lan-truoc/", "lan-truoc/1/"):
        assert client.get(url + path).status_code == 200


def test_a_hidden_revision_lets_the_page_say_what_it_said_before(people):
    _province, space, founder, other, stranger = people
    for number, text in enumerate(("Một", "Hai")):
        bad = save_page(actor=other, space=space, title="Trang", text=text, base=number)
    hook, key = Moderated.of("wiki"), str(bad.uuid)
    assert (hook.may_see(founder, key), hook.may_see(stranger, key), hook.may_see(founder, "x")) == (True, False, False)
    assert (hook.snapshot(key)["text"], hook.space_id(key)) == ("Trang\nHai", space.pk)
    with pytest.raises(AccessRefused):
        hook.hide(other, key)
    hook.hide(founder, key)
    assert newest(space).number == 1
    assert not hook.may_see(other, key)
    with pytest.raises(AccessRefused):
        restore_page(actor=other, space=space, number=2)
    client = Client()
    path, seen = reverse("social:wiki_revision", args=[space.uuid, 2]), []
    for actor in (other, founder):
        client.force_login(Account.objects.get(person_id=actor.person_id), backend="core.signin.backends.IdentifierBackend")
        assert "đã ẩn" in client.get(reverse("social:wiki_history", args=[space.uuid])).content.decode()
        seen.append(client.get(path).status_code)
    assert seen == [404, 200]
    assert save_page(actor=other, space=space, title="Trang", text="Ba", base=1).number == 3
    hook.restore(Actor.system("moderation"), key)
    assert [row.number for row in revisions(space)[0] if row.hidden_at is None] == [3, 2, 1]
