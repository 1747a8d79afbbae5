"""svc import: bring the cases of another system in."""

from __future__ import annotations

from collections.abc import Iterable

from svc import terminal
from svc.commands import proposing
from svc.commands.context import Context
from svc.errors import T, Text, UsageError, counted
from svc.i18n import tr
from svc.imports import arrivals as coming
from svc.imports.mapping import Map, fit, parse
from svc.imports.newer import newer
from svc.options import Arg, DryRun, Json, NoVerify, Opt
from svc.paths import Path
from svc.render.safe import one_line
from svc.store import maps
from svc.store.bringing import Brought, Import
from svc.tables.damage import damage
from svc.tables.reading import read_table
from svc.tables.rows import Remark, Table
from svc.typed import Annotated

HELP = T(
    """Brings the rows of a table in as cases, each with where it came from. A mapping says which column is which
field; it is a file of the desk under maps/, or one of those that come with svc. Every row that is left out is named
with its line and the reason. Importing the same file again adds nothing; a newer one adds what is new.
--history makes one commit an event at its own time, else all is one commit. --propose looks at the columns and writes
a mapping to start from, maps/MAP.yaml where it is named, and shows the first rows as they would become.

Examples:
  svc import old.csv --propose --map old-desk
  svc import old.csv --map old-desk --dry-run
  svc import complaints.csv --map cfpb
  svc import helpdesk.csv --map helpdesk-log --history
"""
)


def run(
    ctx: Context,
    file: Annotated[str, Arg(metavar="FILE", help=T("the table: CSV, JSON, or one JSON object a line"))],
    map: Annotated[str, Opt("--map", metavar="MAP", help=T("which column is which field"))] = "",
    propose: Annotated[bool, Opt("--propose", help=T("write a mapping to start from, import nothing"))] = False,
    history: Annotated[bool, Opt("--history", help=T("one commit an event, at its own time"))] = False,
    dry_run: DryRun = False,
    json: Json = False,
    no_verify: NoVerify = False,
) -> int:
    """Import a table."""
    if propose:
        return proposing.propose(ctx, file, map)
    if not map:
        way = T("svc import {file} --propose --map NAME begins one", file=file)
        raise UsageError(T("missing: {names}", names="--map"), way)
    bringing = Import(ctx.store, terminal.counting)
    name, data, line_of = maps.read_map(ctx.store, map)
    plan = parse(data, name, line_of, bringing.rules)
    held = maps.file_bytes(file)
    table = read_table(held, file, plan.form, plan.encoding, plan.separator)
    fit(plan, table)
    found = coming.arrivals(bringing.rules, plan, table, ctx.now)
    result = bringing.judge(found.cases, newer)
    if not dry_run:
        told = _whence(file, held, name)
        result = result._replace(receipt=bringing.keep(ctx.now, plan.source, told, history, not no_verify))
    report = _Report(file, plan, table, found, result)
    terminal.out(report.as_json() if json else report.as_text(), paged=not json)
    for said in report.summary():
        terminal.say(said)
    if dry_run:
        terminal.say(T("nothing was done: --dry-run"))
    elif bringing.is_loose(name):
        terminal.say(T("the mapping is not committed yet: git add {path}", path=name))
    for warning in result.receipt.warnings if result.receipt else ():
        terminal.complain(warning)
    return 0


def _whence(file: str, data: bytes, mapping: str) -> str:
    """What a commit says of the file and the mapping that its cases came by."""
    from hashlib import sha256

    return f"{Path(file).name}, sha256 {sha256(data).hexdigest()}\nby the mapping {mapping}"


class _Report:
    """What became of every row."""

    def __init__(self, file: str, plan: Map, table: Table, found: coming.Arrivals, result: Brought) -> None:
        self.file = file
        self.result = result
        refused = [Remark(line, said) for line, said in result.left_out]
        lines = found.lines
        self.left_out = sorted(
            [*found.left_out, *(Remark(n, one.said) for one in refused for n in lines[one.line])], key=lambda o: o.line
        )
        self.rows = len(table.rows) + len(table.broken)
        self.remarks = [*damage(table, plan.single, plan.dates), *found.remarks]

    def as_text(self) -> str:
        told = sorted(
            [
                *((one.line, T("left out: {why}", why=one.said)) for one in self.left_out),
                *((one.line, one.said) for one in self.remarks),
                *((line, T("{id}: {why}", id=name, why=said)) for line, name, said in self.result.contradictions),
            ],
            key=lambda each: each[0],
        )
        return "".join(f"{self.file}:{line}: {one_line(tr(said))}\n" for line, said in told)

    def as_json(self) -> str:
        from svc.render.table import to_json

        result = self.result
        return to_json(
            {
                "rows": self.rows,
                "rows_taken": self.rows - len(self.left_out),
                "new": result.new,
                "grown": result.grown,
                "there": len(result.there),
                "left_out": _records(self.left_out),
                "remarks": _records(self.remarks),
                "contradictions": [{"line": n, "id": i, "said": str(s)} for n, i, s in result.contradictions],
                "commit": result.receipt.commit if result.receipt else "",
            }
        )

    def summary(self) -> Iterable[Text]:
        result = self.result
        yield T("{rows} rows: {taken} taken, {out} left out", rows=self.rows, taken=self.rows - len(self.left_out),
                out=len(self.left_out))  # fmt: skip
        yield T("{new} new, {grown} with more than before, {there} there already",
                new=counted(len(result.new), T("{count} case"), T("{count} cases")), grown=len(result.grown),
                there=len(result.there))  # fmt: skip
        if result.contradictions:
            yield counted(len(result.contradictions), T("{count} contradiction"), T("{count} contradictions"))


def _records(remarks: Iterable[Remark]) -> list[dict[str, object]]:
    return [{"line": one.line, "said": str(one.said)} for one in remarks]
