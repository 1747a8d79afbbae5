"""svc search: find words in all files."""

from __future__ import annotations

from svc import terminal
from svc.commands.context import Context
from svc.commands.searched import Found, search
from svc.errors import T, UsageError
from svc.finding import Line, Words, bare
from svc.options import FOR_PEOPLE, Arg, Format, Json, Limit, Opt
from svc.render.columns import Column, Record
from svc.render.narrow import fitted
from svc.render.safe import one_line
from svc.render.table import rows, to_json
from svc.store import layout
from svc.store.glance import Glance
from svc.typed import Annotated, Sequence

HELP = T(
    """Finds words in all cases, open and closed ones, and in the records beside them, wherever they stand: a part of a
serial number, one Chinese character. Several words must all be in a file. Capitals and full width do not matter, the
names of fields are not looked at. Titles come first, then open cases, then the newest; the line shown is where the
first word stands. svc list text~WORD asks within a query.

Examples:
  svc search 漏水
  svc search crimp contact --limit 10
  svc search 07A00417 --open --format csv
"""
)

_HEADS = (
    Column("id", T("case")),
    Column("stage", T("stage")),
    Column("title", T("title"), flexible=True),
    Column("line", T("line"), align=">"),
    Column("text", T("text"), flexible=True),
)
_FOR_EYES = (
    *_HEADS[:2],
    Column("opened", T("opened")),
    Column("customer", T("customer")),
    Column("assignee", T("assignee")),
    Column("title", T("title")),
    Column("text", T("text"), flexible=True),
)
_SPARE = ("assignee", "opened", "customer")
"""Columns that a narrow screen can do without, the least important one first."""
_READABLE = 24
"""Cells of the line that was found before one of them goes."""
_AROUND = 30
"""Characters shown before the word."""


def run(
    ctx: Context,
    words: Annotated[Sequence[str], Arg(metavar="WORD", help=T("words that must all be there"))],
    open: Annotated[bool, Opt("--open", help=T("open cases alone"))] = False,
    limit: Limit = 0,
    format: Format = "",
    json: Json = False,
) -> int:
    """Find words."""
    wanted = [word for word in words if word.strip()]
    if not wanted:
        raise UsageError(T("nothing to look for"), T("svc search 漏水; svc list shows all cases"))
    fmt = "json" if json else format or ("table" if terminal.is_terminal() else "tsv")
    closed = ctx.settings.workflow.closed
    sought = Words(wanted)
    found = search(ctx.store, sought, fmt == "json")
    if open:
        found = [one for one in found if one.is_case and one.stage != closed]
    found.sort(key=lambda one: one.path, reverse=True)
    found.sort(key=lambda one: (not one.hit.in_title, not one.is_case, one.stage == closed))
    shown = found[:limit] if limit else found
    if fmt == "json":
        terminal.out(to_json([_record(one) for one in shown]))
    elif found or fmt != "table":
        told: Sequence[Record] = [_row(ctx, one, sought, fmt) for one in shown]
        heads: Sequence[Column] = _HEADS
        if fmt == "table":
            told = [{**row, **_whose(ctx, one.path)} for row, one in zip(told, shown, strict=True)]
            heads, told = fitted(_FOR_EYES, told, terminal.width(), _SPARE, _READABLE)
        terminal.out(rows(heads, told, fmt, terminal.width(), terminal.colours()), paged=True)
    if not found:
        terminal.say(T("no file holds that"))
    if len(shown) < len(found):
        terminal.say(T("{shown} of {count}; --limit shows more", shown=len(shown), count=len(found)))
    return 0


def _name(one: Found) -> str:
    """The id of a case, the file of another record."""
    return layout.case_id_of(one.path) if one.is_case else one.path


def _title(one: Found) -> str:
    return one.title.strip("'\"")


def _row(ctx: Context, one: Found, words: Words, fmt: str) -> dict[str, object]:
    line = one.hit.lines[0]
    for_people = fmt in FOR_PEOPLE
    stage = ctx.label("stage", one.stage) if for_people else one.stage
    text, title = _around(line, words) if fmt == "table" else line.text, _title(one)
    return {"id": _name(one), "stage": stage, "title": one_line(title), "line": line.number, "text": one_line(text)}


def _around(line: Line, words: Words) -> str:
    """The line from a little before the word on."""
    at = line.text.lower().find(words.words[0]) - _AROUND
    if at <= 0:
        return line.text
    blank = line.text.find(" ", at, at + _AROUND // 2)  # no word is cut, where there are blanks
    return "…" + line.text[max(at, blank + 1) :]


def _record(one: Found) -> dict[str, object]:
    lines = [{"line": line.number, "text": line.text} for line in one.hit.lines]
    return {"id": _name(one), "path": one.path, "stage": one.stage, "title": _title(one), "lines": lines}


def _whose(ctx: Context, path: str) -> dict[str, object]:
    """Whose case it is, who has it and since when, as its file has it; of another record nothing."""
    if not path.startswith(f"{layout.CASES}/"):
        return {}
    glance = Glance(path, ctx.store.read(path) or b"")
    held = {name: bare(f"{name}: {glance.line(name)}").strip("'\"") for name in ("opened_at", "customer", "assignee")}
    return {"opened": held["opened_at"][:10], "customer": held["customer"], "assignee": held["assignee"]}
