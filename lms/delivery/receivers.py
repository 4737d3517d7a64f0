"""What studying adds to the platform's hooks: progress, live topics, kinds of notifications."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.access.enums import Right, Role
from core.access.types import Actor
from core.audit.types import register_verbs
from core.events.services import subscribe
from core.hooks import DigestLine, DigestSource, LiveTopic, PersonalData, Ward
from core.notifications.enums import KindGroup
from core.notifications.types import NotificationKind, register_kind
from core.people.events import PersonsMerged
from frontend.hooks import NavPlaces, Place, TodayCard
from lms.courses.models import Activity
from lms.hooks import LearnerProgress, ProgressSource, ResultSink
from social.hooks import CardSource, ShareCard

from .policies import boards, study_classes
from .selectors import cards, today, wording
from .selectors.course import progress_of_classes, progress_of_learner
from .selectors.digest import study_lines
from .selectors.guardian import child_cards
from .services import merge_learners, record_result
from .services.personal import StudyData

register_verbs(
    {
        "lms.work.viewed": _("đã xem bài làm %(label)s của %(subject)s"),
        "lms.progress.viewed": _("đã xem việc học của %(subject)s"),
        "lms.session.started": _("đã bắt đầu một giờ học"),
        "lms.session.paused": _("đã dừng cả lớp trong giờ học"),
        "lms.session.resumed": _("đã cho cả lớp học tiếp"),
        "lms.session.ended": _("đã kết thúc giờ học bài %(label)s"),
        "lms.hint.sent": _("đã gửi gợi ý cho %(subject)s"),
        "lms.help.settled": _("đã giúp %(subject)s ở bài %(label)s"),
        "lms.nudge.sent": _("đã nhắc học bài %(label)s"),
        "lms.seating.saved": _("đã xếp lại chỗ ngồi của lớp %(label)s"),
    }
)

_PUPILS: dict[str, Any] = {"group": KindGroup.STUDY, "hats": frozenset({Role.STUDENT, Role.LEARNER})}
for _kind in (
    NotificationKind(
        "lms.nudge",
        _("Thầy cô %(name)s nhắc em học bài “%(title)s”"),
        _("Khoá học %(course)s. Bấm để vào học."),
        label=_("Thầy cô nhắc em học bài"),
        **_PUPILS,
        about=_("Khi thầy cô thấy em chưa học một bài."),
    ),
    NotificationKind(
        "lms.nudge.guardian",
        _("%(child)s chưa học bài “%(title)s”"),
        _("Thầy cô %(name)s nhắc, khoá học %(course)s."),
        "kids",
        label=_("Con chưa học bài"),
        email=True,
        ott=True,
        group=KindGroup.STUDY,
        hats=frozenset({Role.GUARDIAN}),
        about=_("Khi thầy cô nhắc con học một bài và báo cho gia đình."),
    ),
    NotificationKind(
        "lms.hint",
        _("Thầy cô %(name)s gửi gợi ý cho bài “%(title)s”"),
        _("%(text)s"),
        "bulb",
        label=_("Thầy cô gửi gợi ý"),
        **_PUPILS,
        about=_("Khi thầy cô giúp em ở một bài đang học."),
    ),
):
    register_kind(_kind)


@subscribe(PersonsMerged, "lms.delivery")
def move_study(event: PersonsMerged) -> None:
    """Give what the duplicate studied to the person who stays."""
    merge_learners(person_id=event.person_id, duplicate_id=event.duplicate_id)


class ProgressSink(ResultSink):
    """Turns results of embedded players into progress."""

    def record(
        self,
        *,
        actor: Actor,
        activity_id: int,
        block_id: str,
        score_ratio: float | None,
        is_finished: bool,
        seconds: int,
        happened_at: datetime,
        is_final: bool = False,
    ) -> None:
        activity = Activity.objects.select_related("course").filter(pk=activity_id).first()
        if activity is not None:
            record_result(
                actor=actor,
                activity=activity,
                block_id=block_id,
                score_ratio=score_ratio,
                is_finished=is_finished,
                seconds=seconds,
                happened_at=happened_at,
                is_final=is_final,
            )


class StudyProgress(ProgressSource):
    """Tells the lists of courses how far people are."""

    def of_learner(self, person_id: int, course_ids: list[int]) -> dict[int, LearnerProgress]:
        return progress_of_learner(person_id, course_ids)

    def of_classes(self, course_ids: list[int]) -> dict[tuple[int, int], float]:
        return progress_of_classes(course_ids)


def _pair(key: str) -> tuple[int, int]:
    activity_id, _colon, class_id = key.partition(":")
    return (int(activity_id), int(class_id)) if activity_id.isdecimal() and class_id.isdecimal() else (0, 0)


class BoardTopic(LiveTopic):
    """`board:<activity>:<class>`: the pupils of a class in an activity, to who may watch its board."""

    prefix = "board"

    def may_watch(self, actor: Actor, key: str) -> bool:
        activity_id, class_id = _pair(key)
        return boards(actor).filter(class_group_id=class_id, course__activities=activity_id).exists()


class StudyTopic(LiveTopic):
    """`study:<activity>:<class>`: pauses of the class, to its learners."""

    prefix = "study"

    def may_watch(self, actor: Actor, key: str) -> bool:
        activity_id, class_id = _pair(key)
        return study_classes(actor).filter(class_group_id=class_id, course__activities=activity_id).exists()


class StudentCard(TodayCard):
    """The learner's week, what to go on with and what is due."""

    template = "today/student.html"
    order = 10

    def context(self, actor: Actor) -> dict[str, Any] | None:
        if not actor.has_role(Role.STUDENT, Role.LEARNER):
            return None
        found = today.student_today(actor)
        count = found.due_today
        said = ngettext("hôm nay có %(count)s việc", "hôm nay có %(count)s việc", count) % {"count": count} if count else ""
        return {"study": found, "summary": said}


