"""What markers have before them: queues, progress, one script at a time."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from assessment.hooks import ItemKind
from core.access.policies import require
from core.access.types import Actor
from core.lib.vietnamese import fold
from core.organisations.types import Page

from ...items.selectors.rendering import drawn_html, question
from ...sessions.enums import AttemptState
from ...sessions.models import GUEST, AnswerFile, Attempt, Test
from ..enums import MarkRound, ScoreSource
from ..models import Appeal, ItemScore, Mark, SavedComment
from ..policies import can_decide_appeal, can_mark, is_anonymous, marking_rounds
from ..rules.annotating import annotated_html, numbered
from ..rules.codes import script_code
from .counting import Items, items_of


def hand_scores(test: Test) -> QuerySet[ItemScore]:
    """Return the answers of a test that people mark."""
    rows = ItemScore.objects.filter(attempt__test=test, attempt__state=AttemptState.SUBMITTED)
    return rows.exclude(source__in=(ScoreSource.MACHINE, ScoreSource.APPEAL))


def _done(round_name: str) -> Exists:
    return Exists(Mark.objects.filter(score_id=OuterRef("pk"), round=round_name, is_final=True))


def waiting_scores(test: Test, round_name: str) -> QuerySet[ItemScore]:
    """Return the answers that wait for a mark of a round, in an order that tells nothing of names: equal answers stand together.

    To be settled are those that have both marks and still no points.
    """
    rows = hand_scores(test).order_by("position", "answer_digest", "pk")
    if round_name == MarkRound.RECONCILE:
        return rows.filter(_done(MarkRound.FIRST), _done(MarkRound.SECOND), points=None)
    return rows.filter(~_done(round_name))


@dataclass(frozen=True, slots=True)
class QuestionProgress:
    """A question that people mark: how many answers there are, how many still wait for this round, how many have points."""

    position: int
    title: str
    most: Decimal
    total: int
    left: int
    pointed: int

    @property
    def done(self) -> int:
        return self.total - self.left


def progress_of(test: Test, round_name: str) -> list[QuestionProgress]:
    """Return how far each question is marked in a round; two queries."""
    items = items_of(test)
    own = Count("pk", filter=~_done(round_name))
    if round_name == MarkRound.RECONCILE:
        own = Count("pk", filter=_done(MarkRound.FIRST) & _done(MarkRound.SECOND) & Q(points=None))
    rows = hand_scores(test).values("position").order_by("position")
    found = []
    for row in rows.annotate(total=Count("pk"), left=own, pointed=Count("pk", filter=Q(points__isnull=False))):
        item = items.get(row["position"])
        if item is not None:
            title = ItemKind.of(item["kind"]).text(item["content"])[:160] if "give" not in item["content"] else ""
            found.append(QuestionProgress(row["position"], title, Decimal(item["points"]), row["total"], row["left"], row["pointed"]))
    return found


@dataclass(frozen=True, slots=True)
class ScriptRow:
    """A script in the list of scripts: its code, the name unless marking is anonymous, how many of its answers wait."""

    code: str
    name: str
    class_name: str
    left: int
    total: int
    first_id: int


def scripts_page(test: Test, round_name: str, after: int = 0, size: int = 100) -> Page[ScriptRow]:
    """Return a page of `scripts_of`, by place in the list: who marks goes back to its beginning, where what waits stands."""
    rows = scripts_of(test, round_name)
    return Page(rows[after : after + size], str(after + size) if len(rows) > after + size else None)


def scripts_of(test: Test, round_name: str) -> list[ScriptRow]:
    """Return the scripts with answers that people mark, those that wait first; anonymous ones by their code. One query for names."""
    waiting = set(waiting_scores(test, round_name).values_list("pk", flat=True))
    scores: dict[int, list[int]] = {}
    for pk, attempt_id in hand_scores(test).order_by("position").values_list("pk", "attempt_id"):
        scores.setdefault(attempt_id, []).append(pk)
    hides = is_anonymous(test)
    people: dict[int, tuple[str, str, str]] = {}
    if not hides:
        rows = Attempt.objects.filter(pk__in=scores).values_list(
            "pk", "person__full_name", "person__sort_key", "candidate__class_group__name", "candidate__is_guest"
        )
        people = {pk: (name, str(GUEST) if is_guest else group or "", key) for pk, name, key, group, is_guest in rows}
    found = []
    for attempt_id, ids in scores.items():
        name, group, key = people.get(attempt_id, ("", "", ""))
        code = script_code(str(test.uuid), attempt_id)
        left = [pk for pk in ids if pk in waiting]
        found.append((not left, group, key or code, ScriptRow(code, name, group, len(left), len(ids), (left or ids)[0])))
    return [row for *_order, row in sorted(found, key=lambda row: row[:3])]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a rubric's criterion as a button."""

    points: str
    text: str
    is_chosen: bool

    @property
    def shown(self) -> str:
        return self.points.replace(".", ",")


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of a rubric with its levels."""

    id: str
    title: str
    levels: list[Level]


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of an answer with the remarks pinned to it (`x`, `y` in percent)."""

    uuid: str
    url: str
    name: str
    pins: list[dict[str, Any]]


