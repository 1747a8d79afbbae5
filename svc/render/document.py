"""A report as a document: what it is about, tables, a chart, findings to look at. Every format is made of it."""

from __future__ import annotations

from svc.errors import T, counted
from svc.i18n import tr
from svc.render.columns import Column, Record, columns
from svc.render.narrow import fitted
from svc.render.page import Section, listing, page
from svc.render.paint import Label, painted
from svc.render.safe import one_line
from svc.typed import Literal, NamedTuple, Sequence

Grade = Literal["error", "warning", "passed"]
_MOST_ROWS = 20


class Table(NamedTuple):
    """A table under a heading.

    ``spare``: columns that a narrow screen can do without, the least important one first. ``is_list``: whether it lists
    single things, of which the first ones will do on a screen.
    """

    heading: Label
    heads: Sequence[Column]
    records: Sequence[Record]
    spare: Sequence[str] = ()
    is_list: bool = False


class Bar(NamedTuple):
    """Two shares of one thing in tenths of a percent, None where there is none."""

    label: str
    first: int | None
    second: int | None


class Finding(NamedTuple):
    """One thing that was judged. ``path`` is seen from the top of the repository, ``key`` tells it from all others.

    ``weight``: how grave an error is, 0 or 1. ``seconds``: how long it took.
    """

    grade: Grade
    path: str
    suite: str
    key: str
    title: Label
    message: Label
    weight: int = 0
    seconds: int = 0


class Document(NamedTuple):
    """A report. ``findings``: the gravest first. ``chart``: what its two shares are, and the bars."""

    title: Label
    about: Sequence[tuple[Label, object]]
    headline: Label
    tables: Sequence[Table]
    notes: Sequence[Label]
    chart: tuple[tuple[Label, Label], Sequence[Bar]]
    findings: Sequence[Finding]


def percent(tenths: int | None) -> str:
    """Tenths of a percent as ``96.6%``; nothing for None."""
    return "" if tenths is None else f"{tenths // 10}.{tenths % 10}%"


def left_out(count: int) -> str:
    """The line that stands in the place of rows."""
    one, many = T("{count} row is left out; json has all"), T("{count} rows are left out; json has all")
    return tr(counted(count, one, many))


def on_a_screen(document: Document, max_width: int = 0, colour: bool = False) -> str:
    """The document for a terminal: lists cut to their first rows."""
    blocks = [page([Section(document.title, document.about)], max_width, colour)]
    blocks.append(painted(one_line(tr(document.headline)), "strong", colour) + "\n")
    blocks += [_table(table, max_width, colour) for table in document.tables if table.records]
    blocks.append(listing("", document.notes, max_width, colour))
    return "\n".join(block for block in blocks if block)


def _table(table: Table, max_width: int, colour: bool) -> str:
    shown = table.records[:_MOST_ROWS] if table.is_list else table.records
    heads, records = fitted(table.heads, shown, max_width, table.spare) if max_width else (table.heads, shown)
    text = columns(heads, records, max_width, colour)
    if len(shown) < len(table.records):
        text += left_out(len(table.records) - len(shown)) + "\n"
    heading = one_line(tr(table.heading))
    return (painted(heading, "strong", colour) + "\n" if heading else "") + text
