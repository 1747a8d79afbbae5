"""Records in bulk: the rows of a table, each one record, all in one commit or none."""

from __future__ import annotations

from svc import entry, records, terminal
from svc.commands import newcomers
from svc.commands.context import Context
from svc.commands.recorded import Asked
from svc.errors import Several, SvcError, T, Text, UsageError, counted
from svc.model import Data, Record
from svc.schema.kinds import Kind, is_key
from svc.schema.naming import field_named
from svc.schema.settings import Settings
from svc.store import maps, recording
from svc.tables.reading import likely_encoding, read_table
from svc.tables.rows import Row, Table
from svc.typed import Sequence


def register(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    """Add what a table holds. A record that is there already, and says the same, is passed over."""
    if len(words) != 1:
        raise UsageError(T("missing: {names}", names="FILE.csv"), T("svc {kind} --help", kind=kind.name))
    held = maps.file_bytes(words[0])
    table = read_table(held, words[0], "csv", likely_encoding(held))
    fields = _fields(kind, table, words[0])
    clerk = ctx.clerk()

    def rows(rules: Settings) -> list[tuple[int, Data]]:
        found = []
        for row in table.rows:
            cells = {fields[name]: cell.strip() for name, cell in row.cells.items() if cell.strip()}
            key = cells.pop("id", "")
            given = [entry.Assignment(*cell) for cell in cells.items()]
            try:
                sets = entry.wanted(rules, Record({}, ""), given, clerk, kind.table)
            except SvcError as error:
                error.where = f"{words[0]}:{row.line}"
                raise
            key = kind.key_of(dict(sets)) if kind.made_of else key
            found.append((row.line, records.born(kind, _checked(kind, key, row, words[0]), sets)))
        return found

    with ctx.rules_at_hand():
        told = recording.add_all(
            ctx.store, kind, words[0], rows, ctx.now, ctx.said(asked.message), not asked.no_verify, asked.dry_run
        )
    status = _tell(kind, told, table, asked)
    if told.receipt:
        newcomers.tell(ctx, kind, told.keys)
    return status


def _fields(kind: Kind, table: Table, file: str) -> dict[str, str]:
    """The field of each column. Raises UsageError for a column that is none."""
    if table.broken:
        first = table.broken[0]
        raise UsageError(T("{where}: {message}", where=f"{file}:{first.line}", message=first.said))
    found = {name: field_named(name, kind.table) for name in table.columns}
    for name, path in found.items():
        if path not in kind.table.by_path and not path.startswith("more.") and path != "id":
            said = T("the column {name} is no field of {kinds}", name=repr(name), kinds=kind.several)
            raise UsageError(said, T("known are {names}", names=Several(kind.table.by_path)))
    return found


def _checked(kind: Kind, key: str, row: Row, file: str) -> str:
    if is_key(key):
        return key
    lacking = " ".join(kind.made_of or ("id",))
    raise UsageError(T("{where}: {message}", where=f"{file}:{row.line}",
                       message=T("missing: {names}", names=lacking)))  # fmt: skip


def _tell(kind: Kind, told: recording.Added, table: Table, asked: Asked) -> int:
    commit = told.receipt.commit if told.receipt else ""
    if asked.json:
        from svc.render.table import to_json

        terminal.out(to_json({"added": list(told.keys), "known": told.known, "commit": commit}))
    else:
        terminal.out("".join(f"{key}\n" for key in told.keys))
    terminal.say(_summary(len(told.keys), told.known))
    if asked.dry_run:
        terminal.say(T("nothing was done: --dry-run"))
    for warning in told.receipt.warnings if told.receipt else ():
        terminal.complain(warning)
    return 0


def _summary(added: int, known: int) -> Text:
    new = counted(added, T("{count} record added"), T("{count} records added"))
    return T("{new}, {known} there already", new=new, known=known) if known else new
