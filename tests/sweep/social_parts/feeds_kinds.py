"""Special posts of the same space: an announcement that asks for an answer."""

from social.feeds.models import Entry, Post

VALUES = {
    "answer:post_uuid": "announcement",
    "receipts:post_uuid": "announcement",
    "remind:post_uuid": "announcement",
    "receipts_file:post_uuid": "announcement",
}
POSTED = {"answer": {"answer": "seen"}, "remind": {"phia": "learner"}}
ALLOWED = {"pupil": {"answer"}, "classmate": {"answer"}}


def make(world):
    post, owner = world.values["post"], world.people["owner"].person
    row = Post.objects.create(
        space=post.space, author=owner, author_side="staff", kind="announcement", asks="seen", title="Đi Tân Trào", state="published"
    )
    Entry.objects.create(space=post.space, post=row, by=owner)
    world.values.update(announcement=row)
