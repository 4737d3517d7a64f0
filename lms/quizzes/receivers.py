"""What tests bring to courses: the activity kind, and the ear for what candidates reach."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.events import AttemptScored
from assessment.hooks import ReleasedResult, ResultsListener
from assessment.public import learner_test
from core.access.types import Actor
from core.audit.types import register_verbs
from core.events.services import subscribe
from lms.courses.models import Activity
from lms.hooks import ActivityType
from social.hooks import CardSource, ShareCard

from .models import TestActivity
from .selectors import quiz_cards, quiz_choices, test_of
from .services import copy_choice, publish_choice, take_attempt, take_released

register_verbs({"quizzes.test.chosen": gettext_lazy("đã chọn bài kiểm tra cho hoạt động %(label)s")})


class TestActivityType(ActivityType):
    """An activity that is a test: its door, and how the learner stands in it."""

    __test__ = False

    key = "test"
    label = gettext_lazy("Bài kiểm tra")
    icon = "test"
    completion_rules = ("finished", "score")
    order = 25
    shows_end = False

    def create(self, *, actor: Actor, activity: Activity, data: dict[str, Any]) -> None:
        """Begin without a test; phones don't keep the page, which only says how the learner stands now."""
        TestActivity.objects.create(activity=activity)
        activity.config = {**activity.config, "offline": False}
        activity.save(update_fields=["config"])

    def edit_url(self, activity: Activity) -> str:
        return reverse("lms:test_activity", args=[activity.uuid])

    def template(self) -> str:
        return "quizzes/activity.html"

    def context(self, *, actor: Actor, activity: Activity, preview: bool) -> dict[str, Any]:
        if preview:
            return {"brief": test_of(activity, draft=True)}
        brief = test_of(activity, draft=False)
        own = learner_test(actor, brief.uuid) if brief else None
        return {"brief": brief, "own": own}

    def steps(self, activity: Activity, *, preview: bool = False) -> list[dict[str, Any]]:
        return [{"id": "test", "title": activity.title, "kind": "test", "is_checkpoint": False}]

    def publish_problem(self, activity: Activity) -> str | None:
        brief = test_of(activity, draft=True)
        if brief is None:
            return _("chưa chọn bài kiểm tra.")
        return _("bài kiểm tra còn là bản soạn, hãy giao bài trước.") if brief.is_draft else None

    def publish(self, *, actor: Actor, activity: Activity) -> None:
        publish_choice(activity=activity)

    def copy(self, *, actor: Actor, source: Activity, target: Activity) -> None:
        copy_choice(source=source, target=target)


@subscribe(AttemptScored, "lms.quizzes")
def take(event: AttemptScored) -> None:
    """Finish the activity of who handed in; bring a score that may be seen already (practice, a regrade after the release).

    Scoring follows every hand-in, so that the hand-in itself, which many do at once, tells nobody.
    """
    take_attempt(attempt_id=event.attempt_id)


class Released(ResultsListener):
    """Brings released results to the courses that hold the test."""

    def released(self, *, test_uuid: str, results: Sequence[ReleasedResult]) -> None:
        take_released(test_uuid=test_uuid, results=[(one.person_id, one.score_ratio) for one in results])


ActivityType.register(TestActivityType())
ResultsListener.register(Released())


class TestCards(CardSource):
    """`test:<uuid>`: a test or homework on line in a post."""

    __test__ = False
    prefixes = ("test",)

    def choices(self, actor: Actor, text: str, limit: int) -> list[ShareCard]:
        return quiz_choices(actor, text, limit)

    def cards(self, actor: Actor, keys: list[str]) -> dict[str, ShareCard]:
        return {card.key: card for card in quiz_cards(actor, [key.partition(":")[2] for key in keys])}


CardSource.register(TestCards())
