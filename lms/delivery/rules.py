"""How changes become progress. Pure: no Django, no clock, no database.

Merging is a join: any order, any split into batches and any repeat of the same changes give the same facts, provided each
change is applied once (`LearnerChange` sees to that). So phones may send late, twice, or side by side.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .types import AnswerFacts, Change, Completion, Help, Part, ProgressFacts, Step

STUCK_AFTER_TRIES = 3
MAX_SECONDS_A_CHANGE = 900
MAX_SECONDS = 2_000_000_000
SKEW_TOLERATED = 2 * 60 * 1000
OLDEST = 120 * 24 * 3600 * 1000
MAX_TEXT = 500
MAX_NOTE = 5000


def true_time(at: int, sent_at: int, now: int) -> int:
    """Return when a change really happened: a phone's clock that is off by over two minutes is set right by the time it
    says it sent the batch; nothing lies in the future or more than 120 days back."""
    offset = now - sent_at
    corrected = at + offset if abs(offset) > SKEW_TOLERATED else at
    return max(now - OLDEST, min(corrected, now))


def merge(facts: ProgressFacts, changes: Iterable[Change], completion: Completion) -> ProgressFacts:
    """Return `facts` with `changes` in them, and completed where the rule is now met. Progress never goes back."""
    for change in changes:
        merged = _MERGES[change.kind](facts, change) if change.kind in _MERGES else facts
        facts = replace(merged, started_at=_earlier(merged.started_at, change.at), last_at=_later(merged.last_at, change.at))
    return settle(facts, completion)


def settle(facts: ProgressFacts, completion: Completion) -> ProgressFacts:
    """Return `facts` with the score of the checkpoints, and with `completed_at` where the rule is met (the earliest known)."""
    ratio = checkpoint_ratio(facts.answers, completion.steps)
    score = facts.score_ratio if ratio is None else max(ratio, facts.score_ratio or 0.0)
    facts = replace(facts, score_ratio=score)
    met_at = met_when(facts, completion)
    return facts if met_at is None else replace(facts, completed_at=_earlier(facts.completed_at, met_at))


def with_result(facts: ProgressFacts, *, at: int, score_ratio: float | None, finished: bool, completion: Completion) -> ProgressFacts:
    """Return `facts` with a result a player reported (H5P, a quiz): the best score stays, the first finish counts."""
    best = facts.score_ratio if score_ratio is None else max(score_ratio, facts.score_ratio or 0.0)
    facts = replace(
        facts,
        score_ratio=best,
        finished_at=_earlier(facts.finished_at, at) if finished else facts.finished_at,
        started_at=_earlier(facts.started_at, at),
        last_at=_later(facts.last_at, at),
    )
    if completion.rule == "score" and score_ratio is not None and score_ratio >= completion.score_ratio:
        facts = replace(facts, completed_at=_earlier(facts.completed_at, at))
    return settle(facts, completion)


def met_when(facts: ProgressFacts, completion: Completion) -> int | None:
    """Return when the completion rule was met by these facts, or None."""
    if completion.rule == "seen":
        return _all_at([facts.seen.get(step.id) for step in completion.steps])
    if completion.rule == "checkpoints":
        checkpoints = [step for step in completion.steps if step.is_checkpoint]
        if not checkpoints:
            return _all_at([facts.seen.get(step.id) for step in completion.steps])
        return _all_at([_passed_at(facts.answers.get(step.id), step) for step in checkpoints])
    if completion.rule in ("finished", "self"):
        return facts.finished_at
    return _score_met(facts.answers, completion)


def _score_met(answers: Mapping[str, AnswerFacts], completion: Completion) -> int | None:
    checkpoints = [step.id for step in completion.steps if step.is_checkpoint]
    if not checkpoints:
        return None
    right = sorted(at for key in checkpoints if key in answers and (at := answers[key].right_at) is not None)
    needed = next((count for count in range(len(checkpoints) + 1) if count / len(checkpoints) >= completion.score_ratio), None)
    if needed is None or len(right) < needed:
        return None
    return right[needed - 1] if needed else min((row.first_times[0] for row in answers.values()), default=None)


def _passed_at(answer: AnswerFacts | None, step: Step) -> int | None:
    if answer is None:
        return None
    return answer.right_at if step.must_pass else answer.first_times[0]


def _all_at(times: Sequence[int | None]) -> int | None:
    """Return when the last of several things had happened, or None when one is missing (or there are none)."""
    known = [at for at in times if at is not None]
    return max(known) if known and len(known) == len(times) else None


def checkpoint_ratio(answers: Mapping[str, AnswerFacts], steps: Sequence[Step]) -> float | None:
    """Return the share of checkpoints answered right, 0-1; None before any answer or without checkpoints."""
    checkpoints = [step.id for step in steps if step.is_checkpoint]
    if not checkpoints or not any(key in answers for key in checkpoints):
        return None
    return sum(1 for key in checkpoints if key in answers and answers[key].right_at is not None) / len(checkpoints)


def needs_help(facts: ProgressFacts) -> Help | None:
    """Return why the learner needs help now: asked and not answered, or three tries at a checkpoint and none right.

    A hint (or taking the call back) clears both; trying wrong again after it raises the second anew.
    """
    asked_at = facts.help_asked_at
    if asked_at is not None and asked_at > facts.help_cleared_at:
        tries = facts.answers[facts.help_block].tries if facts.help_block in facts.answers else 0
        return Help(asked_at, "asked", facts.help_block, facts.help_text, tries)
    if facts.completed_at is not None:
        return None
    stuck = [
        Help(since, "stuck", block_id, tries=row.tries)
        for block_id, row in facts.answers.items()
        if (since := _stuck_since(row, facts.help_cleared_at)) is not None
    ]
    return min(stuck, key=lambda help_: (help_.since, help_.block_id), default=None)


def _stuck_since(row: AnswerFacts, cleared_at: int) -> int | None:
    if row.right_at is not None or row.tries < STUCK_AFTER_TRIES:
        return None
    third = row.first_times[-1]
    if third > cleared_at:
        return third
    return row.last_at if row.last_at > cleared_at else None


def percent(facts: ProgressFacts, steps: Sequence[Step]) -> int:
    """Return how much of the activity is done, 0-100; a completed one is 100, an open one at most 99."""
    if facts.completed_at is not None:
        return 100
    done = sum(1 for step in steps if step.id in facts.seen)
    return min(99, round(100 * done / len(steps))) if steps else 0


def parts_of(steps: Sequence[Step], *, split_checkpoints: bool = False, most: int = 12) -> list[Part]:
    """Group steps into parts: a heading begins one, and with `split_checkpoints` a checkpoint is one by itself.

    The bar of the reader counts parts and the board counts them with checkpoints apart, because a lesson of forty blocks
    would show forty dashes. Without headings a few steps are parts of their own.
    """
    groups: list[list[Step]] = []
    single = len(steps) <= most and not any(step.kind == "heading" or step.part for step in steps)
    for step in steps:
        if not groups or single or _begins_part(groups[-1], step, split_checkpoints):
            groups.append([step])
        else:
            groups[-1].append(step)
    while len(groups) > most:
        groups = _join_shortest(groups)
    return [_part(group) for group in groups]


def _begins_part(group: Sequence[Step], step: Step, split_checkpoints: bool) -> bool:
    last = group[-1]
    if all(known.kind == "heading" for known in group) and not step.is_checkpoint:
        return False
    if split_checkpoints and (step.is_checkpoint or last.is_checkpoint):
        return True
    return step.kind == "heading" if step.part is None else step.part != last.part


def _join_shortest(groups: list[list[Step]]) -> list[list[Step]]:
    at = min(range(len(groups) - 1), key=lambda index: len(groups[index]) + len(groups[index + 1]))
    return [*groups[:at], groups[at] + groups[at + 1], *groups[at + 2 :]]


def _part(group: Sequence[Step]) -> Part:
    is_checkpoint = any(step.is_checkpoint for step in group)
    names = (
        next((step.title for step in group if step.kind == "heading"), ""),
        next((step.title for step in group if step.is_checkpoint and len(group) == 1), ""),
        group[0].part_title,
        next((step.title for step in group if step.title), ""),
    )
    return Part(next(filter(None, names), ""), tuple(step.id for step in group), is_checkpoint, sum(step.seconds for step in group))


def parts_done(seen: Iterable[str], parts: Sequence[Part]) -> list[bool]:
    """Return for each part whether all of it has been passed."""
    known = set(seen)
    return [all(step_id in known for step_id in part.step_ids) for part in parts]


def stuck_part(passed: Sequence[int]) -> int | None:
    """Return the index of the part where a class is held up: the biggest drop from the part before, two pupils at least.

    `passed` is how many pupils have passed each part, in order.
    """
    drops = [(passed[index - 1] - passed[index], -index) for index in range(1, len(passed)) if passed[index - 1] > 0]
    worst = max(drops, default=(0, 0))
    return -worst[1] if worst[0] >= max(2, round(0.15 * max(passed, default=0))) else None


def _earlier(known: int | None, at: int) -> int:
    return at if known is None else min(known, at)


def _later(known: int | None, at: int) -> int:
    return at if known is None else max(known, at)


def _text(value: Any) -> str:
    return value.strip()[:MAX_TEXT] if isinstance(value, str) else ""


def _merge_seen(facts: ProgressFacts, change: Change) -> ProgressFacts:
    if not change.block_id:
        return facts
    earliest = _earlier(facts.seen.get(change.block_id), change.at)
    return replace(facts, seen={**facts.seen, change.block_id: earliest})


def _merge_position(facts: ProgressFacts, change: Change) -> ProgressFacts:
    if (change.at, change.block_id) < (facts.position_at, facts.position):
        return facts
    return replace(facts, position=change.block_id, position_at=change.at)


def _merge_time(facts: ProgressFacts, change: Change) -> ProgressFacts:
    seconds = change.data.get("seconds")
    spent = seconds if isinstance(seconds, int) and not isinstance(seconds, bool) else 0
    return replace(facts, seconds=min(MAX_SECONDS, facts.seconds + max(0, min(spent, MAX_SECONDS_A_CHANGE))))


def _merge_finish(facts: ProgressFacts, change: Change) -> ProgressFacts:
    return replace(facts, finished_at=_earlier(facts.finished_at, change.at))


def _merge_help(facts: ProgressFacts, change: Change) -> ProgressFacts:
    if change.data.get("off") is True:
        return replace(facts, help_cleared_at=max(facts.help_cleared_at, change.at))
    text = _text(change.data.get("text"))
    if (change.at, text, change.block_id) < (facts.help_asked_at or 0, facts.help_text, facts.help_block):
        return facts
    return replace(facts, help_asked_at=change.at, help_text=text, help_block=change.block_id)


def _merge_answer(facts: ProgressFacts, change: Change) -> ProgressFacts:
    known = facts.answers.get(change.block_id)
    answer = change.data.get("answer")
    right_at = change.at if change.is_right else None
    if known is None:
        row = AnswerFacts(answer, change.is_right, change.at, 1, (change.at,), change.at, right_at)
    else:
        newer = _answer_key(change.is_right, change.at, answer) > _answer_key(known.is_right, known.answer_at, known.answer)
        row = AnswerFacts(
            answer=answer if newer else known.answer,
            is_right=known.is_right or change.is_right,
            answer_at=change.at if newer else known.answer_at,
            tries=known.tries + 1,
            first_times=tuple(sorted((*known.first_times, change.at))[:STUCK_AFTER_TRIES]),
            last_at=max(known.last_at, change.at),
            right_at=known.right_at if right_at is None else _earlier(known.right_at, right_at),
        )
    return _merge_seen(replace(facts, answers={**facts.answers, change.block_id: row}), change)


def _answer_key(is_right: bool, at: int, answer: Any) -> tuple[bool, int, str]:
    return (is_right, at, json.dumps(answer, sort_keys=True, ensure_ascii=False))


_MERGES = {
    "seen": _merge_seen,
    "position": _merge_position,
    "answer": _merge_answer,
    "time": _merge_time,
    "finish": _merge_finish,
    "help": _merge_help,
}


def seat_order(order: Sequence[Any], people: Sequence[int], columns: int) -> list[int | None]:
    """Return the places of a class row by row: the plan where it still holds, newcomers in empty chairs, then behind.

    `order` is the saved plan (ids, None for an empty chair), `people` the ids of the class in list order. The last row is
    filled up with empty chairs to a whole desk.
    """
    known, placed = set(people), set()
    seats: list[int | None] = []
    for key in order:
        keep = isinstance(key, int) and key in known and key not in placed
        seats.append(key if keep else None)
        if keep:
            placed.add(key)
    while seats and seats[-1] is None:
        seats.pop()
    waiting = [key for key in people if key not in placed]
    for index, key in enumerate(seats):
        if key is None and waiting:
            seats[index] = waiting.pop(0)
    seats += waiting
    return seats + [None] * (len(seats) % 2 if columns % 2 == 0 else 0)


def class_name(family: str, middle: str, given: str) -> str:
    """Return the two words a class tells somebody by: `Minh Khuê`; after a plain Văn or Thị the family name, `Ma Cường`."""
    last = middle.split(" ")[-1] if middle else ""
    first = family if last in ("", "Văn", "Thị") else last
    return f"{first} {given}".strip()


SMALL = 5


def hide_small(counts: Sequence[int | None], *, least: int = SMALL) -> list[int | None]:
    """Return a column of counts in which nobody can be told: 1 to `least - 1` becomes None.

    When that hides one cell only, the smallest other count is hidden too, or the column's total would give it away.
    """
    shown = [None if count is not None and 0 < count < least else count for count in counts]
    hidden = [index for index, count in enumerate(counts) if count is not None and shown[index] is None]
    if len(hidden) == 1:
        others = [(count, index) for index, count in enumerate(shown) if count]
        if others:
            shown[min(others)[1]] = None
    return shown


def ancestors(path: str, *, step: int = 4) -> list[str]:
    """Return the paths of a unit and everything above it, the top first."""
    return [path[:end] for end in range(step, len(path) + 1, step)]


def joined(one: ProgressFacts, other: ProgressFacts) -> ProgressFacts:
    """Return what two records of one person know together, e.g. after duplicates were merged; nothing goes back."""
    seen = dict(one.seen)
    for key, at in other.seen.items():
        seen[key] = _earlier(seen.get(key), at)
    answers = {**one.answers}
    for key, row in other.answers.items():
        answers[key] = _joined_answer(answers[key], row) if key in answers else row
    later = max(one, other, key=lambda facts: (facts.position_at, facts.position))
    caller = max(one, other, key=lambda facts: (facts.help_asked_at or 0, facts.help_text, facts.help_block))
    scores = [score for score in (one.score_ratio, other.score_ratio) if score is not None]
    return ProgressFacts(
        seen=seen,
        position=later.position,
        position_at=later.position_at,
        score_ratio=max(scores, default=None),
        seconds=min(MAX_SECONDS, one.seconds + other.seconds),
        finished_at=_first(one.finished_at, other.finished_at),
        completed_at=_first(one.completed_at, other.completed_at),
        started_at=_first(one.started_at, other.started_at),
        last_at=max((at for at in (one.last_at, other.last_at) if at is not None), default=None),
        help_asked_at=caller.help_asked_at,
        help_text=caller.help_text,
        help_block=caller.help_block,
        help_cleared_at=max(one.help_cleared_at, other.help_cleared_at),
        answers=answers,
    )


def _joined_answer(one: AnswerFacts, other: AnswerFacts) -> AnswerFacts:
    shown = max(one, other, key=lambda row: _answer_key(row.is_right, row.answer_at, row.answer))
    return AnswerFacts(
        answer=shown.answer,
        is_right=shown.is_right,
        answer_at=shown.answer_at,
        tries=one.tries + other.tries,
        first_times=tuple(sorted((*one.first_times, *other.first_times))[:STUCK_AFTER_TRIES]),
        last_at=max(one.last_at, other.last_at),
        right_at=_first(one.right_at, other.right_at),
    )


def _first(one: int | None, other: int | None) -> int | None:
    return min((at for at in (one, other) if at is not None), default=None)
