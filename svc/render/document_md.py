"""A document as Markdown that a forge can show: never longer than a step summary may be."""

from __future__ import annotations

from svc.i18n import tr
from svc.render.document import Document, Table, left_out
from svc.render.table import markdown, to_markdown
from svc.render.values import shown

LIMIT = 1_000_000
"""Bytes. GitHub drops the whole summary of a step that has more than 1 MiB."""
_HEAD = 2
"""Lines of a table before its rows."""


def to_md(document: Document, limit: int = LIMIT) -> str:
    """The document as GitHub's Markdown, the rows of its lists left out from the end where it would be too long."""
    blocks = [f"# {_said(document.title)}", "", f"**{_said(document.headline)}**", ""]
    blocks += [f"- {_said(label)}: {_said(shown(value))}" for label, value in document.about if shown(value)]
    end = [f"- {_said(note)}" for note in document.notes]
    tables = [_lines(table) for table in document.tables if table.records]
    room = limit - _size(blocks) - _size(end)
    for place, lines in enumerate(tables):
        # The shorter tables come first: what they leave is for the lists behind them.
        tables[place] = lines = _cut(lines, room)
        room -= _size(lines)
    return "\n".join([*blocks, *(line for lines in tables for line in lines), "", *end]) + "\n"


def _lines(table: Table) -> list[str]:
    return ["", f"## {_said(table.heading)}", "", *to_markdown(table.heads, table.records).splitlines()]


def _cut(lines: list[str], room: int) -> list[str]:
    """The lines that have room, and one that says how many rows do not."""
    if _size(lines) <= room:
        return lines
    last = left_out(len(lines))
    room -= _size(["", last])
    first = 3 + _HEAD
    kept = first
    size = _size(lines[:first])
    while kept < len(lines) and size + _size([lines[kept]]) <= room:
        size += _size([lines[kept]])
        kept += 1
    return [*lines[:kept], "", left_out(len(lines) - kept)]


def _size(lines: list[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def _said(label: object) -> str:
    return markdown(shown(label) if not isinstance(label, str) else tr(label)).strip()
