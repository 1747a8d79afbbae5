"""A mapping to start from, for a table nobody has mapped yet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from svc import terminal
from svc.commands.context import Context
from svc.errors import T, Text
from svc.i18n import tr
from svc.imports.arrivals import Arrivals, arrivals
from svc.imports.mapping import parse
from svc.imports.proposal import proposed, separator_of, unused
from svc.model import Arrival, Data, InvalidFileError, flatten
from svc.paths import Path
from svc.render.safe import one_line
from svc.store import maps
from svc.tables.reading import likely_encoding, read_table
from svc.tables.rows import Table

_SHOWN = 5
_TOLD = ("id", "stage", "opened_at", "title")
_PLAIN = (*_TOLD, "path", "priority", "origin.source", "origin.number")
"""What follows from the rules, or was told already."""
_WIDE = 60


def propose(ctx: Context, file: str, name: str = "") -> int:
    """Print a mapping, or keep it by a name; to stderr what the first rows become by it."""
    data = maps.file_bytes(file)
    encoding = likely_encoding(data)
    text = data.decode(encoding).removeprefix("\ufeff").lstrip()
    form = "json" if text.startswith("[") else "ndjson" if text.startswith("{") else "csv"
    separator = separator_of(text.partition("\n")[0])
    table = read_table(data, file, form, encoding, separator)
    rules = ctx.settings
    made = proposed(table, Path(file).stem, form, encoding, separator, rules, rules.time_zone)
    written = maps.written(made, (one_line(tr(said)) for said in _remarks(file, table, made)))
    if name:
        terminal.out(maps.keep(ctx.store, name, written) + "\n")
    else:
        terminal.out(written)
    try:
        plan = parse(made, "", maps.lines_of(written), rules)
    except InvalidFileError as error:
        for problem in error.problems:
            terminal.say(T("to be put right: {where}: {message}", where=problem.line, message=problem.message))
        return 0
    for said in _told(table, arrivals(rules, plan, table, ctx.now)):
        terminal.say(one_line(tr(said)))
    if name:
        terminal.say(T("next: read it, then svc import {file} --map {name} --dry-run", file=file, name=name))
    return 0


def _remarks(file: str, table: Table, made: Data) -> Iterator[Text]:
    """What stands above a mapping that was guessed."""
    yield T("Guessed from the columns of {file}. See that it is right: the time zone, the pattern of the dates,",
            file=Path(file).name)  # fmt: skip
    yield T("the type and the constants, where each status or activity leads, what each field is made of.")
    left = unused(table, made)
    if left:
        yield T("Nothing is made of: {names}", names=", ".join(left))


def _told(table: Table, found: Arrivals) -> Iterator[Text | str]:
    """The first cases as they would become, the first rows that would be left out, and how many of each."""
    for one in islice(found.cases, _SHOWN):
        yield _shown(one)
    for left in islice(found.left_out, _SHOWN):
        yield T("{line}: left out: {why}", line=left.line, why=left.said)
    rows = len(table.rows) + len(table.broken)
    yield T("{rows} rows would be {count} cases, {out} left out", rows=rows, count=len(found.cases),
            out=len(found.left_out))  # fmt: skip


def _shown(one: Arrival) -> str:
    sets = one.change.sets
    fields = [(key, " ".join(str(value).split())) for key, value in flatten(dict(sets)) if key not in _PLAIN]
    rest = ", ".join(f"{key}={text if len(text) <= _WIDE else text[:_WIDE] + '..'}" for key, text in fields if text)
    return f"{one.line}: {' '.join(str(sets[key]) for key in _TOLD)}  {rest}"
