"""Feeds: a post of the homeroom teacher in the class's space, and a comment to it."""

from social.feeds.models import Comment, Entry, Post
from social.groups.services import my_seats
from tests.factories.social import actor_of

VALUES = {"space_uuid": "space", "post_uuid": "post", "comment_uuid": "comment"}
POSTED = {
    "write": {"body": "Chào cả lớp", "kind": "post"},
    "post_edit": {"body": "Chào các em lớp mình"},
    "comment": {"body": "Dạ vâng ạ"},
    "react": {"kind": "like"},
    "post_keep": {"kept": "1"},
    "comment_edit": {"body": "Mai nhớ mang áo mưa và ủng nhé"},
    "post_act": {"act": "remove"},
    "comment_act": {"act": "remove"},
}
OPEN = {"link_picture": "a picture of a public page, for everybody with a hat: tests/social/feeds/test_links.py"}
_READS = {"space", "space_beside", "space_files", "space_events", "post", "post_edits", "react", "comment", "post_keep"}
ALLOWED = {
    "pupil": _READS | {"write", "post_people", "space_people_named"},
    "classmate": _READS | {"write", "post_people", "space_people_named"},
    "guardian": _READS | {"post_people"},
}


def make(world):
    pupil = actor_of(world.values["pupil"])
    space = next(seat.space for seat in my_seats(pupil) if seat.space.kind == "class")
    owner = world.people["owner"].person
    post = Post.objects.create(space=space, author=owner, author_side="staff", body="<p>Chào các em</p>", state="published")
    Entry.objects.create(space=space, post=post, by=owner)
    comment = Comment.objects.create(post=post, space=space, author=owner, author_side="staff", body="Mai nhớ mang áo mưa nhé")
    world.values.update(space=space, post=post, comment=comment)
