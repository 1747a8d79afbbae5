"""svc next: what to do now."""

from __future__ import annotations

from svc import entry, terminal
from svc.commands import viewing
from svc.commands.context import Context
from svc.commands.reading import column, labelled, name_problems
from svc.errors import Several, T, Text
from svc.model import InvalidFileError, Problem
from svc.options import FOR_PEOPLE, Arg, AsOf, Fields, Format, Json, Limit, Opt, Rev
from svc.render.columns import Column, Record
from svc.render.narrow import broken, fitted
from svc.render.table import rows
from svc.sla.naming import target_named
from svc.store.proposed import proposed_apart
from svc.todo import TARGETS, Reason, Todo, said, todo
from svc.typed import TYPE_CHECKING, Annotated, Sequence
from svc.words import listed

if TYPE_CHECKING:
    from svc.sla.clocks import Terms

HELP = T(
    """Lists what to do now, the most urgent first: approvals that an emergency left for later, proposals to decide on,
here and on branches, promises due today or past, escalations to you, time targets (those of safety and urgent cases
first, then what is at risk or due today, then what is late), waits whose date has passed, handovers that nobody
accepted, your cases that were opened again, cases that nobody has (safety and urgent ones first), then your other
cases by priority. A case that waits for a date to come is left out until then, but for what may still be kept.
A QUERY as for svc list narrows it down. --json has all reasons of a case, the list the most urgent one; svc why ID
tells how a due instant comes about.

Examples:
  svc next
  svc next --for li.wei --limit 5
  svc next --all severity:safety
"""
)

_MOST_WORDS = 40
"""Cells in which what to do is never broken."""
_ORDER = T("in this order: approvals owed, proposals to decide on, promises due, escalations, time targets (safety and "
           "urgent first; at risk, then late; in working time), waits that are over, handovers, reopened, nobody's, "
           "the others")  # fmt: skip
_SINCE = T("since / due")
_LABELS: dict[str, Text] = {
    "why": T("why"), "what": T("what to do"), "when": _SINCE, "about": T("about"), "event": T("event"),
    "left": T("left / late"),
}  # fmt: skip
_KEPT = ("id", "stage", "priority", "type", "severity", "assignee", "team", "title", "customer")
"""What JSON has of the case itself."""
_FOR_PEOPLE = ("id", "what", "when", "title")
_FOR_PROGRAMS = ("id", "why", "when", "about", "title")


def run(
    ctx: Context,
    words: Annotated[Sequence[str], Arg(metavar="QUERY", help=T("field:value, or words of the title"))] = (),
    all: Annotated[bool, Opt("--all", "-a", help=T("what everybody has to do"))] = False,
    person: Annotated[str, Opt("--for", metavar="WHO", help=T("what somebody else has to do"))] = "",
    team: Annotated[str, Opt("--team", metavar="TEAM", codes="team", help=T("what a team has, or is offered"))] = "",
    as_of: AsOf = "",
    rev: Rev = "",
    fields: Fields = "",
    limit: Limit = 0,
    format: Format = "",
    json: Json = False,
) -> int:
    """List what to do now."""
    ctx = viewing.viewed(ctx, rev, as_of)
    settings = ctx.settings
    who = "" if all and not person else entry.person(person or "me", lambda: ctx.me)
    cases, problems = viewing.open_then(ctx, as_of)
    chosen = cases
    if words:
        from svc.commands.queried import asked

        query = asked(ctx, words)
        chosen = [case for case in cases if query.holds(case.data)]
    terms = _terms(ctx, problems)
    apart = [] if rev or as_of else [case for _, case in proposed_apart(ctx.store)]
    found = todo(chosen, who, ctx.now, settings, terms, apart)
    if team:
        code = entry.code(settings, "team", "team", team)
        found = [one for one in found if one.case.text("team") == code or _offered(one, code)]
    shown = found[:limit] if limit else found
    _print(ctx, shown, listed(fields), "json" if json else format, bool(all or team))
    if not found:
        terminal.say(T("nothing to do: no open case asks for you") if not all else T("nothing to do for anybody"))
    if len(shown) < len(found):
        terminal.say(T("{shown} of {count}; --limit shows more", shown=len(shown), count=len(found)))
    if shown and terminal.is_terminal():
        _explain(ctx, shown, terms)
    if not (all or person) and ctx.stranger:
        terminal.say(ctx.stranger)
    _tell_estimated(ctx, shown)
    name_problems(problems, len(cases))
    return 1 if problems else 0


