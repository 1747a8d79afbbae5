"""Clocks against a walk minute by minute through random logs: what is used, due, paused, missed, and from when."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from measuring import a, at, stands, terms

from svc.sla.clocks import Standing
from svc.sla.reasons import lines

START = at("11-20 16:00")
LAST = 6 * 24 * 60
HELD = terms(
    """
  policies:
    - {name: urgent, when: {priority: [urgent]}, targets: {resolve: {within: 5h, calendar: always, pauses: [parts]}}}
    - {name: low, when: {priority: [low]}, targets: {resolve: {within: 20h, calendar: service, pauses: []}}}
    - {name: standard, targets: {resolve: {within: 8h, calendar: service, pauses: [customer, parts]}}}
"""
)
RULES = {"urgent": (300, True, {"parts"}), "low": (1200, False, set()), "normal": (480, False, {"customer", "parts"})}

EVENTS = ("wait customer", "wait parts", "resume customer", "resume parts", "contact", "urgent", "low", "normal",
          "resolve", "back")  # fmt: skip


class Walked(NamedTuple):
    state: str
    used: int
    breached: int | None
    paused: int
    stopped: int


def is_open(minute: int) -> bool:
    """Whether the service works in a minute: by the clock on the wall, with no other code's help."""
    moment = START + timedelta(minutes=minute)
    return moment.weekday() < 5 and moment.hour in (9, 10, 11, 13, 14, 15, 16, 17)


def walk(happened: list[tuple[int, str]], now: int) -> Walked:
    """What the clock says, found by going through every minute."""
    priority, changed, waits, resolved_at = "normal", 0, set(), None
    used, paused, stopped = (dict.fromkeys(RULES, 0) for _ in range(3))
    full: dict[str, int] = {}
    breached, frozen = None, ""
    for minute in range(now + 1):
        before = [priority]
        for words in [words for when, words in happened if when == minute]:
            if resolved_at is None and breached is None and full.get(before[-1], minute) < minute:
                breached, frozen = max(full[before[-1]], changed), before[-1]
            kind, _, reason = words.partition(" ")
            if kind == "wait":
                waits.add(reason)
            elif kind == "resume":
                waits.discard(reason)
            elif kind == "contact":
                waits.discard("customer")
            elif kind == "resolve":
                resolved_at = minute if resolved_at is None else resolved_at
            elif kind == "back":
                changed = max(changed, minute) if resolved_at is not None and changed >= resolved_at else changed
                resolved_at = None
            elif words != priority:
                priority, changed = words, minute
                before.append(words)
        if resolved_at is None and breached is None and full.get(priority, minute) < minute:
            breached, frozen = max(full[priority], changed), priority
        if minute == now:
            break
        for name, (budget, always, pausing) in RULES.items():
            if not (always or is_open(minute)):
                continue
            is_paused, is_stopped = bool(waits & pausing), resolved_at is not None
            paused[name] += is_paused and not is_stopped
            stopped[name] += is_stopped
            used[name] += not is_paused and not is_stopped
            if used[name] == budget:
                full.setdefault(name, minute + 1)
    name = frozen or priority
    state = "missed" if breached is not None else "met" if resolved_at is not None else ""
    if not state:
        share = used[name] * 100 >= 75 * RULES[name][0]
        state = "paused" if waits & RULES[name][2] else "at_risk" if share else "running"
    return Walked(state, used[name], breached, paused[name], stopped[name])


def logged(happened: list[tuple[int, str]]) -> str:
    """The log of what happened."""
    lines, priority = [_line(0, "open")], "normal"
    for minute, words in happened:
        kind, _, reason = words.partition(" ")
        if kind in ("wait", "resume"):
            lines.append(_line(minute, f"{kind} for={reason}"))
        elif kind == "contact":
            lines.append(_line(minute, "contact way=in"))
        elif kind == "resolve":
            lines.append(_line(minute, "move from=resolution to=feedback"))
        elif kind == "back":
            lines.append(_line(minute, "move from=feedback to=resolution"))
        else:
            lines.append(_line(minute, f"priority from={priority} to={words}"))
            priority = words
    return "\n".join(lines)


def _line(minute: int, words: str) -> str:
    return (START + timedelta(minutes=minute)).strftime("%m-%d %H:%M ") + words


HAPPENED = st.lists(
    st.tuples(st.integers(0, LAST // 15).map(lambda n: 15 * n), st.sampled_from(EVENTS)), max_size=12
).map(lambda found: sorted(found, key=lambda one: one[0]))


@settings(max_examples=50)
@given(HAPPENED, st.integers(1, LAST // 15).map(lambda n: 15 * n))
def test_a_clock_agrees_with_a_walk_minute_by_minute(happened: list[tuple[int, str]], now: int) -> None:
    last = [words for _, words in happened if words in RULES]
    case = a(logged(happened), priority=last[-1] if last else "normal")
    moment = START + timedelta(minutes=now)
    clock = stands(case, HELD, moment.strftime("%m-%d %H:%M")).clocks[0]
    found = walk(happened, now)
    assert clock.state == found.state
    assert _minute(clock.breached) == found.breached
    if found.state in ("running", "at_risk", "paused"):
        assert clock.used == found.used * 60
        assert clock.stopped == found.stopped * 60
    _the_lines_add_up(stands(case, HELD, moment.strftime("%m-%d %H:%M")))


def _the_lines_add_up(found: Standing) -> None:
    """What is told line by line comes to the same sums."""
    clock = found.clocks[0]
    told = lines(clock, found, HELD)
    total = {mark: [line.total for line in told if line.kind == mark] for mark in ("due", "now", "done", "ended")}
    if clock.due:
        assert total["due"] == [clock.budget]
    if clock.breached is None and clock.state != "cancelled":
        assert [*total["now"], *total["done"], *total["ended"]] == [clock.used]
    assert sum(line.seconds for line in told if line.kind == "late") == clock.late
    waited = [line for line in told if line.kind == "waited" and line.end <= (clock.ended or found.course.now)]
    if clock.breached is None:
        assert sum(line.seconds for line in waited) <= clock.paused


def _minute(moment: datetime | None) -> int | None:
    return None if moment is None else int((moment - START).total_seconds()) // 60


@settings(max_examples=15)
@given(HAPPENED, st.lists(st.integers(1, LAST), min_size=2, max_size=6).map(sorted))
def test_what_was_missed_or_used_is_never_taken_back_while_nothing_changes_the_rule(
    happened: list[tuple[int, str]], moments: list[int]
) -> None:
    steady = [(minute, words) for minute, words in happened if words not in RULES]
    case = a(logged(steady), priority="normal")
    found = [stands(case, HELD, (START + timedelta(minutes=n)).strftime("%m-%d %H:%M")).clocks[0] for n in moments]
    for before, after in pairwise(found):
        assert before.used <= after.used
        assert before.state != "missed" or (after.state, after.breached) == ("missed", before.breached)
