"""Polls, events, praise and homework: what is taken, who chooses, what becomes of it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.access.errors import AccessRefused
from core.models import Account, Notification, Person, TeachingAssignment
from social.feeds import services
from social.feeds.errors import PostRefused
from social.feeds.forms.special import HomeworkForm
from social.feeds.interop.calendar import Event, calendar_of
from social.feeds.models import Attendance, Post, Vote
from social.feeds.rules import texts_in
from social.feeds.selectors.events import load_events
from social.feeds.selectors.homework import MOST_LINES, homework_start, load_homework
from social.feeds.selectors.polls import load_polls
from social.feeds.selectors.praise import load_praise, praise_choices
from social.feeds.services.choices import attend, vote
from social.feeds.types import PostInput, Shown
from social.groups.policies import standing_in
from tests.factories.core import make_account, make_actor, make_enrolment, make_guardianship, make_person, make_subject
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, let_use_social, space_of
from tests.threads import held

pytestmark = pytest.mark.django_db
SOON = timezone.now() + timedelta(days=2)


@pytest.fixture
def people():
    province = make_province()
    let_use_social(province.pupil)
    mother = make_person("Nông Thị Nhung")
    make_guardianship(mother, province.pupil)
    return {
        "teacher": make_homeroom(province),
        "pupil": actor_of(province.pupil),
        "guardian": make_actor("guardian", None, mother),
        "stranger": province.actor("teacher", "other_school"),
    }


def written(actor, kind, data, **fields):
    given = PostInput(kind=kind, data=data, **{"title": "Chơi gì?", **fields})
    return services.save_post(actor=actor, space=space_of(actor), given=given, client_id=uuid4())


def shown(load, actor, post):
    return load(actor, [Shown(post, post.space, standing_in(actor, post.space))])[post.pk]


POLL = {"options": ["Kéo co", " Ném còn ", "Kéo co", ""]}


@pytest.mark.parametrize(
    ("kind", "data", "fields", "field"),
    [
        ("poll", {"options": ["Kéo co", "Kéo co "]}, {}, "options"),
        ("poll", {"options": [str(number) for number in range(11)]}, {}, "options"),
        ("poll", POLL, {"title": " "}, "title"),
        ("event", {}, {}, "starts_at"),
        ("event", {"starts_at": SOON, "ends_at": SOON}, {}, "ends_at"),
        ("event", {"starts_at": SOON}, {"title": ""}, "title"),
        ("praise", {"person_ids": [], "badge": "helpful"}, {}, "person_ids"),
        ("praise", {"person_ids": [1], "badge": "lazy"}, {}, "badge"),
        ("praise", {"person_ids": [987654], "badge": "helpful"}, {}, "person_ids"),
        ("homework", {"lines": [{"text": " "}]}, {}, "text_0"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(people, kind, data, fields, field):
    with pytest.raises(PostRefused) as refused:
        written(people["teacher"], kind, data, **fields)
    assert (refused.value.field, Post.objects.count()) == (field, 0)


def test_a_vote_may_change_until_the_end_and_counts_once(people):
    post = written(people["teacher"], "poll", POLL)
    for actor, options in (("pupil", [0]), ("pupil", [1]), ("guardian", [1]), ("teacher", [0]), ("teacher", [])):
        vote(actor=people[actor], post=post, options=options)
    poll = shown(load_polls, people["pupil"], post)
    assert ([(one.text, one.count, one.percent, one.is_mine) for one in poll.options], poll.voters) == (
        [("Kéo co", 0, 0, False), ("Ném còn", 2, 100, True)],
        2,
    )


def test_votes_that_do_not_fit_change_nothing(people):
    post = written(people["teacher"], "poll", {**POLL, "ends_at": SOON})
    several = written(people["teacher"], "poll", {**POLL, "is_multiple": True})
    vote(actor=people["pupil"], post=several, options=[0, 1])
    for actor, options, error in (
        ("stranger", [0], AccessRefused), ("pupil", [2], PostRefused), ("pupil", [-1], PostRefused), ("pupil", [0, 1], PostRefused),
    ):  # fmt: skip
        with pytest.raises(error):
            vote(actor=people[actor], post=post, options=options)
    post.data["ends_at"] = timezone.now().isoformat()
    with pytest.raises(PostRefused):
        vote(actor=people["pupil"], post=post, options=[0])
    with pytest.raises(AccessRefused):
        attend(actor=people["pupil"], post=post, answer="yes")
    assert sorted(Vote.objects.values_list("post_id", "option")) == [(several.pk, 0), (several.pk, 1)]


def test_options_somebody_chose_stay(people):
    post = written(people["teacher"], "poll", POLL)
    vote(actor=people["pupil"], post=post, options=[1])
    given = PostInput(kind="poll", title="Chơi gì nhỉ?", data={"options": ["Nhảy sạp", "Ném còn"]})
    with pytest.raises(PostRefused):
        services.save_post(actor=people["teacher"], space=post.space, given=given, client_id=uuid4(), post=post)
    assert Post.objects.get().data["options"] == ["Kéo co", "Ném còn"]


def test_who_was_told_that_no_name_is_shown_does_not_vote_with_its_name(people):
    post = written(people["teacher"], "poll", {**POLL, "is_anonymous": True})
    given = PostInput(kind="poll", title="Chơi gì?", data={**POLL, "is_anonymous": False})
    services.save_post(actor=people["teacher"], space=post.space, given=given, client_id=uuid4(), post=Post.objects.get())
    with pytest.raises(PostRefused, match="hiện tên"):
        vote(actor=people["pupil"], post=post, options=[0], hides_names=True)
    assert not Vote.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's")
def test_a_poll_does_not_change_under_a_vote_that_is_being_given(people):
    post, given = written(people["teacher"], "poll", POLL), PostInput(kind="poll", title="Chơi gì?", data={"options": ["A", "B"]})
    again = {"actor": people["teacher"], "space": post.space, "given": given, "client_id": uuid4(), "post": Post.objects.get()}
    _voted, refused, waited = held(lambda: vote(actor=people["pupil"], post=post, options=[1]), lambda: services.save_post(**again))
    assert (waited, type(refused), Post.objects.get().data["options"]) == (True, PostRefused, ["Kéo co", "Ném còn"])


def test_namesakes_of_a_class_bear_their_birthday_where_one_praises(people):
    space = space_of(people["teacher"])
    before = [label for _pk, label in praise_choices(space)]
    born = Person.objects.get(pk=people["pupil"].person_id)
    make_enrolment(space.class_group, make_person(born.full_name, born_on="2012-05-06"))
    after = [label for _pk, label in praise_choices(space)]
    assert before == [born.full_name]
    assert f"{born.full_name} (06/05/2012)" in after
    assert born.full_name not in after


def test_words_of_a_poll_are_screened_like_those_of_a_post():
    data = {"options": ["Kéo co", "Ném còn"], "ends_at": "2026-11-29T00:00", "lines": [{"icon": "bag", "text": "Mũ"}]}
    assert texts_in(data) == ["Kéo co", "Ném còn", "Mũ"]


def test_who_comes_is_the_last_word_and_nobody_answers_what_is_over(people):
    post = written(people["teacher"], "event", {"starts_at": SOON, "place": "Sân trường"})
    for actor, answer in (("guardian", "yes"), ("guardian", "maybe"), ("pupil", "yes")):
        attend(actor=people[actor], post=post, answer=answer)
    event = shown(load_events, people["guardian"], post)
    assert [(one.key, one.count, one.is_mine) for one in event.answers] == [("yes", 1, False), ("maybe", 1, True), ("no", 0, False)]
    for actor, answer, error in (("stranger", "yes", AccessRefused), ("pupil", "perhaps", PostRefused)):
        with pytest.raises(error):
            attend(actor=people[actor], post=post, answer=answer)
    post.data["starts_at"] = (timezone.now() - timedelta(hours=1)).isoformat()
    with pytest.raises(PostRefused):
        attend(actor=people["pupil"], post=post, answer="no")
    assert sorted(Attendance.objects.values_list("answer", flat=True)) == ["maybe", "yes"]


def test_a_calendar_file_is_folded_and_escaped():
    event = Event(
        "1@cayda", "Họp phụ huynh; giữa kì, lớp 9A1 và cả khối chín của trường ta", datetime(2026, 12, 6, 1, 0, tzinfo=UTC),
        datetime(2026, 11, 29, tzinfo=UTC), place="Phòng 2\nTầng 1",
    )  # fmt: skip
    lines = calendar_of(event).split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    text = b"\r\n".join(lines).replace(b"\r\n ", b"").decode()
    assert [line for line in text.split("\r\n") if line.startswith(("DT", "SUM", "LOC"))] == [
        "DTSTAMP:20261129T000000Z",
        "DTSTART:20261206T010000Z",
        "DTEND:20261206T020000Z",
        "SUMMARY:Họp phụ huynh\\; giữa kì\\, lớp 9A1 và cả khối chín của trường ta",
        "LOCATION:Phòng 2\\nTầng 1",
    ]


def test_praise_and_homework_show_names_and_subjects(people):
    pupil, subject = people["pupil"].person_id, make_subject()
    post = written(people["teacher"], "praise", {"person_ids": [pupil], "badge": "effort"}, title="")
    praise = shown(load_praise, people["guardian"], post)
    assert (praise.badge.label, [person.pk for person in praise.people]) == ("Cố gắng vượt bậc", [pupil])
    lines = [{"subject_id": subject.pk, "text": "Bài 3", "due_on": date(2026, 1, 5)}, {"subject_id": None, "text": "", "due_on": None}]
    post = written(people["teacher"], "homework", {"lines": lines}, title="")
    assert [(line.subject, line.text, line.is_late) for line in shown(load_homework, people["pupil"], post)] == [(subject, "Bài 3", True)]


@pytest.mark.parametrize(("today", "due"), [(date(2027, 2, 5), date(2027, 2, 6)), (date(2027, 2, 6), date(2027, 2, 8))])
def test_homework_begins_with_the_writer_s_subject_and_the_next_school_day(people, monkeypatch, today, due):
    teacher, subject = people["teacher"], make_subject()
    space = space_of(teacher)
    duty = TeachingAssignment.objects.get(person_id=teacher.person_id)
    duty.pk, duty.kind, duty.subject = None, "subject", subject
    duty.save()
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *given: today)
    start = homework_start(teacher, space)
    assert (start["subject_0"], start["due_on_0"], start["due_on_7"]) == (subject.pk, due, due)
    assert homework_start(people["pupil"], space)["subject_0"] is None
    forms = [HomeworkForm(data, actor=teacher, space=space, standing=standing_in(teacher, space)) for data in (None, {"text_1": "Bài 3"})]
    assert [(form.first_free, len(form.free_lines)) for form in forms] == [(1, MOST_LINES - 1), (3, MOST_LINES - 3)]


@pytest.mark.parametrize(("who", "kind", "may"), [("pupil", "poll", True), ("pupil", "praise", False), ("guardian", "homework", False)])
def test_praise_and_homework_are_the_staffs(people, who, kind, may):
    data = {
        "poll": POLL,
        "praise": {"person_ids": [people["pupil"].person_id], "badge": "effort"},
        "homework": {"lines": [{"text": "Bài 3"}]},
    }
    if may:
        assert written(people[who], kind, data[kind]).state == "held"
        return
    with pytest.raises(AccessRefused):
        written(people[who], kind, data[kind])
    assert Post.objects.count() == 0


TYPED = {
    "poll": {"title": "Chơi gì?", "options": "Kéo co\nNém còn", "is_anonymous": "on"},
    "event": {"title": "Họp phụ huynh", "starts_at": "2027-01-05T08:00", "place": "Phòng 2"},
    "homework": {"text_0": "Bài 3 trang 52", "due_on_0": "2027-01-05", "text_5": "Mang áo ấm"},
    "announcement": {"title": "Đi Tân Trào", "clock": "7:00", "asks": "seen"},
}


@pytest.mark.parametrize("kind", TYPED)
def test_the_writing_page_takes_each_kind_and_shows_it_again_for_a_change(client, people, kind):
    teacher = people["teacher"]
    client.force_login(Account.objects.get(person_id=teacher.person_id))
    url = reverse("social:write", args=[space_of(teacher).uuid])
    assert client.get(url, {"loai": kind}).status_code == 200
    answer = client.post(url, {"kind": kind, "client_id": str(uuid4()), "act": "publish", **TYPED[kind]})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    post = Post.objects.get()
    assert (post.kind, post.state) == (kind, "published")
    assert client.get(post.url).status_code == 200
    page = client.get(reverse("social:post_edit", args=[post.uuid])).content.decode()
    assert [value for value in TYPED[kind].values() if value not in page and value not in ("on", "seen")] == []


def test_whoever_is_praised_and_its_guardians_are_told_once_and_not_of_a_post_that_is_gone(people, run_jobs):
    teacher, pupil = people["teacher"], people["pupil"].person_id
    post = written(teacher, "praise", {"person_ids": [pupil], "badge": "effort"}, title="", body="Bạn khác cũng cố gắng")
    run_jobs()
    services.save_post(
        actor=teacher, space=post.space, given=PostInput(kind="praise", body="Giỏi lắm", data=post.data), client_id=uuid4(), post=post
    )
    run_jobs()
    told = {row.kind: row for row in Notification.objects.filter(kind__startswith="social.praise")}
    assert Notification.objects.filter(kind__startswith="social.praise").count() == 2
    assert {kind: row.recipient_id for kind, row in told.items()} == {
        "social.praise": pupil,
        "social.praise.guardian": people["guardian"].person_id,
    }
    assert "Cố gắng vượt bậc" in told["social.praise"].title
    assert told["social.praise.guardian"].data["child"] in told["social.praise.guardian"].title
    assert "Bạn khác" not in told["social.praise.guardian"].body
    assert told["social.praise.guardian"].url == post.url
    again = written(teacher, "praise", {"person_ids": [pupil], "badge": "helpful"}, title="")
    services.remove_post(actor=teacher, post=again)
    for_pupils = written(teacher, "praise", {"person_ids": [pupil], "badge": "helpful"}, title="", sides=("learner",))
    run_jobs()
    rest = Notification.objects.filter(kind__startswith="social.praise").exclude(pk__in=[row.pk for row in told.values()])
    assert list(rest.values_list("kind", "url")) == [("social.praise", for_pupils.url)]


def test_in_a_whole_school_families_read_no_names_of_other_children_who_voted(client, people):
    head = make_actor("leader", space_of(people["teacher"]).unit)
    given = PostInput(kind="poll", title="Chơi gì?", data=POLL)
    post = services.save_post(actor=head, space=space_of(head, "unit"), given=given, client_id=uuid4())
    for who in ("pupil", "teacher"):
        vote(actor=people[who], post=post, options=[0])
    other = make_enrolment(space_of(people["teacher"]).class_group, make_person("Bàn Văn Tuấn", born_on="2012-05-06")).person
    Person.objects.filter(pk=people["pupil"].person_id).update(full_name="Ma Thị Bưởi")
    seen = {}
    for name, person_id in (("mate", other.pk), ("guardian", people["guardian"].person_id), ("head", head.person_id)):
        client.force_login(Account.objects.filter(person_id=person_id).first() or make_account(Person.objects.get(pk=person_id)))
        seen[name] = "Ma Thị Bưởi" in client.get(reverse("social:poll_voters", args=[post.uuid])).content.decode()
    assert seen == {"mate": False, "guardian": True, "head": True}
