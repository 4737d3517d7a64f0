"""What is said at posts: names, answers, changes, who is told, what was seen and what is kept."""

from uuid import uuid4

import pytest

from core.access.errors import AccessRefused
from core.models import Notification
from core.people.models import Person
from social.feeds import services
from social.feeds.errors import PostRefused
from social.feeds.models import Bookmark, Comment, Post, Reaction
from social.feeds.rules import find_mentions, mention_parts
from social.feeds.selectors.home import kept_posts, latest_announcements, marks_of_spaces, unread_spaces
from social.feeds.selectors.people import find_people
from social.feeds.selectors.views import comments_after, comments_page
from social.feeds.services.telling import tell_announcement
from social.feeds.types import PostInput
from social.groups.policies import standing_in
from social.groups.services import my_seats
from social.moderation.models import Block
from tests.factories.core import make_account, make_actor, make_enrolment, make_guardianship, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, let_use_social, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    province = make_province()
    let_use_social(province.pupil)
    other = make_enrolment(province.class_group, make_person("Nông Minh Đức", born_on="2012-05-06")).person
    let_use_social(other)
    mother, second = make_person("Nông Thị Nhung"), make_person("Bàn Thị Mùi")
    make_guardianship(mother, province.pupil)
    make_guardianship(second, other)
    return {
        "teacher": make_homeroom(province),
        "pupil": actor_of(province.pupil),
        "friend": actor_of(other),
        "guardian": make_actor("guardian", None, mother),
        "mother": make_actor("guardian", None, second),
        "stranger": province.actor("teacher", "other_school"),
    }


def post_of(actor, **fields):
    return services.save_post(actor=actor, space=space_of(actor), given=PostInput(**{"body": "Chào", **fields}), client_id=uuid4())


def say(actor, post, body="Dạ", **fields):
    return services.write_comment(actor=actor, post=post, body=body, client_id=uuid4(), **fields)


def told(*kinds):
    rows = Notification.objects.filter(kind__in=kinds) if kinds else Notification.objects.exclude(kind="social.announcement")
    return sorted((row.kind, row.recipient_id) for row in rows)


NAMES = [("1", "Nông Đức"), ("2", "Nông Đức An"), ("3", "Lê Hà"), ("4", "lê hà")]


def test_names_in_a_text_are_found_longest_first_and_shown_apart():
    text = "@nông đức an, @Nông Đức và @Nông Đứcx; mail a@Lê Hà, (@Lê Hà)"
    found = find_mentions(text, NAMES, hints=["4"])
    assert [(text[start:end], key) for start, end, key in found] == [("@nông đức an", "2"), ("@Nông Đức", "1"), ("@Lê Hà", "4")]
    assert mention_parts("Chào @An nhé", [[5, 8, "1"], [6, 9, "2"], [40, 50, "3"]]) == [("Chào ", False), ("@An", True), (" nhé", False)]


def test_who_is_named_answered_and_concerned_is_told_once_and_a_block_keeps_quiet(people):
    post = post_of(people["pupil"])
    services.approve_post(actor=people["teacher"], post=post)
    Notification.objects.all().delete()
    first = say(people["friend"], post)
    name = Person.objects.get(pk=people["friend"].person_id).full_name
    assert told() == [("social.comment", people["pupil"].person_id)]
    Notification.objects.all().delete()
    answer = say(people["teacher"], post, f"@{name} nhớ nhé", parent=first)
    assert (told(), answer.parent) == (
        sorted([("social.mention", people["friend"].person_id), ("social.comment", people["pupil"].person_id)]), first,
    )  # fmt: skip
    Notification.objects.all().delete()
    Block.objects.create(person_id=people["pupil"].person_id, blocked_id=people["friend"].person_id)
    say(people["friend"], post, parent=answer)
    assert told() == []


def test_whom_one_may_name(people):
    post = post_of(people["teacher"])
    say(people["mother"], post)

    def names(key, text=""):
        actor = people[key]
        return sorted(one.bare_name for one in find_people(actor, post, standing_in(actor, post.space), text))

    all_names = {key: Person.objects.get(pk=actor.person_id).full_name for key, actor in people.items()}
    seen = {key: names(key) for key in ("teacher", "pupil", "guardian")}
    assert seen == {
        "teacher": sorted(all_names[key] for key in ("pupil", "friend", "guardian", "mother")),
        "pupil": sorted(all_names[key] for key in ("teacher", "friend", "mother")),
        "guardian": sorted(all_names[key] for key in ("teacher", "pupil", "friend", "mother")),
    }
    assert names("teacher", "nong duc") == [all_names["friend"]]
    row = say(people["pupil"], post, f"@{all_names['guardian']} và @{all_names['mother']}")
    assert [key for _start, _end, key in row.mentions] == [str(Person.objects.get(pk=people["mother"].person_id).uuid)]


