"""What holds of working time whatever the calendar: due and elapsed undo each other, parts add up, pauses commute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc.calendars.working import Pause, WorkingTime
from tests.campaigns import minutes


@cache
def clock(seed: int) -> WorkingTime:
    """A random calendar in a random place."""
    held, years, _ = minutes.rules(Random(seed))
    return WorkingTime(held, years)


clocks = st.integers(0, 12).map(clock)
seconds = st.integers(0, 20 * 86_400)
budgets = st.integers(1, 400 * 3600)
EPOCH = datetime(2026, 3, 20, tzinfo=UTC)
instants = st.builds(
    lambda s, years: EPOCH.replace(year=2026 + years) + timedelta(seconds=s), seconds, st.integers(-4, 1)
)
pauses = st.lists(
    st.tuples(seconds, seconds).map(lambda p: tuple(EPOCH + timedelta(seconds=s) for s in sorted(p))), max_size=4
)


@given(clocks, instants, budgets, pauses)
def test_due_and_elapsed_undo_each_other(held: WorkingTime, start: datetime, budget: int, still: list[Pause]) -> None:
    due = held.due(start, budget, still).at
    assert held.elapsed(start, due, still).seconds == budget
    assert held.elapsed(start, due - timedelta(seconds=1), still).seconds == budget - 1, "and no earlier"


@given(clocks, instants, instants, pauses)
def test_what_elapsed_is_due_by_then(held: WorkingTime, one: datetime, other: datetime, still: list[Pause]) -> None:
    start, end = sorted((one, other))
    worked = held.elapsed(start, end, still).seconds
    due = held.due(start, worked, still).at
    assert start <= due <= end
    assert held.elapsed(due, end, still).seconds == 0


@given(clocks, st.tuples(instants, instants, instants), pauses)
def test_the_parts_of_a_span_add_up(
    held: WorkingTime, at: tuple[datetime, datetime, datetime], still: list[Pause]
) -> None:
    a, b, c = at
    whole = held.elapsed(a, c, still).seconds
    assert held.elapsed(a, b, still).seconds + held.elapsed(b, c, still).seconds == whole
    assert held.elapsed(c, a, still).seconds == -whole


@given(clocks, instants, budgets, budgets, pauses)
def test_a_budget_may_be_used_up_in_parts(
    held: WorkingTime, start: datetime, one: int, other: int, still: list[Pause]
) -> None:
    between = held.due(start, one, still).at
    assert held.due(between, other, still).at == held.due(start, one + other, still).at


@given(clocks, instants, st.integers(0, 10 * 86_400), budgets, budgets, pauses)
def test_more_takes_longer_and_a_later_start_ends_later(
    held: WorkingTime, start: datetime, later: int, one: int, other: int, still: list[Pause]
) -> None:
    less, more = sorted((one, other))
    assert held.due(start, less, still).at <= held.due(start, more, still).at
    assert held.due(start, one, still).at <= held.due(start + timedelta(seconds=later), one, still).at
    assert held.due(start, one).at <= held.due(start, one, still).at
    assert held.next_opening(start).at < held.due(start, 1).at


@given(clocks, instants, budgets, pauses, st.randoms(use_true_random=False), seconds)
def test_pauses_commute_and_may_be_cut(
    held: WorkingTime, start: datetime, budget: int, still: list[Pause], dice: Random, cut: int
) -> None:
    due = held.due(start, budget, still).at
    parts = []
    for begin, end in still:
        middle = min(max(begin, EPOCH + timedelta(seconds=cut)), end)
        parts += [(begin, middle), (middle, end)]
    dice.shuffle(parts)
    assert held.due(start, budget, parts + still[:1]).at == due
    assert held.elapsed(start, due, parts).seconds == budget


@settings(max_examples=15)
@given(st.integers(0, 12), st.lists(instants, min_size=1, max_size=5), budgets)
def test_nothing_hangs_on_what_was_asked_before(seed: int, asked: list[datetime], budget: int) -> None:
    held, years, _ = minutes.rules(Random(seed))
    used = WorkingTime(held, years)
    for start in asked:
        assert used.due(start, budget) == WorkingTime(held, years).due(start, budget)


@pytest.mark.parametrize("seed", range(1, 13))
def test_a_walk_minute_by_minute_agrees(seed: int) -> None:
    assert minutes.differences(seed) == []
