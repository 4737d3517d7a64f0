"""Tests of the demo: one marked and released, one that waits for its marker, one to take now, one to practise with, one open to guests."""

from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from assessment.models import Attempt, Bank, Item, ItemScore, Paper, Test
from assessment.papers.services import add_items, create_paper, freeze_paper, make_forms, set_points
from assessment.papers.types import PaperFacts
from assessment.scoring.services import release_results, save_mark, score_attempt
from assessment.scoring.types import MarkFacts
from assessment.sessions.rules.guests import Openness
from assessment.sessions.services import (
    attempt_for,
    close_test,
    create_test,
    join_as_guest,
    prepare_test,
    schedule_test,
    set_openness,
    start_attempt,
    submit_attempt,
)
from assessment.sessions.types import TestFacts, TestSettings
from assessment.statistics.services import count_attempt
from core.access.types import Actor
from core.models import Account, ClassGroup, Grade, Unit
from core.organisations.selectors import actor_for

from .banks import _actor

# Points of an item in the parts of the papers: choice, true-false, short answer, essay.
POINTS = {"choice": "0.5", "true_false": "1", "short": "0.75", "essay": "2"}
ESSAYS = (
    ("<p>Đổi 5 phút = 1/12 giờ. Quãng đường thuyền đi là 3 : 12 = 0,25 km = 250 m. Chiều rộng là 250.sin70° ≈ 235 m.</p>", "2", "Trình bày rõ."),
    ("<p>Quãng đường là 3.5 = 15. Chiều rộng 15.sin70° = 14,1.</p>", "0.5", "Em đổi 5 phút ra giờ rồi mới nhân với vận tốc."),
    ("<p>250.cos70° ≈ 86 m.</p>", "1", "Cạnh cần tìm đối diện góc 70°, nên dùng sin."),
)  # fmt: skip
GUESTS = (("Sáo Mây", "9A1"), ("Páo", "8A2"), ("Cô Thơm", "Tổ Toán – Tin"), ("Minh Đức", "9A2"), ("Hoa Ban", ""))


def _items(teacher: Actor, kinds: dict[str, int], folder: str = "") -> list[Item]:
    """Return so many questions of each kind from the teacher's bank, in its order."""
    bank = Bank.objects.get(owner_id=teacher.person_id, name="Toán 9")
    rows = Item.objects.filter(bank=bank).exclude(ready=None).select_related("ready").order_by("pk")
    if folder:
        rows = rows.filter(folder__name=folder)
    return [item for kind, most in kinds.items() for item in rows.filter(kind=kind)[:most]]


def _paper(teacher: Actor, title: str, minutes: int, items: list[Item], codes: int) -> Paper:
    grade = Grade.objects.get(key="9")
    facts = PaperFacts(title, minutes, items[0].subject_id, grade.pk, {})
    paper = create_paper(actor=teacher, unit=Unit.objects.get(pk=teacher.unit_id), facts=facts)
    add_items(actor=teacher, paper=paper, items=items)
    for part in paper.parts.all():
        set_points(actor=teacher, paper=paper, part_key=part.key, points=POINTS.get(part.form, "0.5"))
    frozen = freeze_paper(actor=teacher, paper=paper)
    if codes:
        make_forms(actor=teacher, paper=frozen, count=codes)
    return frozen


def _test(teacher: Actor, paper: Paper, *groups: ClassGroup, days: int, settings: TestSettings, **facts: Any) -> Test:
    now = timezone.now()
    given = TestFacts(
        title=facts.pop("title", paper.title),
        paper_id=paper.pk,
        opens_at=now - timedelta(minutes=1),
        closes_at=now + timedelta(days=days),
        minutes=paper.minutes,
        class_ids=tuple(group.pk for group in groups),
        **facts,
    )
    test = schedule_test(actor=teacher, test=create_test(actor=teacher, unit=paper.unit, facts=given, settings=settings))
    prepare_test(test_id=test.pk)
    return Test.objects.select_related("unit", "paper").get(pk=test.pk)


def _response(item: dict[str, Any], skill: float, random: Random) -> Any:
    """Return what a pupil of a skill (0-1) answers."""
    content, knows = item["content"], random.random() < skill
    if item["kind"] == "single_choice":
        wanted = [row["id"] for row in content["options"] if row["is_right"] is knows]
        return random.choice(wanted)
    if item["kind"] == "true_false":
        return {row["id"]: row["is_true"] is (random.random() < skill + 0.15) for row in content["statements"]}
    if item["kind"] == "short_answer":
        return content["accepted"][0]["text"] if knows else str(random.randint(2, 9))
    if item["kind"] == "essay":
        return {"html": ESSAYS[0 if knows else random.randint(1, 2)][0], "files": []}
    return None


