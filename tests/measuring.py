"""Service levels for tests of clocks: terms out of a few lines of svc.yaml, logs out of a line an event."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from making import ID, PATH, data_of, settings

from svc.calendars.working import Calendars
from svc.model import Case, Data, Value, mapping
from svc.schema.calendar import ALWAYS, Years
from svc.schema.calendar_reading import calendars
from svc.schema.durations import written
from svc.schema.events import read_log
from svc.schema.policy_reading import policies
from svc.schema.reader import Reader
from svc.sla.clock import Clock
from svc.sla.clocks import Standing, Terms, standing

HERE = ZoneInfo("Asia/Shanghai")
RULES = settings()

DESK = """
calendars:
  service:
    hours:
      mon: ["09:00-12:00", "13:00-18:00"]
      tue: ["09:00-12:00", "13:00-18:00"]
      wed: ["09:00-12:00", "13:00-18:00"]
      thu: ["09:00-12:00", "13:00-18:00"]
      fri: ["09:00-12:00", "13:00-18:00"]
    holidays: ["2026-12-24"]
    workdays: {"2026-12-05": fri}
    day_hours: 8h
  night:
    hours: {fri: ["22:30-28:00"], sat: ["22:30-28:00"]}
    day_hours: 5h30m
"""


def terms(sla: str, desk: str = DESK, zone: ZoneInfo = HERE, years: Years | None = None) -> Terms:
    """What is measured by. ``sla`` stands below ``sla:``. A mistake in it fails the test."""
    held = data_of(f"{desk}\nsla:\n{sla}")
    reader = Reader("svc.yaml", lambda name: 0)
    reader.codes.update(RULES.codes)
    known = calendars(reader, mapping(held["calendars"]), str(zone))
    has_day = [name for name, each in known.items() if each.day_seconds] + ["", ALWAYS]
    found = policies(reader, mapping(held["sla"]), RULES.workflow, [*known, ALWAYS], has_day)
    assert not [str(p.message) for p in reader.problems if p.severity == "error"]
    return Terms(RULES.workflow, found, Calendars(known, years or {}, str(zone)), zone)


def targets(*lines: str, pauses: str = "") -> Terms:
    """One policy for every case; each line a target: ``resolve 8h service [customer]``."""
    told = []
    for line in lines:
        name, within, *rest = line.split(maxsplit=3)
        calendar = f", calendar: {rest[0]}" if rest else ""
        more = f", {rest[1]}" if len(rest) > 1 else ""
        told.append(f"        {name}: {{within: {within}{calendar}{more}}}\n")
    return terms("  policies:\n    - name: all\n      targets:\n" + "".join(told))


def at(words: str) -> datetime:
    """``11-20 16:30`` of 2026 where the desk is; seconds may follow."""
    day, _, clock = words.partition(" ")
    return datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=HERE)


def a(log: str, **fields: str) -> Case:
    """A complaint whose log is given, a line an event: ``11-20 16:30 contact way=out``; the first line opens it.

    Words with blanks are told with ``_``. ``late=11-21_09:00`` says when it was entered.
    """
    rows: list[Value] = [_row(number, line) for number, line in enumerate(_lines(log))]
    opened = mapping(rows[0])
    held: Data = {"id": ID, "stage": "intake", "opened_at": opened["at"], "opened_by": "zhao.min", "type": "complaint",
                  "path": "full", "title": "Plug gets hot", **fields, "log": rows}  # fmt: skip
    return Case(held, PATH, read_log(held))


def _lines(log: str) -> list[str]:
    return [line.strip() for line in log.splitlines() if line.strip()]


def _row(number: int, line: str) -> Data:
    day, clock, kind, *rest = line.split()
    data = {key: value.replace("_", " ") for key, _, value in (word.partition("=") for word in rest)}
    row: Data = {"id": f"A{number:04}", "at": at(f"{day} {clock}").isoformat(), "by": "zhao.min", "kind": kind}
    if "late" in data:
        row["recorded"] = at(data.pop("late")).isoformat()
    if kind == "open":
        row["stage"] = "intake"
    return {**row, **data}


def stands(case: Case, held: Terms, now: str, with_pauses: bool = True) -> Standing:
    """How a case stands at ``11-20 16:30``."""
    return standing(case, held, at(now), with_pauses)


def told(clock: Clock) -> str:
    """A clock in a line: what the tables of the tests say of it."""
    parts = [clock.state]
    if clock.due:
        parts.append(f"due {_short(clock.due)}")
    if clock.state in ("running", "at_risk", "paused", "stopped"):
        parts.append(f"left {written(clock.remaining)}")
    if clock.breached:
        parts.append(f"late {written(clock.late)}/{written(clock.late_wall)} from {_short(clock.breached)}")
    if clock.pauses:
        parts.append("pauses " + " ".join(f"{k} {written(v)}" for k, v in clock.pauses.items()))
    return "; ".join(parts)


def _short(moment: datetime) -> str:
    there = moment.astimezone(HERE)
    return there.strftime("%m-%d %H:%M:%S" if there.second else "%m-%d %H:%M")


def verdicts(case: Case, held: Terms, now: str, with_pauses: bool = True) -> list[str]:
    """Every clock in a line."""
    return [f"{clock.name}: {told(clock)}" for clock in stands(case, held, now, with_pauses).clocks]


def verdict(case: Case, held: Terms, now: str, with_pauses: bool = True) -> str:
    """The only clock there is."""
    found = stands(case, held, now, with_pauses).clocks
    assert len(found) == 1, verdicts(case, held, now, with_pauses)
    return told(found[0])
