"""svc list: list cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from svc import query, terminal
from svc.commands.context import Context
from svc.commands.reading import column, labelled, name_problems, record
from svc.errors import T
from svc.model import Case
from svc.options import Arg, Fields, Format, Json, Limit, Opt
from svc.render.columns import Record
from svc.render.narrow import fitted
from svc.render.table import rows
from svc.words import listed

HELP = T(
    """Lists the open cases, the oldest first; --all, or the word closed, lists closed ones as well.
Words are field:value: several values with commas, a * for any rest, - in front for not, nothing after the colon
for empty, a day or a month for all of it. A word alone that is a stage or a type means that; any other is looked
for in id, title, customer, product and serial number. A * behind an id marks a case with edits that are not committed.

Examples:
  svc list
  svc list complaint severity:major,safety -assignee:me
  svc list northmill serial:2607* opened_at:2026-11
  svc list stage:分析 --sort -priority,opened_at --fields id,title,customer --format csv
"""
)

_COLUMNS = ("id", "type", "severity", "priority", "stage", "waiting", "assignee", "title")
_SPARE = ("type", "waiting", "assignee", "severity", "priority", "stage")
"""Columns that a narrow screen can do without, the least important one first."""


def run(
    ctx: Context,
    words: Annotated[Sequence[str], Arg(metavar="QUERY", help=T("field:value, or words of the title"))] = (),
    all: Annotated[bool, Opt("--all", "-a", help=T("closed ones as well"))] = False,
    sort: Annotated[str, Opt("--sort", metavar="A,-B", help=T("sort by these fields, - downward"))] = "",
    fields: Fields = "",
    limit: Limit = 0,
    format: Format = "",
    json: Json = False,
) -> int:
    """List cases."""
    cases, problems = ctx.store.cases()
    terms = query.parse(words, ctx.settings, lambda: ctx.me)
    found = query.select(cases, terms, ctx.settings.workflow.closed, all)
    found = query.ordered(found, listed(sort), ctx.settings)
    shown = found[:limit] if limit else found
    _print(ctx, shown, listed(fields) or None, "json" if json else format)
    if len(shown) < len(found):
        terminal.say(T("{shown} of {count}; --limit shows more", shown=len(shown), count=len(found)))
    name_problems(problems, len(cases))
    return 1 if problems else 0


def _print(ctx: Context, cases: Sequence[Case], names: list[str] | None, fmt: str) -> None:
    fmt = fmt or ("table" if terminal.is_terminal() else "tsv")
    if fmt in ("json", "ndjson") and names is None:
        from svc.render.table import to_json, to_ndjson

        whole = [record(c) for c in cases]
        terminal.out(to_json(whole) if fmt == "json" else "".join(map(to_ndjson, whole)))
        return
    heads = [column(name) for name in names or _COLUMNS]
    edited = ctx.store.edited([c.path for c in cases]) if fmt == "table" and "id" in [h.key for h in heads] else set()
    machine = fmt in ("json", "ndjson")
    held = [{h.key: _cell(ctx, c, h.key, edited, machine, fmt) for h in heads} for c in cases]
    if not held and fmt == "table":
        terminal.say(T("no case answers to that"))
        return
    shown: Sequence[Record] = held
    if fmt == "table" and names is None:
        heads, shown = fitted(heads, held, terminal.width(), _SPARE)
    terminal.out(rows(heads, shown, fmt, terminal.width(), terminal.colours()), paged=True)


def _cell(ctx: Context, case: Case, name: str, edited: set[str], machine: bool, fmt: str) -> object:
    if name == "id" and not machine:
        return case.id + (" *" if case.path in edited and fmt == "table" else "")
    return labelled(ctx, case, name, fmt)
