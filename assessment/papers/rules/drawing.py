"""Drawing items for a blueprint by an exact solver (OR-Tools CP-SAT).

Every cell of the blueprint gets as many items as it asks for; no item twice, no two friends; passages whole where the blueprint says so;
seldom used items and difficulties near the target first. Several papers are drawn at once: disjoint where the bank allows, their mean
difficulties within the spread of the blueprint and as near to each other as possible.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

SECONDS = 20
CONFLICT_SECONDS = 30
SCALE = 1000


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be drawn: which cells it fits (`row:part:level`), its difficulty (0-1), how often it was used."""

    item_id: int
    cells: tuple[str, ...]
    difficulty: float = 0.5
    usage: int = 0
    friends: str = ""
    stimulus: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the blueprint: how many items it asks for."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: for each paper, cell key -> item ids. `shortages`: cell key -> (there, asked) when it can't be done.

    `conflicts` are cells whose items suffice one by one but not together (friends, an item that fits two cells); with
    `needs_split_passages` they would, were passages not to be taken whole. `is_late`: time ran out, nothing is known to be impossible;
    beside papers that share items it says that disjoint ones were not found in time.
    """

    papers: list[dict[str, list[int]]] = field(default_factory=list)
    shortages: dict[str, tuple[int, int]] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    mean_difficulties: list[float] = field(default_factory=list)
    shares_items: bool = False
    is_late: bool = False
    needs_split_passages: bool = False

    @property
    def is_whole(self) -> bool:
        return bool(self.papers)


def shortages(cells: Iterable[Cell], candidates: Iterable[Candidate]) -> dict[str, tuple[int, int]]:
    """Return for each cell that can't be filled (items there, items asked), before anything is drawn."""
    there: dict[str, int] = defaultdict(int)
    for candidate in candidates:
        for key in candidate.cells:
            there[key] += 1
    return {cell.key: (there[cell.key], cell.count) for cell in cells if there[cell.key] < cell.count}


@dataclass(frozen=True, slots=True)
class Wants:
    """What a draw is asked for beside its cells.

    Hard: `papers` of them, mean difficulties at most `max_spread` apart (None: any), `whole_passages` (all questions of a passage or none).
    Wishes, given up where `has_wishes` is false: seldom used items, passages together, a mean difficulty near `target`.
    """

    papers: int = 1
    seed: int = 1
    target: float | None = None
    max_spread: float | None = None
    whole_passages: bool = False
    has_wishes: bool = True
    seconds: float = SECONDS


def draw(cells: Sequence[Cell], candidates: Sequence[Candidate], wants: Wants | None = None) -> Drawn:
    """Draw papers. Deterministic for the same input and seed, as long as time suffices.

    Where the bank is too small for disjoint papers within the spread they may share items (`shares_items`), as few as can be; within a
    paper nothing ever repeats. That nothing was found in time (`is_late`) is another thing than that nothing can be (`conflicts`).
    """
    wants = wants or Wants()
    lacking = shortages(cells, candidates)
    if lacking:
        return Drawn(shortages=lacking)
    late = False
    for disjoint in (True, False) if wants.papers > 1 else (True,):
        answer = _solve(cells, candidates, wants, disjoint)
        if answer.papers:
            means = [_mean(paper, candidates) for paper in answer.papers]
            return Drawn(answer.papers, mean_difficulties=means, shares_items=not disjoint, is_late=late)
        late = answer.is_late
    if late:
        return Drawn(is_late=True)
    if wants.whole_passages and _solve(cells, candidates, Wants(seed=wants.seed, has_wishes=False), disjoint=True).papers:
        return Drawn(conflicts=_conflicts(cells, candidates, wants), needs_split_passages=True)
    return Drawn(conflicts=_conflicts(cells, candidates, wants))


def _mean(paper: dict[str, list[int]], candidates: Sequence[Candidate]) -> float:
    known = {candidate.item_id: candidate.difficulty for candidate in candidates}
    values = [known[pk] for ids in paper.values() for pk in ids]
    return round(sum(values) / len(values), 4) if values else 0.0


@dataclass(frozen=True, slots=True)
class _Answer:
    """Papers, or none: because there are none, or (`is_late`) because time ran out before either was known."""

    papers: list[dict[str, list[int]]] = field(default_factory=list)
    is_late: bool = False


