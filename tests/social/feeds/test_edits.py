"""What a changed post said before, who hears of an event at another time, and what is read of a post without words."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from core.access.types import Actor
from core.models import Account, Notification, Person
from social.feeds import services
from social.feeds.errors import PostRefused
from social.feeds.models import Post, PostEdit, Receipt
from social.feeds.selectors.kinds import words_in
from social.feeds.selectors.mine import edits_of
from social.feeds.selectors.receipts import figures_of, missing_people, states_of
from social.feeds.services.answers import answer_post
from social.feeds.services.choices import attend, vote
from social.feeds.services.personal import FeedData
from social.feeds.types import PostInput
from social.groups.enums import Side
from social.hooks import HeldScope, Moderated
from tests.factories.core import make_class, make_enrolment, make_guardianship, make_person
from tests.factories.social import actor_of, space_of

from .test_kinds import SOON, people, written

pytestmark = pytest.mark.django_db
__all__ = ["people"]


def changed(post, **fields):
    given = {"kind": post.kind, "title": post.title, "body": post.body, "data": post.data, **fields}

    return services.save_post(
        actor=actor_of(Person.objects.get(pk=post.author_id)), space=post.space, given=PostInput(**given), client_id=uuid4(), post=post
    )


def test_another_time_in_an_announcement_is_a_change_one_can_read(client, people):
    post = written(people["teacher"], "announcement", {"clock": "7:00", "place": "Sân trường"}, title="Đi Tân Trào")
    changed(post, data={"clock": "7:00", "place": "Sân trường"})
    assert (Post.objects.get().edited_at, PostEdit.objects.count()) == (None, 0)
    changed(Post.objects.get(), data={"clock": "6:30", "place": "Sân trường"})
    assert Post.objects.get().edited_at is not None
    client.force_login(Account.objects.get(person_id=people["guardian"].person_id))
    page = client.get(reverse("social:post_edits", args=[post.uuid])).content.decode()
    assert "7:00" in page
    assert "6:30" not in page


def test_who_comes_is_told_once_of_another_place_and_of_the_end(people, run_jobs):
    post = written(people["teacher"], "event", {"starts_at": SOON, "place": "Sân trường"})
    for who, answer in (("guardian", "maybe"), ("pupil", "no"), ("teacher", "yes")):
        attend(actor=people[who], post=post, answer=answer)
    changed(Post.objects.get(), body="Nhớ mang nước.")
    run_jobs()
    assert not Notification.objects.filter(kind="social.event_moved").exists()
    changed(Post.objects.get(), data={"starts_at": SOON, "place": "Nhà đa năng"})
    changed(Post.objects.get(), data={"starts_at": SOON + timedelta(hours=1), "place": "Nhà đa năng"})
    services.remove_post(actor=people["teacher"], post=Post.objects.get())
    run_jobs()
    rows = Notification.objects.filter(kind__startswith="social.event")
    when = f"{timezone.localtime(SOON + timedelta(hours=1)):%H:%M %d/%m/%Y}"
    assert [(row.kind, row.recipient_id, row.data["when"]) for row in rows] == [
        ("social.event_off", people["guardian"].person_id, when)  # of the two changes nobody is told: the event is off
    ]


def test_two_changes_are_told_each_and_a_past_event_is_not(people, run_jobs):
    post = written(people["teacher"], "event", {"starts_at": SOON, "place": "Sân trường"})
    attend(actor=people["guardian"], post=post, answer="yes")
    for place in ("Nhà đa năng", "Sân trường"):
        changed(Post.objects.get(), data={"starts_at": SOON, "place": place})
        run_jobs()
    rows = Notification.objects.filter(kind="social.event_moved").order_by("id")
    assert [row.data["place"] for row in rows] == ["Nhà đa năng", "Sân trường"]
    Post.objects.update(data={"starts_at": (timezone.now() - timedelta(days=1)).isoformat()})
    services.remove_post(actor=people["teacher"], post=Post.objects.get())
    run_jobs()
    assert not Notification.objects.filter(kind="social.event_off").exists()


def test_who_comes_hears_when_an_event_is_hidden_and_when_it_is_back_and_of_which_child(people, run_jobs):
    guardian = people["guardian"].person_id
    other = make_enrolment(make_class(space_of(people["teacher"]).unit, "6A"), make_person("Nông Văn Bình", born_on="2014-02-03")).person
    make_guardianship(Person.objects.get(pk=guardian), other)
    post = written(people["teacher"], "event", {"starts_at": SOON, "place": "Sân trường"}, title="Lời xấu")
    attend(actor=people["guardian"], post=post, answer="yes")
    system = Actor.system("moderation")

    def told():
        run_jobs()
        rows = [(row.kind.removeprefix("social.event_"), row.body) for row in Notification.objects.filter(recipient_id=guardian)]
        Notification.objects.exclude(kind="social.event_hidden").delete()
        return [row for row in rows if row[0] != "hidden"] or rows

    when = f"{timezone.localtime(SOON):%H:%M %d/%m/%Y}"
    where = f"{post.space.label} ({Person.objects.get(enrolments__class_group=post.space.class_group).short_name})"
    changed(Post.objects.get(), data={"starts_at": SOON, "place": "Nhà đa năng"})
    assert told() == [("moved", f"{when}. Nhà đa năng · {where}")]
    services.hide_post(actor=system, post=post)
    hidden = f"Sự kiện lúc {when}, {where}. Hãy hỏi người tổ chức xem có gì thay đổi không."
    assert told() == [("hidden", hidden)]
    assert "Lời xấu" not in str(Notification.objects.get(recipient_id=guardian).data)
    services.restore_post(actor=system, post=post)
    assert told() == [("back", f"{when}. Nhà đa năng · {where}")]
    services.remove_post(actor=people["teacher"], post=Post.objects.get())
    assert told() == [("off", f"Sự kiện lúc {when} không diễn ra nữa. {where}")]
    erased = written(people["teacher"], "event", {"starts_at": SOON, "place": "Sân trường"}, title="Lời xấu")
    attend(actor=people["guardian"], post=erased, answer="yes")
    Notification.objects.all().delete()
    FeedData().erase(people["teacher"].person_id)
    assert told() == [("hidden", hidden)], "whose data is erased takes its words along, not who wanted to come"


def test_what_changed_while_it_waited_is_told_when_it_is_out_and_what_nobody_read_is_in_no_history(client, people, run_jobs):
    post = written(people["pupil"], "event", {"starts_at": SOON, "place": "Sân trường"})
    services.approve_post(actor=people["teacher"], post=post)
    attend(actor=people["guardian"], post=Post.objects.get(), answer="yes")
    changed(Post.objects.get(), body="Lời chưa ai duyệt", data={"starts_at": SOON, "place": "Ngoài suối"})
    changed(Post.objects.get(), data={"starts_at": SOON, "place": "Nhà đa năng"})
    run_jobs()
    assert (Post.objects.get().state, Notification.objects.filter(kind="social.event_moved").count()) == ("held", 0)
    services.approve_post(actor=people["teacher"], post=Post.objects.get())
    run_jobs()
    rows = Notification.objects.filter(kind="social.event_moved")
    assert [(row.recipient_id, row.data["place"]) for row in rows] == [(people["guardian"].person_id, "Nhà đa năng")]
    client.force_login(Account.objects.get(person_id=people["guardian"].person_id))
    page = client.get(reverse("social:post_edits", args=[post.uuid])).content.decode()
    assert "Sân trường" in page
    assert "Ngoài suối" not in page
    assert "Lời chưa ai duyệt" not in page


def test_sent_again_as_it_was_a_post_that_waits_has_no_other_wording(people):
    post = written(people["pupil"], "event", {"starts_at": SOON, "place": "Sân trường"})
    services.approve_post(actor=people["teacher"], post=post)
    changed(Post.objects.get(), data={"starts_at": SOON, "place": "Sân trường"})
    services.approve_post(actor=people["teacher"], post=Post.objects.get())
    post = Post.objects.get()
    assert (post.state, post.edited_at, edits_of(post)) == ("published", None, [])


def test_names_hidden_when_people_chose_stay_hidden(people):
    data = {"options": ["Kéo co", "Ném còn"], "is_anonymous": True}
    post = written(people["teacher"], "poll", data)
    changed(post, data={**data, "is_anonymous": False})
    changed(Post.objects.get(), data=data)
    vote(actor=people["pupil"], post=Post.objects.get(), options=[0])
    with pytest.raises(PostRefused) as refused:
        changed(Post.objects.get(), data={**data, "is_anonymous": False})
    assert (refused.value.field, Post.objects.get().data["is_anonymous"]) == ("is_anonymous", True)


def test_who_judges_reads_what_stands_in_the_parts_of_a_post(people, run_jobs):
    post = written(people["pupil"], "poll", {"options": ["Kéo co", "Ném còn"]})
    scope = HeldScope(person_id=people["teacher"].person_id, space_ids=frozenset([space_of(people["teacher"]).pk]))
    held = Moderated.of("post").held(scope, 9)
    assert [one.text.splitlines() for one in held] == [["Chơi gì?", "– Kéo co", "– Ném còn"]]
    card = f"course:{uuid4()}"
    Post.objects.filter(pk=post.pk).update(title="", kind="post", data={"cards": [card]})
    assert Moderated.of("post").held(scope, 9)[0].text == "Kèm 1 bài học, bài kiểm tra."
    assert words_in("event", {"starts_at": SOON.isoformat(), "place": "Phòng 2"})[1:] == ["Phòng 2"]
    assert words_in("homework", {"lines": [{"text": "Bài 3", "due_on": "2027-01-05"}]}) == ["Bài 3 (05/01/2027)"]
    assert words_in("praise", {"badge": "effort"}) == ["Cố gắng vượt bậc"]


def test_what_was_answered_before_it_was_asked_again_does_not_count_until_it_is_said_again(client, people, run_jobs):
    post, mother = written(people["teacher"], "announcement", {"clock": "7:00"}, title="Đi Tân Trào", asks="consent"), people["guardian"]
    child = people["pupil"].person_id
    answer_post(actor=mother, post=post, answer="yes", child_id=child)
    client.force_login(Account.objects.get(person_id=people["teacher"].person_id))
    form = {"kind": "announcement", "title": "Đi Tân Trào", "asks": "consent", "clock": "5:00", "act": "publish", "client_id": str(uuid4())}
    page = client.get(reverse("social:post_edit", args=[post.uuid])).content.decode()
    assert 'name="asks_again"' in page
    client.post(reverse("social:post_edit", args=[post.uuid]), form)
    assert states_of(Post.objects.get(), post.space, Side.GUARDIAN) == {child: "answered"}  # nobody was asked again
    client.post(reverse("social:post_edit", args=[post.uuid]), {**form, "clock": "4:30", "asks_again": "on"})
    for _twice in range(2):
        run_jobs()
    post = Post.objects.get()
    assert states_of(post, post.space, Side.GUARDIAN) == {child: "stale"}
    figure = next(one for one in figures_of([(post, post.space)])[post.pk, post.space_id] if one.side == Side.GUARDIAN)
    assert (figure.read, figure.answered, figure.agreed) == (1, 0, 0)
    assert mother.person_id in missing_people(post, post.space)
    assert list(Notification.objects.filter(kind="social.answer_wanted").values_list("recipient_id", flat=True)) == [mother.person_id]
    client.force_login(Account.objects.get(person_id=mother.person_id))
    page = client.get(post.url).content.decode()
    assert "trước khi thông báo được sửa" in page
    url, read = reverse("social:answer", args=[post.uuid]), {"answer": "yes", "child": str(Person.objects.get(pk=child).uuid), "said": ""}
    assert client.post(url, read, headers={"HX-Request": "true"}).status_code == 422  # a page that was opened before the change
    assert states_of(post, post.space, Side.GUARDIAN) == {child: "stale"}
    assert f'name="said" value="{post.edited_at.isoformat()}"' in page
    client.post(url, {**read, "said": post.edited_at.isoformat()})
    assert states_of(post, post.space, Side.GUARDIAN) == {child: "answered"}
    assert [answer for answer, _at in Receipt.objects.get(person_id=mother.person_id).history] == ["yes"]
    assert "trước khi thông báo được sửa" not in client.get(post.url).content.decode()
