"""svc sla: what is due, and what is late."""

from __future__ import annotations

from svc import terminal
from svc.commands import verdicts, viewing
from svc.commands.context import Context
from svc.commands.reading import column, labelled, name_problems
from svc.dates.words import PAST
from svc.errors import T, Text, UsageError, counted
from svc.model import Case
from svc.options import FOR_PEOPLE, Arg, AsOf, Fields, Format, Json, Limit, Opt, Rev
from svc.render.columns import Column, Record
from svc.render.narrow import fitted
from svc.render.paint import Toned
from svc.render.table import rows
from svc.schema.durations import rounded
from svc.sla.clock import Clock
from svc.sla.clocks import standing
from svc.sla.naming import target_named
from svc.spare import UTC, datetime
from svc.typed import Annotated, Iterator, NamedTuple, Sequence
from svc.words import listed

HELP = T(
    """Lists the targets that are open, the most urgent first: what is late, what is due next, what is paused. A QUERY
as for svc list narrows it down. svc why ID tells how a due instant comes about.
svc sla tick --since WHEN lists the steps of escalation that fell due from then to now, each with those whom it tells.

Examples:
  svc sla
  svc sla assignee:me --limit 10
  svc sla --late
  svc sla --target resolve --as-of 2026-11-20 --json
  svc sla --rev HEAD~10 --late
  svc sla tick --since 1h
"""
)

_TICK = "tick"
"""The word that asks for steps of escalation."""
_NAMES = ("target", "state", "due", "left", "policy", "estimated")
_LABELS = {
    "target": T("time target"), "state": T("state"), "due": T("due"), "left": T("left / late"), "policy": T("policy"),
    "estimated": T("estimated"),
}  # fmt: skip
_FOR_PEOPLE = ("id", "target", "state", "due", "left", "assignee", "title")
_FOR_PROGRAMS = ("id", "target", "state", "due", "left", "policy", "assignee", "title")
_SPARE = ("assignee", "state")
_KEPT = ("id", "stage", "priority", "type", "severity", "assignee", "team", "title", "customer")
"""What JSON has of the case itself."""


class Open(NamedTuple):
    """An open target of a case."""

    case: Case
    clock: Clock

    @property
    def order(self) -> tuple[bool, datetime, int, str, str]:
        """By the due instant, late ones so first; what has none comes last, the least time left first."""
        due = self.clock.due
        return due is None, due or datetime.max.replace(tzinfo=UTC), self.clock.remaining, self.case.id, self.clock.name


def run(
    ctx: Context,
    words: Annotated[Sequence[str], Arg(metavar="QUERY", help=T("field:value, or words of the title"))] = (),
    late: Annotated[bool, Opt("--late", help=T("only what is late"))] = False,
    target: Annotated[Sequence[str], Opt("--target", metavar="NAME", help=T("only this target; may be repeated"))] = (),
    as_of: AsOf = "",
    rev: Rev = "",
    since: Annotated[str, Opt("--since", metavar="WHEN", help=T("with tick: the steps that fell due after it"))] = "",
    fields: Fields = "",
    limit: Limit = 0,
    format: Format = "",
    json: Json = False,
) -> int:
    """List open targets."""
    ticks = list(words[:1]) == [_TICK]
    words = words[1:] if ticks else words
    if ticks != bool(since):
        raise UsageError(T("tick and --since belong together"), T("svc sla tick --since 1h"))
    ctx = viewing.viewed(ctx, rev, as_of)
    cases, problems = viewing.open_then(ctx, as_of)
    chosen = cases
    if words:
        from svc.commands.queried import asked

        query = asked(ctx, words)
        chosen = [case for case in cases if query.holds(case.data)]
    if ticks:
        from svc.commands import tick

        tick.run(ctx, chosen, ctx.hearing(since, PAST).start, ctx.now, "json" if json else format)
        name_problems(problems, len(cases))
        return 1 if problems else 0
    found = sorted(_open(ctx, chosen), key=lambda one: one.order)
    found = [one for one in found if not late or one.clock.state == "missed"]
    wanted = set(map(verdicts.meant, target))
    found = [one for one in found if not wanted or one.clock.name in wanted]
    shown = found[:limit] if limit else found
    _print(ctx, shown, listed(fields), "json" if json else format)
    _tell(ctx, found, len(shown))
    ctx.tell_estimated(pair for one in shown for pair in one.clock.unknown)
    name_problems(problems, len(cases))
    return 1 if problems else 0


def _open(ctx: Context, cases: Sequence[Case]) -> Iterator[Open]:
    for case in cases:
        yield from (Open(case, clock) for clock in standing(case, ctx.terms, ctx.now).clocks if clock.is_open)


def _tell(ctx: Context, found: Sequence[Open], shown: int) -> None:
    if not ctx.terms.policies.rules:
        terminal.say(T("svc.yaml has no policies: nothing but promises is due"))
    elif not found:
        terminal.say(T("nothing is due"))
    if shown < len(found):
        terminal.say(T("{shown} of {count}; --limit shows more", shown=shown, count=len(found)))
    late = sum(1 for one in found if one.clock.state == "missed")
    if late:
        terminal.say(counted(late, T("{count} target is late"), T("{count} targets are late")))


def _print(ctx: Context, found: Sequence[Open], names: list[str], fmt: str) -> None:
    fmt = fmt or ("table" if terminal.is_terminal() else "tsv")
    if fmt in ("json", "ndjson") and not names:
        from svc.render.table import to_json, to_ndjson

        whole = [_whole(one) for one in found]
        terminal.out(to_json(whole) if fmt == "json" else "".join(map(to_ndjson, whole)))
        return
    usual = _FOR_PEOPLE if fmt in FOR_PEOPLE else _FOR_PROGRAMS
    heads = [Column(name, _LABELS[name]) if name in _LABELS else column(ctx, name) for name in names or usual]
    held: Sequence[Record] = [{head.key: _cell(ctx, one, head.key, fmt) for head in heads} for one in found]
    if fmt == "table" and not held:
        return
    if fmt == "table" and not names:
        heads, held = fitted(heads, held, terminal.width(), _SPARE)
    terminal.out(rows(heads, held, fmt, terminal.width(), terminal.colours()), paged=True)


def _cell(ctx: Context, one: Open, name: str, fmt: str) -> object:
    clock, for_people = one.clock, fmt in FOR_PEOPLE
    if name not in _NAMES:
        return labelled(ctx, one.case, name, fmt)
    if name == "target":
        return target_named(clock.name) if for_people else clock.name
    if name == "state":
        return Toned(verdicts.STATES[clock.state], verdicts.TONES.get(clock.state, "")) if for_people else clock.state
    if name == "due":
        return verdicts.minute(ctx, clock.due) if for_people else verdicts.utc(clock.due) or ""
    if name == "left":
        left = -clock.late if clock.state == "missed" else clock.remaining
        return rounded(left) if for_people else left
    return _estimated(clock, for_people) if name == "estimated" else clock.policy


def _estimated(clock: Clock, for_people: bool) -> Text | str:
    """Empty where nothing is guessed at."""
    said = T("estimated")
    return "" if not clock.estimated else said if for_people else "estimated"


def _whole(one: Open) -> dict[str, object]:
    """An open target with what JSON has of its case."""
    kept = {name: value for name in _KEPT if (value := one.case.text(name))}
    return {**kept, **verdicts.record(one.clock)}