def test_a_held_comment_tells_who_looks_after_and_its_author_what_became_of_it(people, monkeypatch):
    post = post_of(people["teacher"])
    monkeypatch.setattr("social.feeds.services.talk.needs_approval", lambda *a, **k: True)
    row = say(people["pupil"], post)
    assert (row.state, told()) == ("held", [("social.held", people["teacher"].person_id)])
    assert [len(comments_page(people[key], post, standing_in(people[key], post.space))[0]) for key in ("teacher", "pupil", "friend")] == [
        1,
        1,
        0,
    ]
    services.reject_comment(actor=people["teacher"], comment=row, reason="Viết rõ hơn")
    assert told("social.rejected") == [("social.rejected", people["pupil"].person_id)]
    services.edit_comment(actor=people["pupil"], comment=row, body="Dạ vâng")
    row.refresh_from_db()
    assert (row.state, row.reject_reason, row.body) == ("held", "", "Dạ vâng")
    with pytest.raises(AccessRefused):
        services.edit_comment(actor=people["friend"], comment=row, body="Khác")
    with pytest.raises(PostRefused):
        services.edit_comment(actor=people["pupil"], comment=row, body=" ")
    row.refresh_from_db()
    assert row.body == "Dạ vâng"


def test_an_announcement_is_told_once_to_whom_it_is_for(people):
    post = post_of(people["teacher"], kind="announcement", title="Họp", sides=("guardian",))
    for _ in range(2):
        tell_announcement(post.pk)
    assert told("social.announcement") == sorted(("social.announcement", people[key].person_id) for key in ("guardian", "mother"))
    services.remove_post(actor=people["teacher"], post=post)
    assert tell_announcement(post.pk) == 0


def test_a_reaction_that_is_wanted_twice_stands_once(people):
    post = post_of(people["teacher"])
    wishes = [("like", True), ("like", True), ("clap", True), ("clap", None), ("clap", False), ("clap", None)]
    assert [services.react(actor=people["pupil"], post=post, kind=kind, wanted=wanted) for kind, wanted in wishes] == [
        "like", "like", "clap", "", "", "clap",
    ]  # fmt: skip
    post.refresh_from_db()
    assert (post.reaction_counts, Reaction.objects.count()) == ({"clap": 1}, 1)


def test_reading_writes_nothing_and_what_was_on_screen_is_seen(client, people):
    posts = [post_of(people["teacher"]) for _ in range(2)]
    pupil = people["pupil"]
    client.force_login(make_account(person=Person.objects.get(pk=pupil.person_id)))
    space, entries = posts[0].space, [post.entries.get().pk for post in posts]
    client.get(f"/bang-tin/khong-gian/{space.uuid}/")
    assert unread_spaces(my_seats(pupil, **marks_of_spaces(pupil))) == {space.pk}
    assert client.get(f"/bang-tin/?sau={entries[0]}&dem=1").json() == {"count": 1, "newest": entries[1]}
    assert f'data-entry="{entries[1]}"' in client.get(f"/bang-tin/?sau={entries[0]}").text
    for number, (given, unread) in enumerate([([entries[0]], {space.pk}), (entries[::-1], set()), ([entries[0]], set())]):
        assert (client.post("/bang-tin/da-xem/", {"entry": given}).status_code, number) == (204, number)
        assert unread_spaces(my_seats(pupil, **marks_of_spaces(pupil))) == unread
    services.mark_seen(actor=people["stranger"], entry_ids=entries)
    assert unread_spaces(my_seats(people["stranger"], **marks_of_spaces(people["stranger"]))) == set()