@dataclass(slots=True)
class Script:
    """One answer as a marker has it before it. `name` is empty while marking is anonymous; `others` are marks this round may see."""

    score: ItemScore
    code: str
    name: str
    class_name: str
    position: int
    most: Decimal
    round_name: str
    prompt: str
    model_answer: str
    explanation: str
    answer: str
    shown: dict[str, Any] | None
    pictures: list[Picture] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    mark: Mark | None = None
    notes: list[dict[str, Any]] = field(default_factory=list)
    others: list[Mark] = field(default_factory=list)
    is_own: bool = True

    @property
    def revision(self) -> int:
        return self.mark.revision if self.mark else 0

    @property
    def typed(self) -> str:
        """The points as they are typed: exact, with a comma."""
        points = self.mark.points if self.mark else None
        return "" if points is None else f"{points.normalize() + 0:f}".replace(".", ",")

    @property
    def has_answer(self) -> bool:
        return bool(self.answer or self.pictures or self.files or self.shown)


def score_for(actor: Actor, test: Test, score_id: int) -> ItemScore | None:
    """Return an answer of a test the actor marks."""
    require(can_mark, actor, test)
    rows = ItemScore.objects.filter(attempt__test=test, attempt__state=AttemptState.SUBMITTED, pk=score_id)
    return rows.select_related("attempt__person", "attempt__candidate__class_group").first()


def script(actor: Actor, test: Test, score: ItemScore, round_name: str, items: Items | None = None) -> Script:
    """Return an answer for a round of marking; `AccessRefused` unless the actor makes that round. A handful of queries.

    Nothing of the candidate's name is in it while marking is anonymous, and never another's mark in a blind round.
    """
    _require_round(actor, test, score, round_name)
    item = (items or items_of(test))[score.position]
    content, response = item["content"], (score.attempt.answers or {}).get(str(score.position))
    marks = {mark.round: mark for mark in score.marks.select_related("marker")}
    mark = marks.get(round_name)
    notes = list(mark.annotations) if mark else []
    hides = is_anonymous(test) or round_name == MarkRound.APPEAL
    kind = ItemKind.of(item["kind"])
    clean = kind.clean_response(content, response)
    by_hand = item["kind"] in ("essay", "file_answer")
    group = score.attempt.candidate.class_group
    made = Script(
        score=score,
        code=script_code(str(test.uuid), score.attempt_id),
        name="" if hides else score.attempt.person.full_name,
        class_name="" if hides or group is None else group.name,
        position=score.position,
        most=Decimal(item["points"]),
        round_name=round_name,
        prompt=drawn_html(content.get("prompt", "")),
        model_answer=drawn_html(content.get("model_answer", "")),
        explanation=drawn_html(content.get("explanation", "")),
        answer=drawn_html(annotated_html((clean or {}).get("html", ""), notes)) if by_hand else "",
        shown=None if by_hand else _shown(kind, item, clean),
        mark=mark,
        notes=numbered(notes),
        is_own=mark is None or mark.marker_id == actor.person_id,
    )
    if round_name == MarkRound.RECONCILE:
        made.others = [marks[key] for key in (MarkRound.FIRST, MarkRound.SECOND) if key in marks]
    made.criteria = _criteria(content.get("rubric") or {}, mark)
    if by_hand and clean:
        _files(made, test, clean.get("files", []))
    return made


