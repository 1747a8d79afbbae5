"""svc lessons: what was learned, over all cases."""

from __future__ import annotations

from collections.abc import Sequence

from svc import lessons, terminal
from svc.commands.context import Context
from svc.commands.queried import asked
from svc.commands.reading import name_problems
from svc.errors import Several, T, UsageError
from svc.i18n import tr
from svc.model import Case, stamp
from svc.options import FOR_PEOPLE, Arg, Fields, Format, Json, Limit, Since, Until
from svc.render.columns import Column, Record
from svc.render.narrow import fitted
from svc.render.table import bullets, rows
from svc.schema.fold import arrived
from svc.typed import Annotated
from svc.words import listed

HELP = T(
    """Lists the lessons of all cases, open and closed ones, as the files have them, the latest first. Words are those
of svc list; a word alone is looked for in the lesson, as in git log -i --grep, which finds the same cases.
--since and --until ask when the case came into the stage it is in: when it was closed, if it is.
--format md is fit for a wiki: a heading for each category, a line for each lesson with its case, product and article.

Examples:
  svc lessons
  svc lessons drier type:repair --since 2026-01-01
  svc lessons category:overheating --format md
"""
)

_HEADS = (
    Column("id", T("case")),
    Column("type", T("type")),
    Column("category", T("category")),
    Column("product", T("product")),
    Column("cause", T("cause category")),
    Column("lesson", T("lesson"), flexible=True, wraps=True),
    Column("article", T("article")),
)
_MORE_HEADS = (Column("stage", T("stage")), Column("at", T("when")))
_KNOWN = (*_HEADS, *_MORE_HEADS, Column("title", T("title")))
_SPARE = ("cause", "type", "article", "category", "product")
"""Columns that a narrow screen can do without, the least important one first: the lesson is to be read."""
_READABLE = 40
"""Cells of a line of a lesson."""
_CODES = {"type": "type", "category": "category", "cause": "cause", "stage": "stage"}


def run(
    ctx: Context,
    words: Annotated[Sequence[str], Arg(metavar="QUERY", help=T("field:value, or words of the lesson"))] = (),
    since: Since = "",
    until: Until = "",
    fields: Fields = "",
    limit: Limit = 0,
    format: Format = "",
    json: Json = False,
) -> int:
    """List lessons."""
    cases, problems = ctx.store.cases()
    query = asked(ctx, words, lessons.SEARCHED)
    found = lessons.found(cases, query.holds, ctx.period(since, until))
    shown = found[:limit] if limit > 0 else found
    fmt = "json" if json else format or ("table" if terminal.is_terminal() else "tsv")
    if not shown and fmt in FOR_PEOPLE:
        terminal.say(T("no lesson answers to that"))
        if words:
            terminal.say(T("a word alone is looked for in the lesson; also: category:leak, product:..., text~..."))
    else:
        terminal.out(_text(ctx, shown, fmt, _heads(fields)), paged=True)
    if len(shown) < len(found):
        terminal.say(T("{shown} of {count}; --limit shows more", shown=len(shown), count=len(found)))
    name_problems(problems, len(cases))
    return 1 if problems else 0


def _heads(fields: str) -> list[Column]:
    """The columns asked for, by key or by label; none where none was. Raises UsageError."""
    known = {name: head for head in _KNOWN for name in (head.key, tr(head.label).casefold())}
    found = []
    for name in listed(fields):
        if name.casefold() not in known:
            keys = Several(head.key for head in _KNOWN)
            raise UsageError(T("{name} is no column of lessons", name=name), T("columns: {names}", names=keys))
        found.append(known[name.casefold()])
    return found


def _text(ctx: Context, cases: Sequence[Case], fmt: str, asked: Sequence[Column]) -> str:
    records = [_record(case) for case in cases]
    if fmt in ("json", "ndjson", "tsv", "csv"):
        return rows(asked or [*_HEADS, *_MORE_HEADS], records, fmt)
    told: Sequence[Record] = [record | _labels(ctx, record) for record in records]
    if fmt == "md" and not asked:
        return bullets(_by_category(told))
    heads: Sequence[Column] = asked or _HEADS
    if fmt == "table" and not asked:
        full = [head for head in _HEADS if any(record[head.key] for record in told)]
        heads, told = fitted(full, told, terminal.width(), _SPARE, _READABLE)
    return rows(heads, told, fmt, terminal.width(), terminal.colours())


def _labels(ctx: Context, record: Record) -> dict[str, object]:
    """What differs for people: codes by their labels, times by the clocks of the desk."""
    named: dict[str, object] = {key: ctx.label(group, str(record[key])) for key, group in _CODES.items()}
    return named | {"at": ctx.minute(str(record["at"]))}


def _record(case: Case) -> dict[str, object]:
    at = arrived(case.events)
    return {
        "id": case.id,
        "type": case.type,
        "category": case.text("category"),
        "product": case.text("product"),
        "cause": case.text("analysis.cause_category"),
        "lesson": lessons.lesson(case),
        "article": case.text("summary.knowledge"),
        "stage": case.stage,
        "at": stamp(at) if at else "",
        "title": case.text("title"),
    }


def _by_category(records: Sequence[Record]) -> dict[str, list[str]]:
    """Each category with its lessons, the case behind them; those without one last."""
    found: dict[str, list[str]] = {}
    for record in sorted(records, key=lambda record: (not record["category"], str(record["category"]))):
        article = tr(T("article {name}", name=record["article"])) if record["article"] else ""
        behind = [str(record["id"]), str(record["title"]), str(record["product"]), article]
        heading = str(record["category"]) or tr(T("no category"))
        said = f"{record['lesson']} ({', '.join(part for part in behind if part)})"
        found.setdefault(heading, []).append(said)
    return found