def _terms(ctx: Context, problems: list[Problem]) -> Terms | None:
    """What targets are measured by; None where there are none. What cannot be used is named, and the rest is listed."""
    if not ctx.settings.sla:
        return None
    try:
        return ctx.terms
    except InvalidFileError as error:
        problems += error.problems
        return None


def _explain(ctx: Context, shown: Sequence[Todo], terms: Terms | None) -> None:
    """Say what the order is, and what ends the targets that are named."""
    terminal.say(_ORDER)
    named = dict.fromkeys(one.reasons[0].about for one in shown if one.reasons[0].why in TARGETS)
    if not named or terms is None:
        return
    from svc.sla.ending import ended_by

    ends = {name: ended_by(name, ctx.settings, terms.policies) for name in named}
    lines = Several(T("{target}: {line}", target=target_named(n), line=line) for n, line in ends.items() if line)
    terminal.say(T("what ends them, of which svc why ID tells more: {lines}", lines=lines))


def _tell_estimated(ctx: Context, found: Sequence[Todo]) -> None:
    ctx.tell_estimated(pair for one in found for reason in one.reasons for pair in reason.unknown)


def _offered(one: Todo, team: str) -> bool:
    return any(reason.why == "handover" and reason.about == team for reason in one.reasons)


def _print(ctx: Context, found: Sequence[Todo], names: list[str], fmt: str, of_many: bool) -> None:
    fmt = fmt or ("table" if terminal.is_terminal() else "tsv")
    if fmt in ("json", "ndjson") and not names:
        from svc.render.table import to_json, to_ndjson

        whole = [_whole(one) for one in found]
        terminal.out(to_json(whole) if fmt == "json" else "".join(map(to_ndjson, whole)))
        return
    usual = [*(_FOR_PEOPLE if fmt in FOR_PEOPLE else _FOR_PROGRAMS)]
    if of_many:
        usual.insert(-1, "assignee")
    heads = [Column(name, _LABELS[name]) if name in _LABELS else column(ctx, name) for name in names or usual]
    held: Sequence[Record] = [{head.key: _cell(ctx, one, head.key, fmt) for head in heads} for one in found]
    if fmt == "table" and not held:
        return
    if fmt == "table":
        heads, held = broken(heads, held, terminal.width(), "what", _MOST_WORDS)
    if fmt == "table" and not names:
        heads, held = fitted(heads, held, terminal.width(), ("assignee", "when"))
    terminal.out(rows(heads, held, fmt, terminal.width(), terminal.colours()), paged=True)


def _cell(ctx: Context, one: Todo, name: str, fmt: str) -> object:
    first = one.reasons[0]
    if name == "what":
        return said(one, ctx.settings, ctx.now)
    if name == "when" and fmt in FOR_PEOPLE:
        return ctx.minute(first.when)
    return first._asdict()[name] if name in _LABELS else labelled(ctx, one.case, name, fmt)


def _whole(one: Todo) -> dict[str, object]:
    """A case with every reason, for programs."""
    kept = {name: value for name in _KEPT if (value := one.case.text(name))}
    return {**kept, **_told(one.reasons[0]), "reasons": [_told(reason) for reason in one.reasons]}


def _told(reason: Reason) -> dict[str, object]:
    held: dict[str, object] = {"why": reason.why, "when": reason.when, "about": reason.about, "event": reason.event}
    if reason.why in TARGETS:
        held |= {"left": reason.left, "estimated": bool(reason.unknown)}
    elif reason.why == "owed":
        held["left"] = reason.left
    return {key: value for key, value in held.items() if value != ""}