def _require_round(actor: Actor, test: Test, score: ItemScore, round_name: str) -> None:
    def may(actor: Actor, obj: object = None) -> bool:
        if round_name == MarkRound.APPEAL:
            appeal = Appeal.objects.filter(attempt_id=score.attempt_id, state__in=("open", "marking")).first()
            return appeal is not None and can_decide_appeal(actor, appeal)
        return round_name in marking_rounds(actor, test)

    require(may, actor)


def _shown(kind: ItemKind, item: dict[str, Any], response: Any) -> dict[str, Any]:
    return question(
        kind=kind,
        content=item["content"],
        number=item["position"],
        position=item["position"],
        points=item["points"],
        mode="review",
        response=response,
        shows_key=True,
    )


def _criteria(rubric: dict[str, Any], mark: Mark | None) -> list[Criterion]:
    chosen = mark.criteria if mark else {}

    def level(row: dict[str, Any], key: str) -> Level:
        return Level(f"{Decimal(str(row['points'])).normalize() + 0:f}", row["text"], chosen.get(key) == row["points"])

    return [
        Criterion(row["id"], row["title"], [level(one, row["id"]) for one in row.get("levels", [])]) for row in rubric.get("criteria", [])
    ]


def _files(made: Script, test: Test, uuids: list[str]) -> None:
    """Put the files of an answer in, pictures with the remarks pinned to them."""
    found = {str(file.uuid): file for file in AnswerFile.objects.filter(attempt_id=made.score.attempt_id, uuid__in=uuids)}
    for place, uuid in enumerate([key for key in uuids if key in found], 1):
        file = found[uuid]
        url = reverse("assessment:marking_file", args=[test.uuid, made.score.pk, uuid])
        if file.content_type.startswith("image/"):
            pins = [
                {**row, "cx": round(100 * row["x"], 2), "cy": round(100 * row["y"], 2)} for row in made.notes if row.get("page") == uuid
            ]
            made.pictures.append(Picture(uuid, url, str(place), pins))
        else:
            made.files.append({"url": url, "name": file.name, "kind": "audio" if file.content_type.startswith("audio/") else "file"})


def next_score(test: Test, round_name: str, *, after: ItemScore | None, position: int = 0, attempt_id: int = 0) -> ItemScore | None:
    """Return the next answer that waits, of a question or of a script, going on from `after` and round to the beginning."""
    rows = waiting_scores(test, round_name)
    if position:
        rows = rows.filter(position=position)
    if attempt_id:
        rows = rows.filter(attempt_id=attempt_id)
    if after is None:
        return rows.first()
    behind = Q(position=after.position) & (Q(answer_digest__gt=after.answer_digest) | Q(answer_digest=after.answer_digest, pk__gt=after.pk))
    return rows.filter(Q(position__gt=after.position) | behind).first() or rows.exclude(pk=after.pk).first()


def comments_of(actor: Actor, subject_id: int | None, text: str = "") -> list[SavedComment]:
    """Return a marker's own comments, those of the subject or of none, the most used first."""
    rows = SavedComment.objects.filter(Q(subject_id=subject_id) | Q(subject=None), person_id=actor.person_id)
    found = list(rows.order_by("-used_count", "text")[:60])
    return [row for row in found if fold(text) in fold(row.text)][:30] if text else found[:30]


def file_for(actor: Actor, test: Test, score_id: int, uuid: Any) -> AnswerFile | None:
    """Return a file of an answer the actor marks."""
    score = score_for(actor, test, score_id)
    if score is None:
        return None
    return AnswerFile.objects.filter(attempt_id=score.attempt_id, position=score.position, uuid=uuid).first()
