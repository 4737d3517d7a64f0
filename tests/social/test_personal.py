"""What the network gives back to a person, and how it forgets."""

from datetime import time
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.hooks import PersonalData
from core.models import Notification, NotificationSettings, OttLink
from social.feeds.models import Bookmark, Comment, Entry, Post, PostEdit
from social.feeds.services import hide_comment, react, remove_comment, remove_post, save_post, write_comment
from social.feeds.types import PostInput
from social.files.models import Attachment
from social.files.services import take
from social.groups.models import SpaceMember
from social.groups.services.communities import found_community, join_space
from social.messaging.models import Message
from social.messaging.selectors import lines_of
from social.messaging.services import recall
from social.moderation.models import Case
from tests.factories.social import space_of
from tests.social.messaging.school import School, say

pytestmark = pytest.mark.django_db


def part(key):
    return next(one for one in PersonalData.all() if one.key == key)


def tables_of(key, person_id):
    return {table.name: list(table.rows) for table in part(key).tables(person_id)}


@pytest.fixture
def school():
    return School()


def test_posts_and_comments_are_given_back_and_emptied(school):
    teacher, other = school.homeroom, school.guardian
    space = space_of(teacher)
    post = save_post(actor=teacher, space=space, given=PostInput(body="<p>Mai cả lớp đi tham quan</p>"), client_id=uuid4())
    official = save_post(actor=teacher, space=space, given=PostInput(body="<p>Nhà trường báo tin</p>"), client_id=uuid4())
    Post.objects.filter(pk=official.pk).update(speaks_for_unit=True)
    PostEdit.objects.create(post=post, editor_id=teacher.person_id, body="<p>Bản đầu</p>")
    mine = write_comment(actor=teacher, post=post, body="Nhớ mang mũ", client_id=uuid4())
    theirs = write_comment(actor=other, post=post, body="Vâng ạ", client_id=uuid4())
    given = tables_of("bang-tin", teacher.person_id)
    assert [row["body"] for row in given["posts"]] == ["<p>Mai cả lớp đi tham quan</p>", "<p>Nhà trường báo tin</p>"]
    assert [row["body"] for row in given["comments"]] == ["Nhớ mang mũ"]
    assert part("bang-tin").erase(teacher.person_id) == 2
    assert part("bang-tin").erase(teacher.person_id) == 0
    post.refresh_from_db()
    assert (post.state, post.body, PostEdit.objects.count()) == ("removed", "", 0)
    assert list(Entry.objects.filter(is_shown=True).values_list("post_id", flat=True)) == [official.pk]
    assert dict(Comment.objects.values_list("pk", "body")) == {mine.pk: "", theirs.pk: "Vâng ạ"}


def test_erasing_leaves_neither_pictures_of_what_was_taken_away_before_nor_words_in_other_inboxes(school):
    teacher, pupil = school.homeroom, school.pupil
    space, chat, files = space_of(teacher), school.chat("pupil"), [loose(pupil) for _one in range(3)]
    post = save_post(actor=pupil, space=space, given=PostInput(attachments=(str(files[0].uuid),)), client_id=uuid4())
    remove_post(actor=pupil, post=post)
    sent = say(pupil, chat, "", file_uuids=(str(files[1].uuid),))[0]
    recall(actor=pupil, message=sent)
    theirs = save_post(actor=teacher, space=space, given=PostInput(body="Chào"), client_id=uuid4())
    write_comment(actor=pupil, post=theirs, body="Nhà em ở thôn Bòng", client_id=uuid4())
    react(actor=pupil, post=theirs, kind="like")
    Case.objects.create(
        item_kind="post", item_key=str(post.uuid), origin_unit=space.unit, unit=space.unit, author_id=pupil.person_id, category="bullying",
        opened_at=timezone.now(), due_at=timezone.now(), evidence={"files": [str(files[2].uuid)]},
    )  # fmt: skip
    told = Notification.objects.filter(recipient_id=teacher.person_id, data__text="Nhà em ở thôn Bòng")
    assert told.count() == 1
    for key in ("bang-tin", "tin-nhan"):
        part(key).erase(pupil.person_id)
    theirs.refresh_from_db()
    assert list(Attachment.objects.values_list("uuid", "holder")) == [(files[2].uuid, "")], (
        "the evidence of a case stays as long as the case"
    )
    assert (told.count(), theirs.comment_count, theirs.reaction_counts) == (0, 0, {})
    assert [part(key).erase(pupil.person_id) for key in ("bang-tin", "tin-nhan")] == [0, 0]


