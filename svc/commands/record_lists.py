"""A list of records, for people and programs."""

from __future__ import annotations

from svc import terminal
from svc.commands import wording
from svc.commands.context import Context
from svc.commands.reading import name_problems
from svc.commands.record_pages import masked, words
from svc.errors import T
from svc.model import Problem, Record, prune
from svc.options import FOR_PEOPLE
from svc.query import arranging
from svc.query.compiling import compiled
from svc.query.tokens import joined
from svc.query.vocabulary import Vocabulary
from svc.query.vocabulary import find as field_of
from svc.render.columns import Column
from svc.render.narrow import fitted
from svc.render.table import rows, to_json, to_ndjson
from svc.schema.kinds import Kind
from svc.store import records as book
from svc.typed import Sequence
from svc.words import listed

_READABLE = 24


def vocabulary(ctx: Context, kind: Kind) -> Vocabulary:
    """The fields of the records of a kind, as queries name them."""
    return Vocabulary(kind.table.by_path, ctx.settings, searched=kind.searched, within=("id",))


def listing(
    ctx: Context, kind: Kind, asked: Sequence[str], sort: str, fields: str, limit: int, format: str, json: bool,
    in_full: bool = False,
) -> int:  # fmt: skip
    """Print the records that answer to a query. ``in_full``: numbers and addresses of people are not masked."""
    names = vocabulary(ctx, kind)
    found, problems = answering(ctx, kind, asked)
    if sort:
        found = arranging.ordered(found, lambda record: record.data, listed(sort), names, ctx.now)
    shown = found[: limit or None]
    fmt = "json" if json else format or ("table" if terminal.is_terminal() else "tsv")
    if not in_full and (fields or fmt in ("json", "ndjson") or ctx.settings.privacy.in_vault):
        shown = masked(ctx, kind, shown)  # the columns of every day have nothing to be masked
    if fmt in ("json", "ndjson") and not fields:
        whole = [prune(record.data) for record in shown]
        terminal.out(to_json(whole) if fmt == "json" else "".join(map(to_ndjson, whole)))
    elif shown or fmt != "table":
        _print(ctx, kind, shown, listed(fields), fmt, names)
    else:
        terminal.say(T("no {kind} answers to that", kind=kind.label) if asked else
                     T("no {kind} yet: svc {name} add", kind=kind.label, name=kind.name))  # fmt: skip
    if limit and limit < len(found):
        terminal.say(T("{shown} of {count}; --limit shows more", shown=limit, count=len(found)))
    name_problems(problems, len(found))
    return 1 if problems else 0


def answering(ctx: Context, kind: Kind, asked: Sequence[str]) -> tuple[list[Record], list[Problem]]:
    """The records that answer to a query, all where none is asked, and what is wrong with those nobody can read."""
    from svc.commands.queried import asker

    query = compiled(joined(asked), vocabulary(ctx, kind), asker(ctx)) if asked else None
    every, problems = book.every(ctx.store, kind)
    return [record for record in every if query is None or query.holds(record.data)], problems


def _print(
    ctx: Context, kind: Kind, found: Sequence[Record], names: Sequence[str], fmt: str, words_of: Vocabulary
) -> None:
    fields = [field_of(words_of, name, ctx.now) for name in names or kind.shown]
    heads = [Column(one.path, one.field.label, flexible=one.path == "name") for one in fields]
    people = fmt in FOR_PEOPLE
    lines = [
        {one.path: words(ctx, kind, one.path, record.get(one.path)) if people else wording.plain(record.get(one.path))
         for one in fields}
        for record in found
    ]  # fmt: skip
    if fmt == "table" and not names:
        heads, shown = fitted(heads, lines, terminal.width(), tuple(h.key for h in reversed(heads[2:])), _READABLE)
        terminal.out(rows(heads, shown, fmt, terminal.width(), terminal.colours()), paged=True)
        return
    terminal.out(rows(heads, lines, fmt, terminal.width(), terminal.colours()), paged=True)
