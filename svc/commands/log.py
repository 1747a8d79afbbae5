"""svc log: who did what when."""

from __future__ import annotations

from itertools import islice

from svc import terminal
from svc.commands.context import Context
from svc.commands.history import History
from svc.commands.sifting import Sieve, sieve
from svc.deeds import Sought
from svc.errors import T
from svc.options import Arg, Format, Json, Limit, Opt, Since, Until
from svc.render.columns import Column, Record
from svc.render.narrow import fitted
from svc.render.table import rows, to_json, to_ndjson
from svc.schema.kinds import kind_at
from svc.store.history import entries
from svc.store.steps import steps
from svc.store.tips import is_shallow
from svc.typed import TYPE_CHECKING, Annotated

if TYPE_CHECKING:
    from svc.store.steps import Step

HELP = T(
    """Prints the history of a case, or of the desk: each commit, who did it, when it happened, what it
changed, the last one recorded first. --since and --until ask when it happened: a date means the whole day in the
desk's time zone, both days are in. --by finds what a person did as well as what they entered for another.
--only asks for entries of a field (severity), of a kind (move, contact), past the rules (override), or made later
than it happened (late; their lines begin with "recorded"). --full tells each field with what it was and what it is, the
one that --only names and no other; --patch each line of the case in words that went or came.

Examples:
  svc log @
  svc log --by me --since yesterday
  svc log --since 2026-11-01 --until 2026-11-30 --format csv
  svc log 7K3M --only severity --full
  svc log --only override --since 2026-10-01
  svc log @ --patch
  svc log customers/northmill
"""
)

_HEADS = (
    Column("at", T("when")),
    Column("by", T("who")),
    Column("id", T("case")),
    Column("commit", T("commit")),
    Column("what", T("what"), flexible=True),
)
_READABLE = 48
"""Cells that a line has for what happened before who did it is shortened, and the commit left out."""
_FIELD_HEADS = (Column("field", T("field")), Column("from", T("before")), Column("to", T("after")))


def run(
    ctx: Context,
    id: Annotated[str, Arg(metavar="ID", help=T("a case, or a record as customers/KEY; none: the desk"))] = "",
    by: Annotated[str, Opt("--by", metavar="WHO", help=T("only what this person did or entered; me is you"))] = "",
    since: Since = "",
    until: Until = "",
    only: Annotated[str, Opt("--only", metavar="A,B", help=T("a field, a kind of entry, override, late"))] = "",
    full: Annotated[bool, Opt("--full", help=T("each field, before and after"))] = False,
    patch: Annotated[bool, Opt("--patch", "-p", help=T("each line of the case in words that changed"))] = False,
    limit: Limit = 0,
    format: Format = "",
    json: Json = False,
) -> int:
    """Print the history."""
    path = _path(ctx, id) if id else ""
    asked = sieve(ctx, only)
    told = History(ctx, asked.fields)
    sought = Sought(ctx.period(since, until), told.names(by))
    if is_shallow(ctx.store.root):
        terminal.complain(T("this clone is shallow: older history is not here; git fetch --unshallow brings it"))
    found = _found(ctx, told, path, sought, asked, limit)
    fmt = "json" if json else format or ("table" if terminal.is_terminal() else "tsv")
    if not found and fmt == "table":
        terminal.say(T("nothing in the history answers to that"))
        return 0
    if patch:
        terminal.out(_patches(ctx, told, found, fmt), paged=True)
        return 0
    if full and fmt not in ("json", "ndjson"):
        found = [asked.narrowed(step) for step in found]
    terminal.out(_text(told, found, fmt, full, bool(path), bool(only)), paged=True)
    return 0


def _path(ctx: Context, name: str) -> str:
    """The file that is meant: of a record by its folder and key, one that is gone too; else of a case."""
    path = name.removesuffix(".yaml") + ".yaml"
    return path if kind_at(path) else ctx.path(name)


def _found(ctx: Context, told: History, path: str, sought: Sought, only: Sieve, limit: int) -> list[Step]:
    commits = entries(ctx.store, path, 0 if sought or only else limit)
    wanted = steps(ctx.store, commits, path, lambda entry, events: sought.holds(told.deeds(entry, events)))
    try:
        return list(islice(filter(only.holds, wanted), limit if limit > 0 else None))
    finally:
        wanted.close()  # the Git process that it reads with


def _text(told: History, found: list[Step], fmt: str, full: bool, of_one: bool, chosen: bool) -> str:
    if fmt in ("json", "ndjson"):
        records = [told.record(step) for step in found]
        return to_json(records) if fmt == "json" else "".join(map(to_ndjson, records))
    if full and fmt == "table":
        return _pages(told, found)
    shown = [h for h in _HEADS if not (of_one and fmt == "table" and h.key == "id")]
    heads = [h._replace(wraps=(of_one or chosen) and h.flexible) for h in shown]
    if full:
        heads += _FIELD_HEADS
    whole = fmt != "table"
    lines: list[Record] = [row for step in found for row in (told.rows(step) if full else [told.row(step, whole)])]
    if not whole:
        heads, lines = fitted(heads, lines, terminal.width(), ("commit",), _READABLE)
    return rows(heads, lines, fmt, terminal.width(), terminal.colours())


def _patches(ctx: Context, told: History, found: list[Step], fmt: str) -> str:
    from svc.commands.patches import pages, patch

    if fmt not in ("json", "ndjson"):
        return "\n".join(pages(ctx, told, found))
    records = [told.record(step) | {"patch": patch(ctx, step)} for step in found]
    return to_json(records) if fmt == "json" else "".join(map(to_ndjson, records))


def _pages(told: History, found: list[Step]) -> str:
    """Each step as a line and, below it, its events and fields."""
    from svc.render.page import Moment, timeline

    moments = [Moment(*told.head(step), "\n".join(told.fields(step))) for step in found]
    return timeline(moments, terminal.width(), terminal.colours())