def _solve(cells: Sequence[Cell], candidates: Sequence[Candidate], wants: Wants, disjoint: bool) -> _Answer:
    from ortools.sat.python import cp_model  # 80 MB that only drawing needs

    model = cp_model.CpModel()
    wanted = {cell.key for cell in cells}
    take = {
        (paper, candidate.item_id, key): model.new_bool_var(f"{paper}-{candidate.item_id}-{key}")
        for paper in range(wants.papers)
        for candidate in candidates
        for key in candidate.cells
        if key in wanted
    }
    by_item: dict[tuple[int, int], list[Any]] = defaultdict(list)
    by_cell: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for (paper, item_id, key), variable in take.items():
        by_item[paper, item_id].append(variable)
        by_cell[paper, key].append(variable)
    for paper in range(wants.papers):
        for cell in cells:
            model.add(sum(by_cell[paper, cell.key]) == cell.count)
        _limit(model, candidates, by_item, paper)
    cost = _cost(model, cells, candidates, by_item, wants)
    cost += _shared(model, candidates, by_item, wants.papers, disjoint=disjoint)
    if cost:
        model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = wants.seconds
    solver.parameters.max_deterministic_time = wants.seconds
    solver.parameters.random_seed = wants.seed % 2**31
    solver.parameters.num_workers = 1  # deterministic
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return _Answer(is_late=status == cp_model.UNKNOWN)
    taken: dict[tuple[int, str], list[int]] = defaultdict(list)
    for (paper, item_id, key), variable in take.items():
        if solver.value(variable):
            taken[paper, key].append(item_id)
    return _Answer([{cell.key: taken[paper, cell.key] for cell in cells} for paper in range(wants.papers)])


def _limit(model: Any, candidates: Sequence[Candidate], by_item: dict[tuple[int, int], list[Any]], paper: int) -> None:
    """An item once in a paper, friends never together."""
    friends: dict[str, list[Any]] = defaultdict(list)
    for candidate in candidates:
        variables = by_item[paper, candidate.item_id]
        if len(variables) > 1:
            model.add_at_most_one(variables)
        if candidate.friends:
            friends[candidate.friends] += variables
    for together in friends.values():
        if len(together) > 1:
            model.add_at_most_one(together)


def _cost(
    model: Any, cells: Sequence[Cell], candidates: Sequence[Candidate], by_item: dict[tuple[int, int], list[Any]], wants: Wants
) -> list[Any]:
    """Lay down spread and whole passages, and return what is wished for: seldom used first, passages together, difficulty near the target
    and papers near each other; ties by the seed.
    """
    from random import Random

    random = Random(wants.seed)  # noqa: S311
    cost: list[Any] = []
    sums = []
    for paper in range(wants.papers):
        chosen = [(candidate, sum(by_item[paper, candidate.item_id])) for candidate in candidates if by_item[paper, candidate.item_id]]
        cost += [(min(candidate.usage, 20) * 20 + random.randrange(10)) * variable for candidate, variable in chosen]
        sums.append(sum(round(candidate.difficulty * SCALE) * variable for candidate, variable in chosen))
        cost += _passages(model, chosen, paper, is_whole=wants.whole_passages)
    most, count = SCALE * max(1, len(candidates)), sum(cell.count for cell in cells)
    if wants.papers > 1:
        low, high = model.new_int_var(0, most, "low"), model.new_int_var(0, most, "high")
        for total in sums:
            model.add(low <= total)
            model.add(high >= total)
        if wants.max_spread is not None:
            model.add(high - low <= int(wants.max_spread * SCALE * count))
        cost.append(4 * (high - low))
    if wants.target is not None:
        for place, total in enumerate(sums):
            away = model.new_int_var(0, most, f"away{place}")
            model.add(away >= total - count * round(wants.target * SCALE))
            model.add(away >= count * round(wants.target * SCALE) - total)
            cost.append(2 * away)
    return cost if wants.has_wishes else []


def _passages(model: Any, chosen: Sequence[tuple[Candidate, Any]], paper: int, *, is_whole: bool) -> list[Any]:
    """A passage that is opened costs: its questions come together rather than one of each; `is_whole`: all of them or none."""
    groups: dict[int, list[Any]] = defaultdict(list)
    for candidate, variable in chosen:
        if candidate.stimulus:
            groups[candidate.stimulus].append(variable)
    cost = []
    for key, variables in groups.items():
        is_open = model.new_bool_var(f"passage{paper}-{key}")
        for variable in variables:
            model.add(is_open == variable if is_whole else is_open >= variable)
        cost.append(150 * is_open)
    return cost


def _shared(
    model: Any, candidates: Sequence[Candidate], by_item: dict[tuple[int, int], list[Any]], papers: int, *, disjoint: bool
) -> list[Any]:
    """No item stands in two papers; or, where they aren't `disjoint`, that costs more than any wish: as few as can be."""
    cost = []
    for candidate in candidates:
        everywhere = [variable for paper in range(papers) for variable in by_item[paper, candidate.item_id]]
        if disjoint:
            model.add_at_most_one(everywhere)
        elif everywhere:
            more = model.new_int_var(0, papers, f"more{candidate.item_id}")
            model.add(more >= sum(everywhere) - 1)
            cost.append(5000 * more)
    return cost


def _conflicts(cells: Sequence[Cell], candidates: Sequence[Candidate], wants: Wants) -> list[str]:
    """Return cells that can't be filled together: those whose removal makes the rest possible, found one by one, without wishes."""
    bare = Wants(
        seed=wants.seed, whole_passages=wants.whole_passages, has_wishes=False, seconds=max(0.5, CONFLICT_SECONDS / max(1, len(cells)))
    )
    found = []
    for cell in cells:
        rest = [other for other in cells if other.key != cell.key]
        if _solve(rest, candidates, bare, disjoint=True).papers:
            found.append(cell.key)
    return found or [cell.key for cell in cells]
