"""The page of ``svc why``: each clock of a case with its rule, the hours that count and those that do not, the sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from svc import terminal
from svc.commands import for_them, verdicts
from svc.commands.context import Context
from svc.errors import T, Text
from svc.i18n import joined, language, tr
from svc.model import Case, Event
from svc.render.cells import pad, width
from svc.render.paint import painted
from svc.render.safe import one_line
from svc.schema import fold
from svc.schema.calendar import ALWAYS, WEEKDAYS, Rules
from svc.schema.durations import spoken
from svc.schema.fields import BY_PATH
from svc.schema.policy import Target
from svc.sla.clock import Clock, Ruling
from svc.sla.clocks import PROMISE, Standing
from svc.sla.ending import CONTACTS, ended_by
from svc.sla.hours import hours
from svc.sla.naming import target_named
from svc.sla.reasons import CLOSURE, STOPPED, Line, lines

_DAYS: Mapping[str, Text] = {
    "mon": T("Mon"), "tue": T("Tue"), "wed": T("Wed"), "thu": T("Thu"), "fri": T("Fri"), "sat": T("Sat"),
    "sun": T("Sun"),
}  # fmt: skip
_MARKS: Mapping[str, Text] = {"now": T("now"), "done": T("done"), "ended": T("ended"), "due": T("falls due")}
_MOST = 24
"""Lines of a clock from which on full ordinary days in a row are told as one."""
_STILL = ("waited", STOPPED)
"""Stretches that do not count."""
Row = tuple[str, str, str, str, str]


def page(ctx: Context, case: Case, found: Standing, clocks: Sequence[Clock], customer: bool) -> str:
    """The whole page."""
    head = one_line(f"{case.id}  {case.text('title')}")
    parts = [painted(head, "strong", terminal.colours()), *_about(ctx, found, clocks, customer)]
    if not clocks:
        parts.append(tr(T("no target holds for it")))
    blocks = ["\n".join(parts) + "\n", *(_clock(ctx, case, clock, found, customer) for clock in clocks)]
    return "\n".join(blocks)


def _about(ctx: Context, found: Standing, clocks: Sequence[Clock], customer: bool) -> Iterator[str]:
    if found.policy and not customer:
        told = [ctx.label(_GROUPS.get(k, k), v) for k, v in found.course.turns[-1].facts.items() if v]
        yield tr(T("policy {name}, chosen for: {facts}", name=found.policy, facts=one_line(joined(told))))
    yield from () if customer else map(tr, _retroactive(ctx, found, clocks))
    if found.reopened or found.refused:
        counts = {"reopened": found.reopened, "refused": found.refused}
        if customer:
            yield tr(T("opened again after the close: {reopened}, not accepted by you: {refused}", **counts))
    if (found.reopened or found.refused) and not customer:
        yield tr(T("reopened after the close: {reopened}, refused by the customer: {refused}", **counts))
    moment = verdicts.minute(ctx, ctx.now)
    zone = ctx.settings.time_zone
    yield tr(T("as of {moment} ({zone})", moment=moment, zone=zone) if customer else T("as of {moment}", moment=moment))


def _retroactive(ctx: Context, found: Standing, clocks: Sequence[Clock]) -> Iterator[Text]:
    """The changes that hold for what is past as well, with why."""
    policies = {rule.policy.name for rule in found.rules if rule.policy}
    used = {hours(ctx.terms.calendars, clock.target.calendar).rules.name for clock in clocks if clock.target}
    for (kind, name), why in ctx.terms.retroactive.items():
        if name in (policies if kind == "policy" else used):
            said = {"policy": T("the policy {name} was changed for the past as well: {why}", name=name, why=why),
                    "calendar": T("the calendar {name} was changed for the past as well: {why}", name=name, why=why)}
            yield said[kind]


_GROUPS = {"type": "type", "severity": "severity", "priority": "priority", "channel": "channel",
           "warranty": "warranty", "tier": "tier", "product": "product"}  # fmt: skip


def _clock(ctx: Context, case: Case, clock: Clock, found: Standing, customer: bool) -> str:
    name = tr(for_them.NAMES[clock.name] if customer else target_named(clock.name))
    said = tr(for_them.state(ctx, clock) if customer else verdicts.standing_words(ctx, clock))
    tone = verdicts.TONES.get(clock.state, "")
    told = [f"{painted(one_line(name), 'strong', terminal.colours())}  {painted(said, tone, terminal.colours())}"]
    told += ["  " + one_line(tr(text)) for text in _rules(ctx, clock, found, customer)]
    told += _table(ctx, clock, found, customer)
    told += ["  " + one_line(tr(text)) for text in _remarks(ctx, case, clock, customer)]
    return "\n".join(told) + "\n"


def _rules(ctx: Context, clock: Clock, found: Standing, customer: bool) -> Iterator[Text]:
    """The rule that holds, and those that held before."""
    target = clock.target
    if target is None:
        return
    calendar = hours(ctx.terms.calendars, target.calendar).rules
    if customer:
        yield from for_them.rules(ctx, clock, calendar, _week(calendar))
    elif clock.name == PROMISE:
        yield from _promised(clock, found)
    else:
        yield from _budget(ctx, target, calendar)
    if len(clock.rulings) > 1:
        for one in clock.rulings:
            yield _ruling(ctx, one, customer)


def _promised(clock: Clock, found: Standing) -> Iterator[Text]:
    said = next((event.get("text") for event in found.course.events if event.id == clock.run.begun), "")
    if said:
        yield T("promised: {what}", what=said)
    yield T("what was promised holds, whatever the case waits for")


def _budget(ctx: Context, target: Target, calendar: Rules) -> Iterator[Text]:
    yield T("within {within}, counted {hours}", within=verdicts.within_told(target.within), hours=_hours(calendar))
    if target.pauses:
        reasons = joined(ctx.label("wait", reason) for reason in target.pauses)
        yield T("the clock stands still while we wait for: {reasons}", reasons=reasons)


def _ruling(ctx: Context, one: Ruling, customer: bool) -> Text:
    """A rule that held in turn, from when, and what brought it."""
    rule, target = one.rule, one.rule.target
    since = verdicts.minute(ctx, rule.at)
    length = verdicts.within_told(target.within) if target else "-"
    due = verdicts.minute(ctx, one.due) or "-"
    if customer or rule.policy is None:
        return T("from {since}: within {within}, due {due}", since=since, within=length, due=due)
    why = _changed(ctx, rule.event) if rule.event else T("opened")
    return T("from {since} ({why}): policy {policy}, within {within}, due {due}",
             since=since, why=why, policy=rule.policy.name, within=length, due=due)  # fmt: skip


def _changed(ctx: Context, event: Event) -> Text:
    name = fold.fact(event)
    old, new = (ctx.label(_GROUPS.get(name, name), event.get(key)) or "-" for key in ("from", "to"))
    return T("{event} {field}: {old} -> {new}", event=event.id, field=BY_PATH[name].label, old=old, new=new)


def _hours(calendar: Rules) -> Text:
    if calendar.name == ALWAYS:
        return T("round the clock")
    week, zone = _week(calendar), calendar.time_zone
    return T("in the hours of {name}: {week} ({zone})", name=calendar.name, week=week, zone=zone)


def _week(calendar: Rules) -> str:
    """The hours of a week in words."""
    told: list[tuple[str, str, str]] = []
    for day, shifts in zip(WEEKDAYS, calendar.week, strict=True):
        spoken = " ".join(map(str, shifts))
        if told and told[-1][2] == spoken:
            told[-1] = (told[-1][0], day, spoken)
        elif spoken:
            told.append((day, day, spoken))
        else:
            told.append((day, day, ""))
    week = [
        (tr(_DAYS[a]) if a == b else f"{tr(_DAYS[a])}-{tr(_DAYS[b])}") + f" {spoken}" for a, b, spoken in told if spoken
    ]
    return ", ".join(week)


def _table(ctx: Context, clock: Clock, found: Standing, customer: bool) -> Iterator[str]:
    """The stretches of time in columns."""
    told = lines(clock, found, ctx.terms)
    if clock.run.is_live:
        return
    rows = [_row(ctx, line, customer) for line in (_shortened(told) if len(told) > _MOST else told)]
    widths = [max((width(row[place]) for row in rows), default=0) for place in range(5)]
    for row in rows:
        cells = [pad(cell, widths[place], ">" if place > 2 else "<") for place, cell in enumerate(row)]
        yield ("    " + "  ".join(cells)).rstrip()


def _row(ctx: Context, line: Line, customer: bool) -> Row:
    """Day, time, what it is, its length and the sum so far."""
    begin, end = line.begin, line.end
    if line.kind in _MARKS:
        return _day(begin), _time(begin), tr(_MARKS[line.kind]), "", spoken(line.total)
    what = one_line(tr(_what(ctx, line, customer))).strip()
    length = spoken(line.seconds) if line.seconds else ""
    counts = line.kind in ("counted", "late")
    total = spoken(line.total) if counts else ""
    length = f"({length})" if length and not counts else length
    last = end if _time(end) != "00:00" else end - timedelta(seconds=1)
    if begin.date() == last.date():
        whole_day = line.kind == "closed" and _time(begin) == _time(end) == "00:00"
        return _day(begin), "" if whole_day else f"{_time(begin)}-{_until(end, begin)}", what, length, total
    if line.kind == "closed" and _time(begin) == _time(end) == "00:00":
        return _day(begin), f"- {_day(last)}", what, length, total
    return _day(begin), f"{_time(begin)} - {_day(end)} {_time(end)}", what, length, total


def _what(ctx: Context, line: Line, customer: bool) -> Text:
    named = line.names.get(language()) or next(iter(line.names.values()), "")
    if line.kind == "counted":
        special = {"workday": T("counts, make-up day {name}", name=named), "override": T("counts, hours of that day")}
        return special.get(line.why[0], T("counts"))
    if line.kind == "late":
        return T("late")
    if line.kind == STOPPED:
        return T("solved: not counted") if customer else T("resolved: left out")
    if line.kind == "waited":
        reasons = [tr(_reason(ctx, reason, customer)) for reason in line.why]
        told = one_line(joined(reasons))
        return (T("not counted: we waited for {reasons}", reasons=told) if customer
                else T("stands still: {reasons}", reasons=told))  # fmt: skip
    closed = {"holiday": T("holiday {name}", name=named), CLOSURE: T("closed at that time"),
              "override": T("closed that day")}  # fmt: skip
    return closed.get(line.why[0], T("no hours"))


def _reason(ctx: Context, reason: str, customer: bool) -> Text | str:
    return for_them.reason(ctx, reason) if customer else ctx.label("wait", reason)


def _day(at: datetime) -> str:
    return f"{tr(_DAYS[WEEKDAYS[at.weekday()]])} {at.date().isoformat()}"


def _time(at: datetime) -> str:
    return at.strftime("%H:%M:%S" if at.second else "%H:%M")


def _until(end: datetime, begin: datetime) -> str:
    return "24:00" if _time(end) == "00:00" and end.date() != begin.date() else _time(end)


def _shortened(told: Sequence[Line]) -> Iterator[Line]:
    """Full ordinary days in a row told as one stretch, and what does not count for one reason; the rest as it is."""
    held: Line | None = None
    closed: list[Line] = []
    for line in told:
        if held and line.kind == "closed" and (held.kind in _STILL or line.why == ("weekday",)):
            closed.append(line)
        elif held and line.kind == held.kind and line.why == held.why and held.kind != "closed":
            held = held._replace(end=line.end, seconds=held.seconds + line.seconds, total=line.total)
            closed = []
        else:
            yield from _held(held, closed)
            closed = []
            held = line if line.kind in _STILL or _is_plain(line) else None
            if held is None:
                yield line
    yield from _held(held, closed)


def _is_plain(line: Line) -> bool:
    return line.kind in ("counted", "late") and line.why == ("weekday",)


def _held(held: Line | None, closed: Sequence[Line]) -> Iterator[Line]:
    """A stretch that came to its end, and the closed days behind it, but for ordinary ones behind ordinary work."""
    if held:
        yield held
    yield from closed if held and held.kind in _STILL else ()


def _remarks(ctx: Context, case: Case, clock: Clock, customer: bool) -> Iterator[Text]:
    """The sums that stand beside the table, and what to know of the verdict."""
    if clock.pauses:
        told = joined(f"{tr(_reason(ctx, r, customer))} {spoken(s)}" for r, s in clock.pauses.items())
        paused = spoken(clock.paused)
        yield (T("not counted altogether: {paused}; {reasons}", paused=paused, reasons=told) if customer
               else T("stood still for {paused} altogether: {reasons}", paused=paused, reasons=told))  # fmt: skip
    if clock.stopped:
        yield T("left out after it was resolved: {length}", length=spoken(clock.stopped))
    how = None if customer or not clock.is_open else ended_by(clock.name, ctx.settings, ctx.terms.policies, case)
    if how and clock.name in CONTACTS:
        yield T("what ends it: {line}; only words in the log count, no field such as our answer", line=how)
    elif how:
        yield T("what ends it: {line}", line=how)
    if clock.estimated:
        yield T("estimated: the holidays of a year on the way are not known here yet")
    if clock.hangs_on and not customer:
        yield T("hangs on what was entered late: {events}", events=joined(clock.hangs_on))
