"""Drawing items for a blueprint by an exact solver (OR-Tools CP-SAT).

Every cell of the blueprint gets as many items as it asks for; no item twice, no two friends, a passage with all its drawn
questions of the cell; seldom used items and difficulties near the target first. Several papers are drawn at once: disjoint where
the bank allows, their mean difficulties as near to each other as possible.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

SECONDS = 20
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

    `conflicts` are cells whose items suffice one by one but not together (friends, an item that fits two cells).
    """

    papers: list[dict[str, list[int]]] = field(default_factory=list)
    shortages: dict[str, tuple[int, int]] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    mean_difficulties: list[float] = field(default_factory=list)
    shares_items: bool = False

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


def draw(cells: Sequence[Cell], candidates: Sequence[Candidate], *, papers: int = 1, seed: int = 1, target: float | None = None) -> Drawn:
    """Draw `papers` papers. Deterministic for the same input and seed. `target`: mean difficulty wished for (None: any).

    Where the bank is too small for disjoint papers they may share items (`shares_items`), within a paper nothing ever repeats.
    """
    lacking = shortages(cells, candidates)
    if lacking:
        return Drawn(shortages=lacking)
    for disjoint in (True, False) if papers > 1 else (True,):
        found = _solve(cells, candidates, papers, seed, target, disjoint)
        if found is not None:
            return Drawn(found, mean_difficulties=[_mean(paper, candidates) for paper in found], shares_items=not disjoint)
    return Drawn(conflicts=_conflicts(cells, candidates, seed))


def _mean(paper: dict[str, list[int]], candidates: Sequence[Candidate]) -> float:
    known = {candidate.item_id: candidate.difficulty for candidate in candidates}
    values = [known[pk] for ids in paper.values() for pk in ids]
    return round(sum(values) / len(values), 4) if values else 0.0


def _solve(
    cells: Sequence[Cell], candidates: Sequence[Candidate], papers: int, seed: int, target: float | None, disjoint: bool
) -> list[dict[str, list[int]]] | None:
    from ortools.sat.python import cp_model  # 80 MB that only drawing needs

    model = cp_model.CpModel()
    wanted = {cell.key for cell in cells}
    take = {
        (paper, candidate.item_id, key): model.new_bool_var(f"{paper}-{candidate.item_id}-{key}")
        for paper in range(papers)
        for candidate in candidates
        for key in candidate.cells
        if key in wanted
    }
    by_item: dict[tuple[int, int], list[Any]] = defaultdict(list)
    by_cell: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for (paper, item_id, key), variable in take.items():
        by_item[paper, item_id].append(variable)
        by_cell[paper, key].append(variable)
    for paper in range(papers):
        for cell in cells:
            model.add(sum(by_cell[paper, cell.key]) == cell.count)
        _limit(model, candidates, by_item, paper)
    if disjoint:
        for candidate in candidates:
            model.add_at_most_one(variable for paper in range(papers) for variable in by_item[paper, candidate.item_id])
    model.minimize(_cost(model, candidates, by_item, papers, seed, target))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = SECONDS
    solver.parameters.max_deterministic_time = SECONDS
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.num_workers = 1  # deterministic
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [
        {
            cell.key: [
                candidate.item_id
                for candidate in candidates
                if (paper, candidate.item_id, cell.key) in take and solver.value(take[paper, candidate.item_id, cell.key])
            ]
            for cell in cells
        }
        for paper in range(papers)
    ]


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
    model: Any, candidates: Sequence[Candidate], by_item: dict[tuple[int, int], list[Any]], papers: int, seed: int, target: float | None
) -> Any:
    """Seldom used first, groups of a passage kept together, mean difficulties near the target and near each other; ties by the seed."""
    from random import Random

    random = Random(seed)  # noqa: S311
    cost: list[Any] = []
    sums = []
    for paper in range(papers):
        chosen = [(candidate, sum(by_item[paper, candidate.item_id])) for candidate in candidates if by_item[paper, candidate.item_id]]
        cost += [(min(candidate.usage, 20) * 20 + random.randrange(10)) * variable for candidate, variable in chosen]
        total = sum(round(candidate.difficulty * SCALE) * variable for candidate, variable in chosen)
        sums.append(total)
        cost += _passages(model, chosen, paper)
    most = SCALE * max(1, len(candidates))
    if papers > 1:
        low, high = model.new_int_var(0, most, "low"), model.new_int_var(0, most, "high")
        for total in sums:
            model.add(low <= total)
            model.add(high >= total)
        cost.append(4 * (high - low))
    if target is not None:
        for place, total in enumerate(sums):
            away = model.new_int_var(0, most, f"away{place}")
            count = sum(sum(by_item[place, candidate.item_id]) for candidate in candidates if by_item[place, candidate.item_id])
            model.add(away >= total - count * round(target * SCALE))
            model.add(away >= count * round(target * SCALE) - total)
            cost.append(2 * away)
    return sum(cost)


def _passages(model: Any, chosen: Sequence[tuple[Candidate, Any]], paper: int) -> list[Any]:
    """A passage that is opened costs: its questions come together rather than one of each."""
    groups: dict[int, list[Any]] = defaultdict(list)
    for candidate, variable in chosen:
        if candidate.stimulus:
            groups[candidate.stimulus].append(variable)
    cost = []
    for key, variables in groups.items():
        is_open = model.new_bool_var(f"passage{paper}-{key}")
        for variable in variables:
            model.add(is_open >= variable)
        cost.append(150 * is_open)
    return cost


def _conflicts(cells: Sequence[Cell], candidates: Sequence[Candidate], seed: int) -> list[str]:
    """Return cells that can't be filled together: those whose removal makes the rest possible, found one by one."""
    found = []
    for cell in cells:
        rest = [other for other in cells if other.key != cell.key]
        if _solve(rest, candidates, 1, seed, None, True) is not None:
            found.append(cell.key)
    return found or [cell.key for cell in cells]
