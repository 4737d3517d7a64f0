"""What posts add to the platform's hooks: files, live topics, words of the trail."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from core.audit.types import register_verbs
from core.events.services import subscribe
from core.hooks import Expiring, LiveTopic, PersonalData
from core.organisations.events import TeacherAssigned
from core.people.events import PersonsMerged
from frontend.hooks import NavPlaces, Place, TodayCard
from social.groups.models import Space
from social.groups.policies import can_read_space, child_names, key_of, uses_social
from social.hooks import FileHolder, Moderated, WorkSeed, WorkSource

from ..enums import PostKind, PostState
from ..models import Post
from ..policies import can_see_post
from ..selectors.home import latest_announcements
from ..services.links import OldPreviews
from ..services.merging import merge_people
from ..services.personal import FeedData
from ..services.retention import OldPosts
from ..services.telling import handed_over
from . import contents, notices  # noqa: F401 (registers the sheets, the kinds)
from . import special as special
from .moderated import ModeratedComment, ModeratedPost

register_verbs(
    {
        "social.post.written": _("đã viết bài lên bảng tin"),
        "social.post.edited": _("đã sửa bài trên bảng tin"),
        "social.post.approved": _("đã duyệt một bài"),
        "social.post.rejected": _("đã không duyệt một bài"),
        "social.post.removed": _("đã gỡ một bài"),
        "social.post.pinned": _("đã ghim hoặc bỏ ghim một bài"),
        "social.post.answered": _("đã trả lời một thông báo"),
        "social.post.hidden": _("đã ẩn một bài"),
        "social.post.restored": _("đã hiện lại một bài"),
        "social.comment.written": _("đã viết bình luận"),
        "social.comment.edited": _("đã sửa bình luận"),
        "social.comment.approved": _("đã duyệt một bình luận"),
        "social.comment.rejected": _("đã không duyệt một bình luận"),
        "social.comment.hidden": _("đã ẩn một bình luận"),
        "social.comment.restored": _("đã hiện lại một bình luận"),
        "social.comment.removed": _("đã gỡ một bình luận"),
    }
)


class PostFiles(FileHolder):
    """`post:<id>`: the pictures and files of a post, to whom the post is shown."""

    prefix = "post"

    def may_see(self, actor: Actor, key: str) -> bool:
        post = Post.objects.select_related("space__unit").filter(pk=key).first() if key.isdecimal() else None
        return post is not None and can_see_post(actor, post)

    def space_id(self, key: str) -> int | None:
        return Post.objects.filter(pk=key).values_list("space_id", flat=True).first() if key.isdecimal() else None


class SpaceTopic(LiveTopic):
    """`space:<id>`: new posts, to the people of the space."""

    prefix = "space"

    def may_watch(self, actor: Actor, key: str) -> bool:
        space = Space.objects.select_related("unit").filter(pk=key).first() if key.isdecimal() else None
        return space is not None and can_read_space(actor, space)

    def name_for(self, actor: Actor, key: str) -> str:
        space = Space.objects.select_related("unit", "class_group").filter(pk=key).first() if key.isdecimal() else None
        return space.label if space is not None else ""

    def url_of(self, key: str) -> str:
        space = Space.objects.filter(pk=key).first() if key.isdecimal() else None
        return reverse("social:space", args=[space.uuid]) if space is not None else ""


class PostTopic(LiveTopic):
    """`post:<uuid>`: comments and counts of an open post, to whom it is shown."""

    prefix = "post"

    def may_watch(self, actor: Actor, key: str) -> bool:
        try:
            post = Post.objects.select_related("space__unit").filter(uuid=UUID(key)).first()
        except ValueError:
            return False
        return post is not None and can_see_post(actor, post)


FileHolder.register(PostFiles())
LiveTopic.register(SpaceTopic())
LiveTopic.register(PostTopic())
Moderated.register(ModeratedPost())
Moderated.register(ModeratedComment())


class PostWorks(WorkSource):
    """`post:<uuid>`: a pupil's own post that is out, for its portfolio."""

    prefix = "post"

    def seed(self, actor: Actor, key: str) -> WorkSeed | None:
        try:
            own = Post.objects.select_related("space__unit").filter(uuid=UUID(key), author_id=actor.person_id)
        except ValueError:
            return None
        post = own.filter(author_side="learner", kind=PostKind.POST, state=PostState.PUBLISHED).first()
        return WorkSeed(post.title, post.body, f"post:{post.pk}") if post is not None and can_see_post(actor, post) else None


WorkSource.register(PostWorks())


class FeedPlaces(NavPlaces):
    """Bảng tin in the main bar."""

    def places(self, actor: Actor) -> list[Place]:
        if not uses_social(actor):
            return []
        return [Place("feed", gettext("Bảng tin"), "feed", reverse("social:feed"), order=50)]


class AnnouncementsCard(TodayCard):
    """The newest announcements of the spaces one belongs to."""

    template = "social/feeds/today.html"
    column = "side"
    order = 30

    def context(self, actor: Actor) -> dict[str, Any] | None:
        if not uses_social(actor):
            return None
        found = latest_announcements(actor)
        children = child_names(actor) if found else {}
        return {"announcements": [(entry, children.get(key_of(entry.space), ())) for entry in found]} if found else None


NavPlaces.register(FeedPlaces())
TodayCard.register(AnnouncementsCard())
PersonalData.register(FeedData())
Expiring.register(OldPreviews())
Expiring.register(OldPosts())


@subscribe(PersonsMerged, "social.feeds")
def follow_merge(event: PersonsMerged) -> None:
    """Give the posts, comments and answers of a duplicate record to the one that stays."""
    merge_people(person_id=event.person_id, duplicate_id=event.duplicate_id)


@subscribe(TeacherAssigned, "social.feeds")
def follow_homeroom(event: TeacherAssigned) -> None:
    """Tell the new homeroom teacher of a class what waits there for approval."""
    if event.subject_id is None:
        handed_over(event.class_id)
