"""Merging changes: any order, repeats and splits give the same result; completion and help by rule."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.delivery import rules
from lms.delivery.types import AnswerFacts, Change, Completion, Part, ProgressFacts, Step

STEPS = (
    Step("a", "Mở đầu", "heading"),
    Step("b", "", "text"),
    Step("c", "Câu chốt 1", "checkpoint", is_checkpoint=True),
    Step("d", "Câu chốt 2", "checkpoint", is_checkpoint=True, must_pass=True),
)
COMPLETIONS = [Completion(rule, STEPS, 0.5) for rule in ("seen", "checkpoints", "finished", "self", "score")]

times = st.integers(min_value=1, max_value=400)
blocks = st.sampled_from(["", "a", "b", "c", "d", "gone"])
answers = st.one_of(st.sampled_from(["A", "B"]), st.lists(st.sampled_from(["A", "B"]), max_size=2))


@st.composite
def some_changes(draw):
    changes = []
    for number in range(draw(st.integers(min_value=0, max_value=14))):
        kind = draw(st.sampled_from(["seen", "position", "answer", "time", "finish", "help", "note"]))
        data = {
            "answer": {"answer": draw(answers)},
            "time": {"seconds": draw(st.integers(min_value=-5, max_value=2000))},
            "help": draw(st.sampled_from([{"text": "Em chưa hiểu"}, {"text": ""}, {"off": True}])),
        }.get(kind, {})
        changes.append(Change(str(number), kind, draw(blocks), draw(times), data, is_right=draw(st.booleans())))
    return changes


def apply_once(batches, completion):
    """Apply batches as the service does: a change whose id is known is left out."""
    facts, known = ProgressFacts(), set()
    for batch in batches:
        fresh = list({change.id: change for change in batch if change.id not in known}.values())
        known.update(change.id for change in fresh)
        facts = rules.merge(facts, fresh, completion)
    return facts


@settings(max_examples=300, deadline=None)
@given(changes=some_changes(), data=st.data(), completion=st.sampled_from(COMPLETIONS))
def test_merge_in_any_order_split_and_repeat_gives_the_same(changes, data, completion):
    straight = apply_once([changes], completion)
    shuffled = data.draw(st.permutations(changes))
    cut = data.draw(st.integers(min_value=0, max_value=len(changes)))
    again = data.draw(st.lists(st.sampled_from(changes), max_size=4)) if changes else []
    split = apply_once([shuffled[:cut], again, shuffled[cut:], shuffled], completion)
    one_by_one = apply_once([[change] for change in shuffled], completion)
    assert split == straight
    assert one_by_one == straight
    assert rules.needs_help(split) == rules.needs_help(straight)


@settings(max_examples=200, deadline=None)
@given(first=some_changes(), then=some_changes(), completion=st.sampled_from(COMPLETIONS))
def test_progress_never_goes_back(first, then, completion):
    then = [Change(f"t{change.id}", change.kind, change.block_id, change.at, change.data, change.is_right) for change in then]
    before = apply_once([first], completion)
    after = apply_once([first, then], completion)
    assert set(before.seen) <= set(after.seen)
    assert after.seconds >= before.seconds
    assert (before.score_ratio or 0) <= (after.score_ratio or 0)
    assert before.completed_at is None or (after.completed_at is not None and after.completed_at <= before.completed_at)
    assert rules.percent(before, STEPS) <= rules.percent(after, STEPS)


def change(kind, block="", at=10, right=False, id_=None, **data):
    return Change(id_ or f"{kind}{block}{at}", kind, block, at, data, is_right=right)


def merged(*changes, rule="seen", score=0.0, steps=STEPS):
    return rules.merge(ProgressFacts(), changes, Completion(rule, steps, score))


def test_seen_completes_when_the_last_step_was_passed():
    assert merged(*(change("seen", key, at) for key, at in [("a", 5), ("b", 9), ("c", 7)])).completed_at is None
    assert merged(*(change("seen", key, at) for key, at in [("a", 5), ("b", 9), ("c", 7), ("d", 8)])).completed_at == 9


def test_checkpoints_complete_when_each_is_answered_and_must_pass_is_right():
    wrong = merged(change("answer", "c", 5), change("answer", "d", 6), rule="checkpoints")
    assert wrong.completed_at is None
    right = merged(change("answer", "c", 5), change("answer", "d", 6), change("answer", "d", 9, right=True), rule="checkpoints")
    assert (right.completed_at, right.score_ratio) == (9, 0.5)


def test_checkpoints_without_any_fall_back_to_seen():
    steps = (Step("a"), Step("b"))
    assert merged(change("seen", "a"), change("seen", "b"), rule="checkpoints", steps=steps).completed_at == 10


def test_score_completes_at_the_answer_that_reached_it():
    facts = merged(change("answer", "c", 5, right=True), change("answer", "d", 8, right=True), rule="score", score=0.75)
    assert (facts.completed_at, facts.score_ratio) == (8, 1.0)
    assert merged(change("answer", "c", 5, right=True), rule="score", score=0.75).completed_at is None
    assert merged(change("answer", "c", 5), rule="score", score=0.0).completed_at == 5


def test_score_without_checkpoints_waits_for_a_result():
    completion = Completion("score", (Step("x"),), 0.8)
    low = rules.with_result(ProgressFacts(), at=5, score_ratio=0.6, finished=True, completion=completion)
    assert (low.completed_at, low.score_ratio, low.finished_at) == (None, 0.6, 5)
    high = rules.with_result(low, at=9, score_ratio=0.9, finished=True, completion=completion)
    assert (high.completed_at, high.score_ratio, high.finished_at) == (9, 0.9, 5)
    worse = rules.with_result(high, at=12, score_ratio=0.1, finished=False, completion=completion)
    assert (worse.completed_at, worse.score_ratio, worse.last_at) == (9, 0.9, 12)


def test_finished_completes_by_the_player():
    completion = Completion("finished", (Step("x"),))
    assert rules.with_result(ProgressFacts(), at=5, score_ratio=None, finished=False, completion=completion).completed_at is None
    assert rules.with_result(ProgressFacts(), at=5, score_ratio=None, finished=True, completion=completion).completed_at == 5


def test_self_completes_by_ones_own_mark():
    assert merged(change("finish", at=7), change("finish", at=4), rule="self").completed_at == 4


def test_right_answer_stays_right_when_tried_again():
    facts = merged(change("answer", "c", 5, right=True, answer="B"), change("answer", "c", 9, answer="A"))
    row = facts.answers["c"]
    assert (row.answer, row.is_right, row.tries, row.right_at, row.last_at) == ("B", True, 2, 5, 9)


def test_help_is_needed_when_asked_until_answered():
    asked = merged(change("help", "c", 10, text=" Em chưa thấy góc α ạ. "))
    found = rules.needs_help(asked)
    assert (found.since, found.kind, found.text, found.block_id) == (10, "asked", "Em chưa thấy góc α ạ.", "c")
    assert rules.needs_help(merged(change("help", "c", 10, text="x"), change("help", at=11, off=True))) is None


def test_help_is_needed_after_three_wrong_tries_and_again_after_a_hint():
    tries = [change("answer", "c", at) for at in (1, 2, 3)]
    assert rules.needs_help(merged(*tries[:2])) is None
    assert rules.needs_help(merged(*tries)).since == 3
    hinted = merged(*tries, change("help", at=5, off=True))
    assert rules.needs_help(hinted) is None
    again = merged(*tries, change("help", at=5, off=True), change("answer", "c", 8))
    assert (rules.needs_help(again).since, rules.needs_help(again).tries) == (8, 4)
    assert rules.needs_help(merged(*tries, change("answer", "c", 9, right=True))) is None


def test_stuck_does_not_outlive_completion_but_a_call_does():
    tries = [change("answer", "c", at) for at in (1, 2, 3)]
    seen = [change("seen", step.id, 4) for step in STEPS]
    assert rules.needs_help(merged(*tries, *seen)) is None
    assert rules.needs_help(merged(*seen, change("help", "", 9, text="Vì sao?"))).kind == "asked"


def test_true_time_sets_a_wrong_clock_right():
    now = 10_000_000_000_000
    assert rules.true_time(now - 5_000, now - 1_000, now) == now - 5_000
    assert rules.true_time(now + 3_600_000, now + 3_605_000, now) == now - 5_000
    assert rules.true_time(now - 7_200_000, now - 7_100_000, now) == now - 100_000
    assert rules.true_time(now + 60_000, now, now) == now
    assert rules.true_time(5, now, now) == now - rules.OLDEST


def test_seconds_are_capped_and_rubbish_ignored():
    facts = merged(
        change("time", at=1, seconds=50),
        change("time", at=2, seconds=99_999),
        change("time", at=3, seconds="x"),
        change("time", at=4, seconds=True),
    )
    assert facts.seconds == 50 + rules.MAX_SECONDS_A_CHANGE


def test_percent_is_full_only_when_completed():
    steps = (Step("a"), Step("b"), Step("c"))
    assert rules.percent(merged(change("seen", "a"), steps=steps), steps) == 33
    all_seen = merged(*(change("seen", key) for key in "abc"), rule="self", steps=steps)
    assert rules.percent(all_seen, steps) == 99
    assert rules.percent(ProgressFacts(), ()) == 0


def test_parts_follow_headings_and_checkpoints():
    steps = [
        Step("h1", "Mở đầu", "heading"),
        Step("t1", "", "text"),
        Step("q1", "Câu chốt 1", "checkpoint", is_checkpoint=True),
        Step("t2", "Sau câu chốt", "text"),
        Step("h2", "Luyện tập", "heading"),
        Step("h3", "Bài 1", "heading"),
        Step("t3", "", "text"),
    ]
    assert [part.title for part in rules.parts_of(steps)] == ["Mở đầu", "Luyện tập"]
    parts = rules.parts_of(steps, split_checkpoints=True)
    assert parts == [
        Part("Mở đầu", ("h1", "t1")),
        Part("Câu chốt 1", ("q1",), True),
        Part("Sau câu chốt", ("t2",)),
        Part("Luyện tập", ("h2", "h3", "t3")),
    ]
    assert rules.parts_done(["h1", "t1", "q1"], parts) == [True, True, False, False]


def test_parts_follow_the_numbers_their_kind_gives():
    steps = [
        Step("a", "Lời dẫn", "text", part=0, seconds=20),
        Step("b", "Câu 1", "checkpoint", is_checkpoint=True, part=0, seconds=30),
        Step("c", "", "text", part=1, part_title="Định lí", seconds=40),
    ]
    assert [(part.title, part.seconds) for part in rules.parts_of(steps)] == [("Lời dẫn", 50), ("Định lí", 40)]
    assert [part.title for part in rules.parts_of(steps, split_checkpoints=True)] == ["Lời dẫn", "Câu 1", "Định lí"]


def test_parts_of_few_steps_are_the_steps_and_many_are_joined():
    assert [part.title for part in rules.parts_of([Step("a", "Một"), Step("b", "Hai")])] == ["Một", "Hai"]
    many = [Step(str(n), f"Mục {n}", "heading" if n % 2 else "text") for n in range(1, 61)]
    assert len(rules.parts_of(many)) == 12
    assert [step_id for part in rules.parts_of(many) for step_id in part.step_ids] == [step.id for step in many]


def test_stuck_part_is_the_biggest_drop():
    assert rules.stuck_part([35, 32, 30, 18, 11, 9]) == 3
    assert rules.stuck_part([40, 39, 39]) is None
    assert rules.stuck_part([]) is None
    assert rules.stuck_part([0, 0]) is None


def test_answer_facts_keep_the_three_first_times():
    facts = merged(*(change("answer", "c", at) for at in (9, 3, 7, 1)))
    assert facts.answers["c"] == AnswerFacts(None, False, 9, 4, (1, 3, 7), 9, None)
