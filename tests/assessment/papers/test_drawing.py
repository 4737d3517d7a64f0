"""The exact solver."""

import pytest

from assessment.papers.rules.drawing import Candidate, Cell, Wants, draw, shortages

CELLS = [Cell("r1:I:biet", 3), Cell("r1:I:hieu", 2), Cell("r2:II:hieu", 1)]


def pool(per_cell: int = 8) -> list[Candidate]:
    return [
        Candidate(10 * place + number, (cell.key,), difficulty=0.3 + 0.05 * number, usage=number % 3)
        for place, cell in enumerate(CELLS, 1)
        for number in range(per_cell)
    ]


def test_every_cell_gets_what_it_asks_for_and_nothing_twice():
    found = draw(CELLS, pool(), Wants(seed=3))
    assert found.is_whole
    paper = found.papers[0]
    assert {key: len(ids) for key, ids in paper.items()} == {"r1:I:biet": 3, "r1:I:hieu": 2, "r2:II:hieu": 1}
    ids = [pk for row in paper.values() for pk in row]
    assert len(ids) == len(set(ids))


def test_seldom_used_items_come_first():
    found = draw(CELLS, pool(), Wants(seed=3))
    usage = {candidate.item_id: candidate.usage for candidate in pool()}
    assert all(usage[pk] == 0 for ids in found.papers[0].values() for pk in ids)


def test_the_same_seed_draws_the_same_paper():
    assert draw(CELLS, pool(), Wants(seed=11)) == draw(CELLS, pool(), Wants(seed=11))


def test_shortages_are_said_before_drawing():
    found = draw(CELLS, pool(2), Wants(seed=1))
    assert not found.is_whole
    assert found.shortages == {"r1:I:biet": (2, 3)}
    assert shortages(CELLS, pool(3)) == {}


def test_friends_never_meet():
    candidates = [Candidate(n, ("r1:I:biet",), friends="x" if n < 4 else "") for n in range(1, 7)]
    found = draw([Cell("r1:I:biet", 4)], candidates, Wants(seed=1))
    chosen = found.papers[0]["r1:I:biet"]
    assert sum(pk < 4 for pk in chosen) == 1
    assert not draw([Cell("r1:I:biet", 5)], candidates, Wants(seed=1)).is_whole


def test_cells_that_want_the_same_item_are_named():
    candidates = [Candidate(1, ("a", "b"))]
    found = draw([Cell("a", 1), Cell("b", 1)], candidates, Wants(seed=1))
    assert not found.is_whole
    assert sorted(found.conflicts) == ["a", "b"]


def test_parallel_papers_are_disjoint_and_equally_hard():
    found = draw(CELLS, pool(8), Wants(papers=2, seed=5))
    first, second = ({pk for ids in paper.values() for pk in ids} for paper in found.papers)
    assert not first & second
    assert not found.shares_items
    assert abs(found.mean_difficulties[0] - found.mean_difficulties[1]) <= 0.02


def test_parallel_papers_share_items_only_when_the_bank_is_small():
    found = draw(CELLS, pool(4), Wants(papers=2, seed=5))
    assert found.is_whole
    assert found.shares_items


def test_difficulty_nears_the_target():
    easy, hard = (
        draw([Cell("r1:I:biet", 3)], [Candidate(n, ("r1:I:biet",), difficulty=n / 10) for n in range(1, 10)], Wants(seed=1, target=t))
        for t in (0.25, 0.75)
    )
    assert easy.mean_difficulties[0] == pytest.approx(0.25, abs=0.06)
    assert hard.mean_difficulties[0] == pytest.approx(0.75, abs=0.06)


def test_time_that_ran_out_is_not_called_impossible():
    found = draw(CELLS, pool(), Wants(papers=2, seconds=0))
    assert (found.is_late, found.is_whole, found.conflicts) == (True, False, [])
    assert draw(CELLS, pool(), Wants(papers=2, has_wishes=False)).is_whole  # fewer wishes, the same rules


def test_what_is_impossible_is_not_called_late():
    found = draw([Cell("a", 1), Cell("b", 1)], [Candidate(1, ("a", "b"))])
    assert (found.is_late, found.is_whole, sorted(found.conflicts)) == (False, False, ["a", "b"])


def test_parallel_papers_stay_within_the_spread_though_they_share_items_for_it():
    hard = [Candidate(n, ("c",), difficulty=0.1 if n < 3 else 0.9, usage=n) for n in range(6)]
    loose = draw([Cell("c", 3)], hard, Wants(papers=2))
    tight = draw([Cell("c", 3)], hard, Wants(papers=2, max_spread=0.05))
    assert (loose.shares_items, round(abs(loose.mean_difficulties[0] - loose.mean_difficulties[1]), 2)) == (False, 0.27)
    assert tight.shares_items
    assert abs(tight.mean_difficulties[0] - tight.mean_difficulties[1]) <= 0.05
    first, second = (set(paper["c"]) for paper in tight.papers)
    assert len(first & second) == 1  # no more than the spread needs


def test_a_passage_is_whole_or_not_there_where_that_is_the_rule():
    candidates = [Candidate(n, ("c",), stimulus=1, usage=0) for n in range(3)] + [
        Candidate(n, ("c",), stimulus=2, usage=9) for n in range(3, 7)
    ]
    assert set(draw([Cell("c", 4)], candidates).papers[0]["c"]) & {0, 1, 2}
    assert draw([Cell("c", 4)], candidates, Wants(whole_passages=True)).papers[0]["c"] == [3, 4, 5, 6]
    found = draw([Cell("c", 5)], candidates, Wants(whole_passages=True))
    assert (found.is_whole, found.is_late, found.needs_split_passages, found.conflicts) == (False, False, True, ["c"])


def test_questions_of_a_passage_come_together():
    candidates = [Candidate(n, ("c",), stimulus=1 + n % 2) for n in range(8)]
    found = draw([Cell("c", 4)], candidates, Wants(seed=2))
    assert len({n % 2 for n in found.papers[0]["c"]}) == 1
