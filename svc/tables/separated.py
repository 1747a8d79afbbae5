"""CSV and its like: cells with a separator between them, quoted where they hold one, or several lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from svc.errors import T
from svc.patterns import pattern
from svc.tables.rows import Broken, Row, Table, named_apart, unreadable

_LINES = pattern(r"[^\n]*\n|[^\n]+")
_LARGEST_CELL = 2**31 - 1
_BLANK = ("",)


def read_separated(text: str, path: str, separator: str = ",") -> Table:
    """The table in a text whose first line names the columns. Raises InvalidFileError.

    A row with more or fewer cells than columns is broken, a blank line is none.
    """
    if "\n" not in text:
        text = text.replace("\r", "\n")
    lines = _cells(text, path, separator)
    _, head = next(lines, (0, []))
    if not any(head):
        raise unreadable(path, 1, T("the file names no columns in its first line"))
    columns = named_apart(head)
    rows: list[Row] = []
    broken: list[Broken] = []
    for line, cells in lines:
        if len(cells) == len(columns):
            rows.append(Row(line, dict(zip(columns, cells, strict=True))))
        elif tuple(cells) not in ((), _BLANK):
            said = T("{count} cells, {columns} columns", count=len(cells), columns=len(columns))
            broken.append(Broken(line, said, tuple(cells)))
    return Table(columns, tuple(rows), tuple(broken))


def _cells(text: str, path: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row and the line where it begins."""
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(_LINES.findall(text), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.replace("\r\n", "\n") for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        said = T("the cells cannot be told apart from here on: {why}", why=str(error))
        raise unreadable(path, line, said, T("a quote is open or stands inside a cell; write it twice there")) from None
