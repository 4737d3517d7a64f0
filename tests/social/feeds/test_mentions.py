"""Names in posts: found, kept with the post, drawn, and told once when the post is out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Notification, NotificationPreference, TeachingAssignment
from core.people.models import Account, Person
from social.feeds import services
from social.feeds.rules import html_of, mentions_in_html, shown_body
from social.feeds.types import PostInput
from social.moderation.models import Block, Case, Sanction
from tests.factories.core import make_actor
from tests.factories.social import space_of
from tests.social.feeds.test_talk import people, post_of  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(people):  # noqa: F811
    for key, name in (("teacher", "Lý Hồng Vân"), ("stranger", "Ma Văn Sáng")):
        Person.objects.filter(pk=people[key].person_id).update(full_name=name)
    return {key: "@" + Person.objects.get(pk=actor.person_id).full_name for key, actor in people.items()}


def told():
    return sorted(Notification.objects.filter(kind="social.mention").values_list("recipient_id", flat=True))


def test_names_in_html_are_never_inside_a_tag_and_the_words_come_back_as_typed():
    html = html_of("Nhờ *@H'Hen Niê* xem https://x.vn/@An và @An")
    found = mentions_in_html(html, [("1", "H'Hen Niê"), ("2", "An")])
    assert [(html[start:end], key) for start, end, key in found] == [("@H'Hen Niê", "1"), ("@An", "2"), ("@An", "2")]
    shown = shown_body(html, found)
    assert '<a href="https://x.vn/@An" target="_blank" rel="noopener noreferrer nofollow">' in shown
    assert shown.endswith('và <strong class="named">@An</strong></p>')


def test_a_post_tells_whom_it_names_once_and_an_edit_only_new_ones(people, called):  # noqa: F811
    pupil, friend = people["pupil"].person_id, people["friend"].person_id
    post = post_of(people["teacher"], body=html_of(f"{called['pupil']} trực nhật"))
    assert told() == [pupil]
    given = {"actor": people["teacher"], "space": post.space, "client_id": post.client_id, "post": post}
    services.save_post(given=PostInput(body=html_of(f"{called['pupil']} và {called['friend']} trực nhật")), **given)
    assert told() == sorted([pupil, friend])
    services.save_post(given=PostInput(body="<p>Thôi</p>"), **given)
    post.refresh_from_db()
    assert (post.data, told()) == ({}, sorted([pupil, friend]))


def test_a_scheduled_and_a_held_post_tell_when_they_are_out(people, called):  # noqa: F811
    later = post_of(people["teacher"], body=html_of(called["friend"]), publish_at=timezone.now() + timedelta(hours=1))
    assert told() == []
    later.publish_at = timezone.now()
    later.save()
    services.publish_due()
    assert told() == [people["friend"].person_id]
    Notification.objects.all().delete()
    held = post_of(people["pupil"], body=html_of(f"Cảm ơn {called['teacher']}"))
    assert (held.state, told()) == ("held", [])
    services.approve_post(actor=people["teacher"], post=held)
    services.hide_post(actor=people["teacher"], post=held)
    services.restore_post(actor=people["teacher"], post=held)
    assert told() == [people["teacher"].person_id]


def test_whom_an_announcement_names_reads_so_there_and_is_told_once(people, called, run_jobs):  # noqa: F811
    pupil, friend, guardian = (people[key].person_id for key in ("pupil", "friend", "guardian"))
    NotificationPreference.objects.bulk_create(
        [
            NotificationPreference(person_id=guardian, kind="social.announcement", channel=channel, is_on=False)
            for channel in ("inbox", "push")
        ]
    )
    body = html_of(f"Nhờ {called['pupil']} và {called['guardian']}")
    post = post_of(people["teacher"], kind="announcement", title="Họp", body=body)
    assert told() == [guardian], "who switched announcements off is told that it is named"
    run_jobs()
    said = {row.recipient_id: row.body for row in Notification.objects.filter(kind="social.announcement")}
    assert said[pupil] == "Thông báo mới ở Lớp 9A2. Thông báo nhắc đến bạn."
    assert said[friend] == "Thông báo mới ở Lớp 9A2."
    assert (told(), guardian in said) == ([guardian], False)
    body = html_of(f"Nhờ {called['pupil']} và {called['friend']}")
    given = PostInput(kind="announcement", title="Họp", body=body)
    services.save_post(actor=people["teacher"], space=post.space, given=given, client_id=post.client_id, post=post)
    run_jobs()
    assert told() == sorted([guardian, friend]), "who was told without its name hears of it, who read it there does not"


def test_what_is_approved_before_its_time_comes_out_at_its_time(people, called):  # noqa: F811
    at = timezone.now() + timedelta(hours=1)
    post = post_of(people["teacher"], body=html_of(called["friend"]), publish_at=at)
    type(post).objects.update(state="held")
    head = make_actor("leader", post.space.unit)
    assert services.approve_post(actor=head, post=post)
    post.refresh_from_db()
    assert (post.state, post.published_at, told()) == ("scheduled", None, [])


@pytest.mark.parametrize("cause", ["left", "measure", "closed"])
def test_a_scheduled_post_of_who_may_not_write_any_more_waits(people, called, cause):  # noqa: F811
    post = post_of(people["teacher"], body=html_of(called["friend"]), publish_at=timezone.now() + timedelta(hours=1))
    author = people["teacher"].person_id
    if cause == "left":
        TeachingAssignment.objects.filter(person_id=author).update(valid_to=timezone.localdate() - timedelta(days=1))
    elif cause == "measure":
        case = Case.objects.create(item_kind="post", author_id=author, origin_unit=post.space.unit, unit=post.space.unit, category="other", opened_at=timezone.now(), due_at=timezone.now())  # fmt: skip
        Sanction.objects.create(person_id=author, kind="suspend", case=case, at=timezone.now(), until=timezone.now() + timedelta(days=2))
    else:
        type(post.space).objects.update(archived_at=timezone.now())
    type(post).objects.update(publish_at=timezone.now())
    assert services.publish_due() == 0
    post.refresh_from_db()
    assert (post.state, told()) == ("held", [])


def test_nobody_is_told_who_blocked_the_writer_may_not_be_named_or_is_not_meant(people, called):  # noqa: F811
    Block.objects.create(person_id=people["friend"].person_id, blocked_id=people["teacher"].person_id)
    post_of(people["teacher"], body=html_of(f"{called['friend']} {called['stranger']} {called['guardian']}"), sides=("learner",))
    assert told() == []
    held = post_of(people["pupil"], body=html_of(f"Chào {called['guardian']} {called['friend']}"))
    keys = [key for _start, _end, key in held.data["mentions"]]
    assert keys == [str(Person.objects.get(pk=people["friend"].person_id).uuid)]


def test_the_composer_offers_names_draws_them_and_keeps_who_was_picked(client, people, called):  # noqa: F811
    double = Person.objects.get(pk=people["friend"].person_id)
    twin = Person.objects.get(pk=people["pupil"].person_id)
    Person.objects.filter(pk=twin.pk).update(full_name=double.full_name)
    client.force_login(Account.objects.get(person_id=people["teacher"].person_id))
    space = space_of(people["teacher"])
    url = f"/bang-tin/khong-gian/{space.uuid}/"
    assert str(double.uuid) in client.get(f"{url}nguoi/?q=nong").text
    client.post(f"{url}viet/", {"body": f"Giỏi lắm @{double.full_name}", "hint": str(twin.uuid)})
    assert told() == [twin.pk]
    page = client.get(url).text
    assert f'<strong class="named">@{double.full_name}</strong>' in page
    post = space.posts.get()
    edit = client.get(f"/bang-tin/bai/{post.uuid}/sua/").text
    assert f'name="hint" value="{twin.uuid}"' in edit
    assert f"Giỏi lắm @{double.full_name}</textarea>" in edit