def _sit(test: Test, random: Random, absent: int) -> list[Attempt]:
    """Let the candidates of a test answer and hand in, the last `absent` stay away."""
    attempts = list(Attempt.objects.filter(test=test).select_related("candidate", "person", "test").order_by("pk"))
    items = [item for part in test.paper.snapshot["parts"] for item in part["items"]]  # type: ignore[index,union-attr]
    for attempt in attempts[: len(attempts) - absent]:
        account = Account.objects.select_related("person").filter(person=attempt.person).first()
        pupil = actor_for(account, None)[0] if account else Actor.guest(attempt.person_id)
        start_attempt(actor=pupil, attempt=attempt, candidate=attempt.candidate, device="demo")
        skill = random.uniform(0.35, 0.95)
        answers = {str(item["position"]): _response(item, skill - place * 0.02, random) for place, item in enumerate(items)}
        change = {"number": 1, "base": 0, "answers": {key: value for key, value in answers.items() if value is not None}}
        submit_attempt(actor=pupil, attempt=Attempt.objects.get(pk=attempt.pk), device="demo", changes=[change])
        score_attempt(attempt_id=attempt.pk)
    return attempts


def _mark(teacher: Actor, test: Test) -> None:
    words = {html: (points, comment) for html, points, comment in ESSAYS}
    for score in ItemScore.objects.filter(attempt__test=test, points=None).select_related("attempt__test__paper", "attempt__test__unit"):
        given = (score.attempt.answers or {}).get(str(score.position)) or {}
        points, comment = words.get(given.get("html", ""), ("0", ""))
        save_mark(actor=teacher, score=score, facts=MarkFacts(points=points, comment=comment))


def _open(teacher: Actor, random: Random) -> None:
    """Let the school's tests be open, give one, and let some guests have taken it."""
    unit = Unit.objects.get(pk=teacher.unit_id)
    set_openness(actor=_actor("hieutruong"), unit=unit, openness=Openness(is_allowed=True))
    paper = _paper(teacher, "Đố vui toán học ngày 20-11", 10, _items(teacher, {"single_choice": 4, "short_answer": 1}), 0)
    test = _test(teacher, paper, days=7, settings=TestSettings(shuffles=True), audience="open")
    for name, group in GUESTS:
        guest = join_as_guest(test=test, token=f"{name:-<24}".encode().hex()[:40], name=name, group=group)
        attempt_for(candidate=guest.candidate, test=test)
    for attempt in _sit(test, random, 1)[: len(GUESTS) - 1]:
        count_attempt(attempt_id=attempt.pk)


def build_tests() -> int:
    """Make the papers and tests of co.ha; returns how many tests there are."""
    teacher, random = _actor("co.ha"), Random(9)  # noqa: S311
    groups = {group.name: group for group in ClassGroup.objects.filter(unit_id=teacher.unit_id).order_by("school_year__starts_on")}
    quarter = _items(teacher, {"single_choice": 6, "true_false": 1, "short_answer": 2, "essay": 1})
    term = _items(teacher, {"single_choice": 7, "true_false": 2, "short_answer": 4, "matching": 1, "ordering": 1, "essay": 1})
    circle = _items(teacher, {"single_choice": 3, "true_false": 1, "ordering": 1}, "Đường tròn")
    quarter_paper = _paper(teacher, "Kiểm tra thường xuyên: căn thức", 15, quarter, 4)
    settings = TestSettings(shuffles=True)
    for name, absent in (("9A1", 1), ("9A2", 3)):
        test = _test(teacher, quarter_paper, groups[name], days=1, settings=settings, title=f"{quarter_paper.title} ({name})")
        attempts = _sit(test, random, absent)
        test = close_test(actor=teacher, test=test)
        if name == "9A1":
            _mark(teacher, test)
            release_results(actor=teacher, test=test)
            for attempt in attempts[: len(attempts) - absent]:
                count_attempt(attempt_id=attempt.pk)
    _test(teacher, _paper(teacher, "Kiểm tra giữa học kì I", 45, term, 8), groups["9A1"], groups["9A2"], days=7, settings=settings)
    practice = TestSettings(instant_feedback=True, shows_hints=True, tries=3, hint_cost_ratio=0.25)
    _test(
        teacher,
        _paper(teacher, "Luyện tập: đường tròn", 20, circle, 0),
        groups["9A1"],
        days=30,
        settings=practice,
        mode="practice",
        attempts_allowed=20,
    )
    _open(teacher, random)
    return Test.objects.count()
