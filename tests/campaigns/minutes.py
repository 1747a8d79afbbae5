"""Working time against a walk minute by minute, on random calendars in time zones that change their clocks.

The walk shares nothing with ``svc.calendars`` but the rules it is given: it settles a time on the wall by the offsets
of two days round it, counts the minutes of every shift into a set, and steps through them. ``python
tests/campaigns/minutes.py COUNT [SEED]`` prints how many calendars it compared and each that differed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from svc.calendars.working import WorkingTime
from svc.schema.calendar import Rules, Shift, Shifts, Year, Years

# Where clocks change, and a moment a few days before they did.
PLACES = (
    ("Europe/Berlin", "2026-03-26"), ("Europe/Berlin", "2026-10-21"), ("America/New_York", "2026-03-04"),
    ("America/New_York", "2025-10-29"), ("Australia/Lord_Howe", "2026-04-01"), ("Australia/Lord_Howe", "2026-09-30"),
    ("America/Sao_Paulo", "2018-10-31"), ("America/Sao_Paulo", "2018-02-14"), ("Asia/Shanghai", "2026-02-12"),
    ("Pacific/Apia", "2011-12-27"), ("Africa/Casablanca", "2026-02-12"), ("Asia/Kathmandu", "1985-12-28"),
    ("UTC", "2027-12-25"),
)  # fmt: skip
DAYS = 12
"""Days that a walk is about."""
_MINUTE = 60


class Question(NamedTuple):
    """What is asked of a calendar: instants in seconds since 1970, lengths in seconds, all whole minutes."""

    start: int
    end: int
    budget: int
    pauses: tuple[tuple[int, int], ...]


def shifts(dice: Random, latest: int = 30) -> Shifts:
    """None to three shifts, the last one perhaps until the next morning."""
    count = dice.choice((0, 1, 1, 2, 2, 3))
    ends = sorted(dice.sample(range(latest * 4), 2 * count))
    pairs = [Shift(15 * a, 15 * b) for a, b in zip(ends[::2], ends[1::2], strict=True)]
    return tuple(pair for pair in pairs if pair.begin < 1440 and pair.end <= pair.begin + 1440)


def rules(dice: Random) -> tuple[Rules, Years, date]:
    """A calendar, a country's days for it, and the day that questions begin at. Shifts may run into each other's."""
    zone, day = dice.choice(PLACES)
    first = date.fromisoformat(day)
    week = tuple(shifts(dice) for _ in range(7))
    if not any(week):
        week = ((Shift(540, 1020),), *week[1:])
    near = [first + timedelta(days=n) for n in range(-2, DAYS + 3)]
    some = dice.sample(near, 6)
    closed = _second(datetime.combine(near[5], datetime.min.time(), UTC)) + dice.randrange(1440) * _MINUTE
    years: Years = {
        ("CN", year): Year("CN", year, "dice", {d: {} for d in some[4:5] if d.year == year},
                           {d: {} for d in some[5:] if d.year == year})
        for year in range(first.year, first.year + 2)
    }  # fmt: skip
    found = Rules(
        "dice", zone, week, 8 * 3600, ("CN",) if dice.random() < 0.5 else (), frozenset(some[:1]),
        {some[1]: dice.randrange(7)}, dice.randrange(7), {some[2]: shifts(dice), some[3]: ()},
        ((closed, closed + dice.randrange(1, 600) * _MINUTE),),
    )  # fmt: skip
    return found, years, first


def question(dice: Random, first: date) -> Question:
    """Two instants, a budget and some pauses that may overlap."""
    zero = _second(datetime.combine(first, datetime.min.time(), UTC))

    def minute() -> int:
        return zero + dice.randrange(DAYS * 1440) * _MINUTE

    pauses = tuple(sorted(tuple(sorted((minute(), minute()))) for _ in range(dice.randrange(4))))
    start, end = sorted((minute(), minute()))
    return Question(start, end, dice.randrange(1, 40 * 60) * _MINUTE, pauses)  # type: ignore[arg-type]


def open_minutes(held: Rules, years: Years, first: date, days: int) -> set[int]:
    """The seconds since 1970 at which a minute of work begins, for the shifts of some days."""
    found: set[int] = set()
    for day in (first + timedelta(days=n) for n in range(-2, days)):
        for shift in _shifts_of(held, years, day):
            found.update(range(settled(held, day, shift.begin), settled(held, day, shift.end), _MINUTE))
    for begin, end in held.closures:
        found -= set(range(begin, end, _MINUTE))
    return found


def _shifts_of(held: Rules, years: Years, day: date) -> Shifts:
    country = [years[c, day.year] for c in held.countries if (c, day.year) in years]
    if day in held.overrides:
        return held.overrides[day]
    if day in held.workdays:
        return held.week[held.workdays[day]]
    if any(day in year.workdays for year in country):
        return held.week[held.make_up]
    if day in held.holidays or any(day in year.holidays for year in country):
        return ()
    return held.week[day.weekday()]


def settled(held: Rules, day: date, minute: int) -> int:
    """The second of a time on the wall, found by the offsets a day and a half before and after it."""
    zone = ZoneInfo(held.time_zone)
    wall = datetime.combine(day, datetime.min.time(), UTC) + timedelta(minutes=minute)
    around = [(wall + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in (-36, 36)]
    tried = [wall - offset for offset in around if offset is not None]
    fitting = [at for at in tried if at.astimezone(zone).replace(tzinfo=UTC) == wall]
    return _second(min(fitting) if fitting else tried[0])


def _second(at: datetime) -> int:
    return int(at.timestamp())


def walked(work: set[int], asked: Question) -> tuple[int, int, int]:
    """Due, elapsed and the next opening, minute by minute."""
    still = {minute for begin, end in asked.pauses for minute in range(begin, end, _MINUTE)}
    counted = work - still
    elapsed = _MINUTE * sum(minute in counted for minute in range(asked.start, asked.end, _MINUTE))
    left, due, last = asked.budget, asked.start, max(work)
    while left and due <= last:
        left -= _MINUTE if due in counted else 0
        due += _MINUTE
    opening = asked.start
    while opening not in work and opening <= last:
        opening += _MINUTE
    return (due if not left else -1), elapsed, (opening if opening in work else -1)


def worked_out(hours: WorkingTime, asked: Question) -> tuple[int, int, int]:
    """The same by ``svc``."""
    pauses = [(_at(begin), _at(end)) for begin, end in asked.pauses]
    due = hours.due(_at(asked.start), asked.budget, pauses).at
    elapsed = hours.elapsed(_at(asked.start), _at(asked.end), pauses).seconds
    return _second(due), elapsed, _second(hours.next_opening(_at(asked.start)).at)


def _at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def differences(seed: int) -> Sequence[str]:
    """One calendar, five questions: each answer that is not the walk's."""
    dice = Random(seed)
    held, years, first = rules(dice)
    work = open_minutes(held, years, first, 60)
    hours = WorkingTime(held, years)
    found = []
    for asked in (question(dice, first) for _ in range(5)):
        walk, told = walked(work, asked), worked_out(hours, asked)
        if walk != told:
            found.append(f"seed {seed} {held.time_zone}: {asked}: walked {walk}, worked out {told}")
    return found


def main(count: int, seed: int) -> int:
    """Compare so many calendars."""
    found = [line for number in range(seed, seed + count) for line in differences(number)]
    print(f"{count} random calendars, {5 * count} questions each for due, elapsed and next: {len(found)} differ")
    for line in found[:20]:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]] + [1000, 1][len(sys.argv) - 1 :]
    sys.exit(main(*numbers))
