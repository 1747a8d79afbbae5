"""A mapping to start from, for a table nobody has mapped yet."""

from __future__ import annotations

from pathlib import Path

from svc import terminal
from svc.commands.context import Context
from svc.errors import T
from svc.i18n import tr
from svc.imports.arrivals import arrivals
from svc.imports.mapping import parse
from svc.imports.proposal import proposed, separator_of
from svc.model import InvalidFileError
from svc.render.safe import one_line
from svc.store import maps
from svc.tables.reading import read_table
from svc.tables.rows import Table

_ENCODINGS = ("utf-8", "gb18030", "latin-1")
_SHOWN = 5


def propose(ctx: Context, file: str) -> int:
    """Print a mapping, and to stderr what the first rows become by it."""
    data = maps.file_bytes(file)
    encoding = _encoding(data)
    text = data.decode(encoding).removeprefix("\ufeff").lstrip()
    form = "json" if text.startswith("[") else "ndjson" if text.startswith("{") else "csv"
    separator = separator_of(text.partition("\n")[0])
    table = read_table(data, file, form, encoding, separator)
    rules, zone = ctx.settings, ctx.settings.time_zone
    made = proposed(table, Path(file).stem, form, encoding, separator, rules, zone)
    written = maps.written(made)
    terminal.out(written)
    try:
        plan = parse(made, "", maps.lines_of(written), rules)
    except InvalidFileError as error:
        for problem in error.problems:
            terminal.say(T("to be put right: {where}: {message}", where=problem.line, message=problem.message))
        return 0
    found = arrivals(rules, plan, Table(table.columns, table.rows[:_SHOWN]), ctx.now)
    for one in found.cases:
        sets = one.change.sets
        said = f"{one.line}: {one.id} {sets['stage']} {sets['opened_at']} {sets['title']}"
        terminal.say(one_line(said))
    for left in found.left_out:
        terminal.say(T("{line}: left out: {why}", line=left.line, why=one_line(tr(left.said))))
    return 0


def _encoding(data: bytes) -> str:
    """The first encoding that the bytes can be; whoever reads the proposal sees whether it is the right one."""
    for name in _ENCODINGS:
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return _ENCODINGS[-1]
