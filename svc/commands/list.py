"""svc list: list cases."""

from __future__ import annotations

from svc import terminal
from svc.commands import apart
from svc.commands.context import Context
from svc.commands.reading import column, name_problems, record, teller
from svc.dates import instant
from svc.errors import T, UsageError, counted
from svc.model import Case, Problem
from svc.options import FOR_PEOPLE, Arg, AsOf, Fields, Format, Json, Limit, Opt, Rev
from svc.render.columns import Record
from svc.render.table import rows
from svc.typed import TYPE_CHECKING, Annotated, Sequence
from svc.words import listed

if TYPE_CHECKING:
    from svc.query.compiling import Query

# A plain list needs nothing of svc.query: who asks for more pays for its import.

HELP = T(
    """Lists the open cases, the oldest first; --all, or a query that names a stage, lists closed ones as well.

  stage:analysis,resolution      one of them; a stage or type may stand alone: complaint, closed
  assignee:me  经办人:我         fields and codes by their labels in both languages as well
  priority:high..  age:5wd..     from there on (wd: working days); 'age:>5wd', a shell wants < and > in quotes
  opened:2026-10..yesterday      days, weeks, months: 'opened:last week', opened:上周
  cause~coupling  text~burnt     holds the words; text is the whole file
  waiting:none  waiting:any      empty, present; items.count:2..  how many
  -type:enquiry  or  not  ( )    words side by side must all hold; other words are looked for in id, title,
                                 customer, product and serial number
  @hot                           a query saved under queries: in svc.yaml

svc help query has all of it.
A * behind an id marks a case with edits that are not committed. --as-of shows stages, waits and the facts that events
tell as they stood at a time, other fields as they are now; --rev shows the files of a revision.

Examples:
  svc list
  svc list complaint severity:major,safety -assignee:me
  svc list '(priority:urgent or age:>5wd) waiting:none' --sort -priority,opened
  svc list --all closed:last-month --fields id,type,closed_at,title --format excel > closed.csv
  svc list --all --by cause_category,opened.month
  svc list assignee:me --as-of 2026-10-31
"""
)

_COLUMNS = ("id", "type", "severity", "priority", "stage", "waiting", "assignee", "customer", "title")
_FOR_PROGRAMS = tuple(name for name in _COLUMNS if name != "customer")
"""What scripts have counted on."""
_SPARE = ("type", "waiting", "priority", "customer", "assignee", "severity", "stage")
"""Columns that a narrow screen can do without, the least important one first."""
_READABLE = 24
"""Cells that a title has before one of them goes."""


def run(
    ctx: Context,
    words: Annotated[Sequence[str], Arg(metavar="QUERY", help=T("field:value, or words of the title"))] = (),
    all: Annotated[bool, Opt("--all", "-a", help=T("closed ones as well"))] = False,
    sort: Annotated[str, Opt("--sort", metavar="A,-B", help=T("sort by these fields, - downward"))] = "",
    by: Annotated[str, Opt("--by", metavar="A,B", help=T("how many there are of each, by these fields"))] = "",
    fields: Fields = "",
    as_of: AsOf = "",
    rev: Rev = "",
    proposed: Annotated[bool, Opt("--proposed", help=T("what waits for a decision, here and on branches"))] = False,
    limit: Limit = 0,
    format: Format = "",
    json: Json = False,
) -> int:
    """List cases."""
    if as_of or rev:
        from svc.commands import viewing

        ctx = viewing.viewed(ctx, rev, as_of)
    query = _query(ctx, words)
    is_plain = not (all or words or sort or by or fields or as_of) and not (json or format in ("json", "ndjson"))
    if is_plain:
        found, problems = ctx.store.heads(but=ctx.settings.workflow.closed)
    else:
        found, problems = _answering(ctx, query, all, as_of)
    fmt = "json" if json else format or ("table" if terminal.is_terminal() else "tsv")
    if proposed:
        from svc.commands import proposed as waiting

        found, problems = _answering(ctx, query, all, as_of)
        count = waiting.show(ctx, found, listed(fields), fmt)
    elif by:
        count = _print_counts(ctx, found, listed(by), listed(sort), listed(fields), limit, fmt)
    else:
        count = len(found)
        shown = _sorted(ctx, found, listed(sort))[: limit or None]
        _print(ctx, shown, listed(fields) or None, fmt, _asked_times(query) if words else ())
    if not (found or proposed) and fmt == "table":
        _tell_nothing(ctx, words, query, all, as_of)
    if limit and limit < count:
        terminal.say(T("{shown} of {count}; --limit shows more", shown=limit, count=count))
    name_problems(problems, len(ctx.store.case_files()) - len({p.path for p in problems}) if problems else 0)
    if not (rev or as_of):
        apart.tell(ctx.store.root)
    return 1 if problems else 0