def test_kept_posts_last_kept_first_and_gone_with_the_post(people):
    posts = [post_of(people["teacher"]) for _ in range(2)]
    pupil = people["pupil"]
    for post in (*posts, posts[0]):
        services.set_bookmark(actor=pupil, post=post, is_kept=True)
    with pytest.raises(AccessRefused):
        services.set_bookmark(actor=people["stranger"], post=posts[0], is_kept=True)
    assert ([post for post, _entry in kept_posts(pupil, my_seats(pupil))], Bookmark.objects.count()) == (posts[::-1], 2)
    services.remove_post(actor=people["teacher"], post=posts[0])
    services.set_bookmark(actor=pupil, post=posts[1], is_kept=False)
    assert kept_posts(pupil, my_seats(pupil)) == []


def test_three_hundred_comments_in_pages_from_any_of_them_and_what_came_after(people, django_assert_num_queries):
    post = post_of(people["teacher"])
    author = people["teacher"].person_id
    rows = Comment.objects.bulk_create(
        [Comment(post=post, space_id=post.space_id, author_id=author, author_side="staff", body=f"Lời {number}") for number in range(300)]
    )
    teacher, standing = people["teacher"], standing_in(people["teacher"], post.space)
    with django_assert_num_queries(2):
        page, older = comments_page(teacher, post, standing)
    before, _older = comments_page(teacher, post, standing, before=older)
    around, _older = comments_page(teacher, post, standing, around=rows[10].pk)
    assert [view.comment.body for view in (page[0], page[-1], before[-1], around[-1])] == ["Lời 270", "Lời 299", "Lời 269", "Lời 10"]
    assert [view.comment.pk for view in comments_after(teacher, post, standing, rows[-3].pk)] == [rows[-2].pk, rows[-1].pk]


def test_comments_over_http_for_scripts(client, people):
    post = post_of(people["teacher"])
    client.force_login(make_account(person=Person.objects.get(pk=people["pupil"].person_id)))
    url, given = f"/bang-tin/bai/{post.uuid}/binh-luan/", {"body": "Dạ", "client_id": str(uuid4())}
    answers = [client.post(url, given, headers={"Accept": "application/json"}) for _ in range(2)]
    row = Comment.objects.get()
    assert [(one.status_code, one.json()["id"], one.json()["client_id"]) for one in answers] == [
        (201, row.pk, given["client_id"]), (200, row.pk, given["client_id"]),
    ]  # fmt: skip
    refused = client.post(url, {"body": ""}, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (422, "empty")
    assert [one["id"] for one in client.get(f"{url}?sau=0").json()["comments"]] == [row.pk]
    services.remove_comment(actor=people["teacher"], comment=row)
    assert client.get(f"{url}?mot={row.pk}").json() == {"comments": [], "gone": [row.pk], "count": 0}


def test_the_newest_announcements_stand_on_today_for_whom_they_are(people):
    post_of(people["teacher"], kind="announcement", title="Họp phụ huynh", sides=("guardian",))
    post_of(people["teacher"])
    found = {key: latest_announcements(actor) for key, actor in people.items()}
    assert {key: [entry.post.title for entry in entries] for key, entries in found.items()} == {
        "teacher": ["Họp phụ huynh"], "guardian": ["Họp phụ huynh"], "mother": ["Họp phụ huynh"], "pupil": [], "friend": [], "stranger": [],
    }  # fmt: skip


def test_what_somebody_else_wrote_on_the_phone_waits(client, people):
    post = post_of(people["teacher"])
    client.force_login(make_account(person=Person.objects.get(pk=people["pupil"].person_id)))
    url, other = f"/bang-tin/bai/{post.uuid}/", str(Person.objects.get(pk=people["friend"].person_id).uuid)
    for path, given in (("binh-luan/", {"body": "Dạ"}), ("thich/", {"kind": "like", "wanted": "1"})):
        assert client.post(url + path, {**given, "person": other}, headers={"Accept": "application/json"}).status_code == 409
    write = f"/bang-tin/khong-gian/{post.space.uuid}/viet/"
    assert client.post(write, {"body": "Chào", "person": other}, headers={"Accept": "application/json"}).status_code == 409
    assert (Comment.objects.count(), Reaction.objects.count(), Post.objects.count()) == (0, 0, 1)
    sent = client.post(write, {"body": "Chào", "client_id": str(uuid4())}, headers={"Accept": "application/json"})
    refused = client.post(write, {"body": ""}, headers={"Accept": "application/json"})
    assert (sent.status_code, sent.json()["state"], refused.status_code) == (201, "held", 422)
    assert refused.json() == {"message": "Hãy viết vài chữ hoặc thêm ảnh."}
