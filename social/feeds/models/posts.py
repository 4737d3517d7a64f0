"""Posts, where they stand, what is said to them."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import Truncator

from core.lib.markup import plain_text
from social.groups.models import Space

from ..enums import AnswerKind, EntryKind, PostKind, PostState, ReactionKind


class Post(models.Model):
    """Something written in a space. Legal states: `PostState`; edits are kept in `PostEdit`, a removed post keeps its row.

    `client_id` comes from the device: sent twice it is kept once. `body` is clean HTML, `data` what the kind needs:
    announcement `{lines: [{icon, text}]}`, poll `{is_multiple, ends_at, is_anonymous}`, event `{starts_at, ends_at, place}`, praise
    `{person_ids, badge}`, homework `{lines: [{subject_id, text, due_on}]}`; any kind `{cards: [key]}` (`social.hooks.CardSource`) and
    `{mentions: [[start, end, person uuid]], links: [url]}`, the places in `body` that name somebody, and where it leads.
    `sides` are those it is for (empty: everybody in the space). What was answered before `asked_again_at` does not count. Its files are attachments held by `post:<id>`.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    client_id = models.UUIDField(default=uuid4)
    space = models.ForeignKey("social.Space", on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    author_side = models.CharField(max_length=10)
    author_label = models.CharField(max_length=120, blank=True)
    speaks_for_unit = models.BooleanField(default=False)
    kind = models.CharField(max_length=14, choices=PostKind.choices, default=PostKind.POST)
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    search_text = models.TextField(blank=True, editable=False)
    data = models.JSONField(default=dict, blank=True)
    topic = models.CharField(max_length=80, blank=True)
    sides = models.JSONField(default=list, blank=True)
    asks = models.CharField(max_length=10, choices=AnswerKind.choices, default=AnswerKind.NONE)
    answer_by = models.DateTimeField(null=True, blank=True)
    asked_again_at = models.DateTimeField(null=True, blank=True)
    has_comments = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=PostState.choices, default=PostState.DRAFT)
    reject_reason = models.CharField(max_length=300, blank=True)
    publish_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    comment_count = models.PositiveIntegerField(default=0)
    reaction_counts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "client_id"], name="post_sent_once")]
        indexes = [
            models.Index(fields=["author", "state", "-id"], name="post_author_state"),
            models.Index(fields=["publish_at"], condition=Q(state="scheduled"), name="post_scheduled"),
        ]

    def __str__(self) -> str:
        return self.title or self.body[:60]

    @property
    def first_words(self) -> str:
        """What a list calls the post: its title, else how it begins, else its kind."""
        return self.title or Truncator(plain_text(self.body)).chars(80) or str(self.get_kind_display())

    @property
    def topic_name(self) -> str:
        """The live topic of the post's comments and receipts."""
        return f"post:{self.uuid}"

    @property
    def url(self) -> str:
        """Where the post is read."""
        return reverse("social:post", args=[self.uuid])

    def url_in(self, space: Space) -> str:
        """Return where the post is read in a space it stands in, with what is said there."""
        return self.url if space.pk == self.space_id else f"{self.url}?o={space.uuid}"


class Entry(models.Model):
    """A post in the feed of one space: feeds are read from here, keyed by space, never by follower. Made when the post is published.

    `comment_count` counts the published comments written there. Until `stands_until` what is to be answered, done or come to stands beside the feed.

    The same post may stand in several spaces (`kind`); it disappears with its post's state. Newest are the greatest ids.
    """

    space = models.ForeignKey("social.Space", on_delete=models.CASCADE, related_name="entries")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind.choices, default=EntryKind.HOME)
    by = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sides = models.JSONField(default=list, blank=True)
    is_shown = models.BooleanField(default=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    comment_count = models.PositiveIntegerField(default=0, db_default=0)
    stands_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "post"], name="entry_once")]
        indexes = [
            models.Index(F("space"), F("id").desc(), condition=Q(is_shown=True), name="feed_of_space"),
            models.Index(fields=["space"], condition=~Q(pinned_at=None), name="feed_pinned"),
            models.Index(fields=["space", "stands_until"], condition=Q(is_shown=True, stands_until__isnull=False), name="feed_beside"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} @ {self.space_id}"


class PostEdit(models.Model):
    """What a post said before it was changed, `data` as `Post.data`. Append-only."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="edits")
    editor = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.post_id} {self.at:%d/%m %H:%M}"


class Comment(models.Model):
    """A comment, or an answer to one (`parent`; one level). Legal states: held, published, rejected, hidden, removed.

    It is heard and judged in `space`, where it was written: a post may stand in several. `mentions` are the places in `body` that name
    somebody: `[start, end, person uuid]` each, in characters, in their order.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    client_id = models.UUIDField(default=uuid4)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comments")
    space = models.ForeignKey("social.Space", on_delete=models.CASCADE, related_name="+", db_index=False)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    author_side = models.CharField(max_length=10)
    body = models.TextField()
    mentions = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=PostState.choices, default=PostState.PUBLISHED)
    reject_reason = models.CharField(max_length=300, blank=True)
    reaction_counts = models.JSONField(default=dict, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "client_id"], name="comment_sent_once")]
        indexes = [
            models.Index(fields=["post", "space", "parent", "id"], name="comments_in_space"),
            models.Index(fields=["space"], name="comments_of_space"),
        ]

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def url(self) -> str:
        """Where the comment is read, on the page of its thread."""
        page = self.post.url_in(self.space)
        return f"{page}{'&' if '?' in page else '?'}tu={self.pk}#bl-{self.uuid}"


class Reaction(models.Model):
    """One kind word of one person to a post or a comment: the last one counts."""

    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="reactions")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ReactionKind.choices)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "person"], condition=~Q(post=None), name="post_reaction_once"),
            models.UniqueConstraint(fields=["comment", "person"], condition=~Q(comment=None), name="comment_reaction_once"),
            models.CheckConstraint(condition=Q(post=None) ^ Q(comment=None), name="reaction_to_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class Bookmark(models.Model):
    """That somebody keeps a post to find it again. Taken back by deleting the row."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "post"], name="bookmark_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id}"
