"""The days of a calendar printed: which hours are worked, and why these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from svc import terminal
from svc.calendars.days import Day
from svc.calendars.working import WorkingTime
from svc.commands import estimates
from svc.commands.context import Context
from svc.dates import is_date
from svc.errors import T, Text, UsageError
from svc.i18n import language, tr
from svc.patterns import pattern
from svc.render.columns import Column, Record
from svc.render.table import rows, to_json
from svc.schema.calendar import WEEKDAYS
from svc.schema.durations import spoken

_FEW = 14
"""Days shown where no period is named."""
_PERIOD = pattern(r"(?a)((?:19|2[0-9])[0-9]{2})(?:-(0[1-9]|1[0-2]))?")
_HEADS = (
    Column("date", T("date")),
    Column("weekday", T("day")),
    Column("hours", T("hours")),
    Column("why", T("why")),
    Column("name", T("name"), flexible=True),
    Column("estimated", T("estimated")),
)
_NAMES: Mapping[str, Text] = {
    "mon": T("Mon"), "tue": T("Tue"), "wed": T("Wed"), "thu": T("Thu"), "fri": T("Fri"), "sat": T("Sat"),
    "sun": T("Sun"), "override": T("override"), "workday": T("make-up day"), "holiday": T("holiday"),
    "weekday": T("weekday"),
}  # fmt: skip


def run(ctx: Context, words: Sequence[str], name: str, json: bool) -> int:
    """Print the days of a period."""
    hours = ctx.calendars[name] if name else ctx.calendars.default
    days = [hours.days.day(day) for day in _dates(words, ctx.now.astimezone(hours.zone).date())]
    if json:
        terminal.out(to_json([_data(hours, day) for day in days]))
        return 0
    fmt = "table" if terminal.is_terminal() else "tsv"
    records = [_record(hours, day, fmt) for day in days]
    terminal.out(rows(_HEADS, records, fmt, terminal.width(), terminal.colours()), paged=True)
    _tell(hours, days)
    return 0


def _dates(words: Sequence[str], today: date) -> Iterator[date]:
    """The dates of a year, a month or a day; some from today on where none is named."""
    word = words[0] if words else ""
    found = _PERIOD.fullmatch(word)
    if len(words) > 1 or (word and not found and not is_date(word)):
        raise UsageError(T("a period is one word, not {words}", words=repr(" ".join(words))),
                         T("write 2026, 2026-10 or 2026-10-01"))  # fmt: skip
    if found:
        first, month = date(int(found[1]), int(found[2] or 1), 1), found[2]
        day = first
        while day.year == first.year and (not month or day.month == first.month):
            yield day
            day += timedelta(days=1)
    elif word:
        yield date.fromisoformat(word)
    else:
        yield from (today + timedelta(days=count) for count in range(_FEW))


def _data(hours: WorkingTime, day: Day) -> dict[str, object]:
    worked = sum(end - begin for begin, end in hours.spans_of(day))
    return {"date": day.date.isoformat(), "weekday": WEEKDAYS[day.date.weekday()],
            "hours": list(map(str, hours.open_on(day))), "seconds": worked, "why": day.why, "country": day.country,
            "name": dict(day.names), "estimated": day.estimated}  # fmt: skip


def _record(hours: WorkingTime, day: Day, fmt: str) -> Record:
    """A row: words for people on a terminal, those of svc.yaml in a pipe."""
    weekday = WEEKDAYS[day.date.weekday()]
    named = day.names.get(language()) or next(iter(day.names.values()), "")
    name = f"{day.country} {named}".strip()
    found = {"date": day.date.isoformat(), "hours": ", ".join(map(str, hours.open_on(day))), "name": name}
    if fmt == "tsv":
        return {**found, "weekday": weekday, "why": day.why, "estimated": "estimated" if day.estimated else ""}
    guessed = T("estimated") if day.estimated else ""
    return {**found, "weekday": _NAMES[weekday], "why": _NAMES[day.why], "estimated": guessed}


def _tell(hours: WorkingTime, days: Sequence[Day]) -> None:
    """Say which calendar this is, and which years are guessed at."""
    rules = hours.rules
    length = spoken(rules.day_seconds) if rules.day_seconds else tr(T("not said"))
    terminal.say(T("{name}, {zone}, 1wd = {length}", name=rules.name, zone=rules.time_zone, length=length))
    guessed = [day.date for day in days if day.estimated]
    estimates.tell(hours.days.unknown(guessed[0], guessed[-1]) if guessed else ())