class RunningCard(TodayCard):
    """The classes at work now or today, each with its board."""

    template = "today/boards.html"
    column = "top"
    order = 10

    def context(self, actor: Actor) -> dict[str, Any] | None:
        if Right.COURSES_AUTHOR not in actor.rights:
            return None
        boards = today.boards_today(actor)
        return {"boards": boards} if boards else None


class TeacherCard(TodayCard):
    """Pupils who need help, and drafts to go on with."""

    template = "today/teacher.html"
    order = 20

    def context(self, actor: Actor) -> dict[str, Any] | None:
        if Right.COURSES_AUTHOR not in actor.rights:
            return None
        found = today.teacher_tasks(actor)
        if not (found.calls or found.drafts or actor.has_role(Role.TEACHER)):
            return None
        count = len(found.calls)
        said = ngettext("%(count)s em cần giúp", "%(count)s em cần giúp", count) % {"count": count} if count else ""
        return {"day": found, "summary": said}


class ClassesCard(TodayCard):
    """How far the classes are."""

    template = "today/classes.html"
    column = "side"
    order = 10

    def context(self, actor: Actor) -> dict[str, Any] | None:
        if not actor.has_role(Role.TEACHER):
            return None
        shares = today.class_shares(actor)
        return {"shares": shares} if shares else None


class ChildrenCard(TodayCard):
    """A card for each child."""

    template = "today/children.html"
    order = 10

    def context(self, actor: Actor) -> dict[str, Any] | None:
        if not actor.has_role(Role.GUARDIAN):
            return None
        return {"cards": child_cards(actor)}


class FiguresCard(TodayCard):
    """The figures of the unit that moved."""

    template = "today/figures.html"
    order = 30

    def context(self, actor: Actor) -> dict[str, Any] | None:
        if Right.FIGURES_VIEW not in actor.rights:
            return None
        found = today.figures_today(actor)
        return {"figures": found, "labels": wording.figure_labels()} if found else None


class SetupCard(TodayCard):
    """What is left of setting the school up; gone once everything is done."""

    template = "today/setup.html"
    order = 5

    def context(self, actor: Actor) -> dict[str, Any] | None:
        if not actor.has_role(Role.UNIT_ADMIN):
            return None
        steps = today.setup_steps(actor)
        if all(step.is_done for step in steps):
            return None
        return {"steps": steps, "words": wording.setup_words(), "done": sum(step.is_done for step in steps)}


class FiguresPlace(NavPlaces):
    """Số liệu, for hats with the right to figures."""

    def places(self, actor: Actor) -> list[Place]:
        if Right.FIGURES_VIEW not in actor.rights:
            return []
        return [Place("figures", str(_("Số liệu")), "chart", reverse("lms:figures"), "manage", order=60)]


ProgressSource.register(StudyProgress())
ResultSink.register(ProgressSink())
LiveTopic.register(BoardTopic())
LiveTopic.register(StudyTopic())
NavPlaces.register(FiguresPlace())
for _card in (StudentCard(), RunningCard(), TeacherCard(), ClassesCard(), ChildrenCard(), FiguresCard(), SetupCard()):
    TodayCard.register(_card)
PersonalData.register(StudyData())


class StudyLines(DigestSource):
    """What is due and what is missing, in the guardians' digest."""

    def lines(self, wards: Sequence[Ward], since: datetime, until: datetime) -> Mapping[Ward, Sequence[DigestLine]]:
        return study_lines(wards, since, until)


DigestSource.register(StudyLines())


class StudyCards(CardSource):
    """`course:<uuid>` and `lesson:<uuid>`: a course, or an activity of one, in a post."""

    prefixes = ("lesson", "course")

    def choices(self, actor: Actor, text: str, limit: int) -> list[ShareCard]:
        return [*cards.lesson_choices(actor, text, limit), *cards.course_choices(actor, text, limit)]

    def cards(self, actor: Actor, keys: list[str]) -> dict[str, ShareCard]:
        lessons, courses = ([key.partition(":")[2] for key in keys if key.startswith(f"{prefix}:")] for prefix in self.prefixes)
        return {card.key: card for card in cards.study_cards(actor, courses, lessons)}


CardSource.register(StudyCards())