def loose(actor):
    return take(actor=actor, upload=SimpleUploadedFile("bai.txt", b"Bai cua em"))


def test_a_comment_that_is_hidden_or_removed_no_longer_stands_in_the_inbox_of_whom_it_was_about(school):
    post = save_post(actor=school.homeroom, space=space_of(school.homeroom), given=PostInput(body="Chào"), client_id=uuid4())
    gone = {hide_comment: school.homeroom, remove_comment: school.pupil}
    for take_away, actor in gone.items():
        said = write_comment(actor=school.pupil, post=post, body="Lời đau lòng", client_id=uuid4())
        assert Notification.objects.filter(kind="social.comment").count() == 1
        take_away(actor=actor, comment=said)
        assert not Notification.objects.filter(kind="social.comment").exists()


def test_messages_are_emptied_and_the_others_keep_their_order(school):
    chat = school.chat()
    say(school.guardian, chat, "Cháu Khuê bị sốt ạ")
    say(school.homeroom, chat, "Cô đã nhận được")
    assert [row["body"] for row in tables_of("tin-nhan", school.guardian.person_id)["messages"]] == ["Cháu Khuê bị sốt ạ"]
    assert part("tin-nhan").erase(school.guardian.person_id) == 1
    assert part("tin-nhan").erase(school.guardian.person_id) == 0
    assert list(Message.objects.order_by("seq").values_list("state", "body")) == [("removed", ""), ("sent", "Cô đã nhận được")]
    assert "Cháu Khuê" not in str(lines_of(school.homeroom, chat))


def test_memberships_and_kept_posts_are_given_back_and_gone_and_a_group_keeps_an_owner(school):
    founder, other = school.homeroom, school.stranger
    open_to_all, alone = (found_community(actor=founder, name=name, join_rule="open") for name in ("Toán 9", "Một mình"))
    join_space(actor=other, space=open_to_all)
    post = save_post(actor=founder, space=space_of(founder), given=PostInput(body="<p>Đề thi</p>", title="Đề thi"), client_id=uuid4())
    Bookmark.objects.create(person_id=founder.person_id, post=post)
    assert [row["space"] for row in tables_of("nhom", founder.person_id)["memberships"]] == ["Toán 9", "Một mình"]
    assert [row["title"] for row in tables_of("bang-tin", founder.person_id)["bookmarks"]] == ["Đề thi"]
    assert part("nhom").erase(founder.person_id) == 2
    assert part("nhom").erase(founder.person_id) == 0
    part("bang-tin").erase(founder.person_id)
    assert list(SpaceMember.objects.values_list("person_id", "role")) == [(other.person_id, "owner")]
    alone.refresh_from_db()
    assert (alone.archived_at is not None, Bookmark.objects.count()) == (True, 0)


def test_chats_of_messengers_and_quiet_hours_are_gone_with_the_inbox(school):
    person_id = school.guardian.person_id
    OttLink.objects.create(person_id=person_id, gateway="telegram", address="4242")
    NotificationSettings.objects.create(person_id=person_id, quiet_from=time(20), quiet_until=time(6), digest="off")
    assert [len(rows) for name, rows in tables_of("thong-bao", person_id).items() if name == "chats"] == [1]
    part("thong-bao").erase(person_id)
    assert not OttLink.objects.exists()
    assert not NotificationSettings.objects.exists()