def _query(ctx: Context, words: Sequence[str]) -> Query | None:
    """The query that the words are. Raises UsageError."""
    if not words:
        return None
    from svc.commands.queried import asked

    return asked(ctx, words)


def _asked_times(query: Query | None) -> list[str]:
    """The times and lengths of time that a query asks for: to be seen beside what answers to it."""
    from svc.query.of_cases import TIMES

    return [name for name in TIMES if query and name in query.names]


def _answering(
    ctx: Context, query: Query | None, everything: bool, as_of: str
) -> tuple[list[Case], list[Problem]]:
    """The cases asked for, and what is wrong with the files that cannot be read."""
    if query:
        from svc.query.of_cases import settles

        everything = everything or settles(query)
    closed = "" if everything else ctx.settings.workflow.closed
    if as_of:
        from svc.commands.viewing import cases_then

        cases, problems = cases_then(ctx, as_of)
        cases = [case for case in cases if not closed or case.stage != closed]
    else:
        cases, problems = ctx.store.records(but=closed)
    return [case for case in cases if query is None or query.holds(case.data)], problems


def _sorted(ctx: Context, cases: list[Case], names: Sequence[str]) -> list[Case]:
    """The oldest first, or by fields."""
    # On clocks of one offset, as most desks have them, the words tell the order, in a third of the time.
    clocks = {(len(opened), opened[19:]) for case in cases if (opened := case.text("opened_at"))}
    found = sorted(cases, key=_age if len(clocks) > 1 else _words_of_age)
    if names:
        from svc.commands.queried import ordered

        found = ordered(ctx, found, names)
    return found


def _age(case: Case) -> tuple[float, str]:
    opened = instant(case.text("opened_at"))
    return opened.timestamp() if opened else float("inf"), case.id


def _words_of_age(case: Case) -> tuple[bool, str, str]:
    opened = case.text("opened_at")
    return not opened, opened, case.id


def _tell_nothing(ctx: Context, words: Sequence[str], query: Query | None, everything: bool, as_of: str) -> None:
    """Say that no case answers, how many closed ones would with --all, else what may help."""
    left_out = 0 if everything else len(_answering(ctx, query, True, as_of)[0])
    if left_out:
        closed = counted(left_out, T("{count} closed one does"), T("{count} closed ones do"))
        terminal.say(T("no open case answers to that; {closed}: --all", closed=closed))
    elif not words:
        terminal.say(T("no case is open"))
    else:
        from svc.commands.queried import advice

        terminal.say(T("no case answers to that"))
        for said in advice(ctx, words):
            terminal.say(said)


def _print_counts(
    ctx: Context, cases: Sequence[Case], by: Sequence[str], sort: Sequence[str], fields: Sequence[str],
    limit: int, fmt: str,
) -> int:  # fmt: skip
    """Print how many cases there are of each group, and return how many groups."""
    from svc.commands.counts import counts

    if fields:
        raise UsageError(T("--by and --fields exclude each other"))
    heads, shown = counts(ctx, cases, by, sort, fmt, limit)
    if shown or fmt != "table":
        terminal.out(rows(heads, shown[: limit or None], fmt, terminal.width(), terminal.colours()), paged=True)
    return len(shown)


def _print(
    ctx: Context, cases: Sequence[Case], names: list[str] | None, fmt: str, times: Sequence[str]
) -> None:
    if fmt in ("json", "ndjson") and names is None:
        from svc.render.table import to_json, to_ndjson

        whole = [record(c) for c in cases]
        terminal.out(to_json(whole) if fmt == "json" else "".join(map(to_ndjson, whole)))
        return
    usual = (*_COLUMNS[:-1], *times, _COLUMNS[-1]) if fmt in FOR_PEOPLE else _FOR_PROGRAMS
    heads = [column(ctx, name) for name in names or usual]
    edited = ctx.store.edited([c.path for c in cases]) if fmt == "table" and "id" in [h.key for h in heads] else set()
    tell = [(head.key, teller(ctx, head.key, fmt)) for head in heads]
    held = [{key: say(case) for key, say in tell} for case in cases]
    for row, case in zip(held, cases, strict=True):
        if case.path in edited:
            row["id"] = f"{case.id} *"
    if not held and fmt == "table":
        return
    shown: Sequence[Record] = held
    if fmt == "table" and names is None:
        from svc.render.narrow import fitted  # what a program that reads a list does not pay for

        heads, shown = fitted(heads, held, terminal.width(), _SPARE, _READABLE)
    terminal.out(rows(heads, shown, fmt, terminal.width(), terminal.colours()), paged=True)
