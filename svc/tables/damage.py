"""What a spreadsheet did to a column: digits and zeros lost, days and months that may have changed places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from svc.errors import T
from svc.patterns import pattern
from svc.tables.rows import Remark, Row, Table

_ROUNDED = pattern(r"(?i)[+-]?\d(?:[.,]\d+)?E[+-]?\d+")
_NUMBER = pattern(r"\d+")
_SLASHED = pattern(r"(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}\b")
_MOST = 0.8
"""So many of a column must look alike before the others look damaged."""
_FEW = 5
"""Fewer cells than these tell nothing of a column."""


def is_rounded(cell: str) -> bool:
    """Whether a cell is a long number as a spreadsheet shows it: ``1.23E+15``, its last digits lost."""
    return _ROUNDED.fullmatch(cell.strip()) is not None


def damage(table: Table, columns: tuple[str, ...], dates: tuple[str, ...] = ()) -> Iterator[Remark]:
    """What looks damaged in some columns, each with the first line where it is seen.

    ``dates``: the patterns that dates are read by.
    """
    for column in columns:
        yield from _rounded(table.rows, column)
        yield from _lost_zeros(table.rows, column)
        yield from _either_order(table.rows, column, dates)


def _rounded(rows: tuple[Row, ...], column: str) -> Iterator[Remark]:
    lines = [row.line for row in rows if is_rounded(row.cells.get(column, ""))]
    if lines:
        said = T("{column}: a spreadsheet has rounded long numbers, as in 1.23E+15 ({count} rows)",
                 column=column, count=len(lines))  # fmt: skip
        yield Remark(lines[0], said)


def _lost_zeros(rows: tuple[Row, ...], column: str) -> Iterator[Remark]:
    """Most numbers have as many digits, some fewer, and none begins with a zero."""
    cells = [(row.line, row.cells.get(column, "").strip()) for row in rows]
    held = [(line, cell) for line, cell in cells if cell]
    if len(held) < _FEW or not all(_NUMBER.fullmatch(cell) and cell[0] != "0" for _, cell in held):
        return
    width, count = Counter(len(cell) for _, cell in held).most_common(1)[0]
    short = [line for line, cell in held if len(cell) < width]
    if short and count >= _MOST * len(held) and max(len(cell) for _, cell in held) == width:
        said = T("{column}: most have {width} digits, {count} have fewer: a spreadsheet may have cut zeros in front",
                 column=column, width=width, count=len(short))  # fmt: skip
        yield Remark(short[0], said)


def _either_order(rows: tuple[Row, ...], column: str, dates: tuple[str, ...]) -> Iterator[Remark]:
    """Dates each of which can be read day first and month first, or some only as the mapping does not read them."""
    found = [(row.line, m) for row in rows if (m := _SLASHED.match(row.cells.get(column, "").strip()))]
    either = [line for line, m in found if int(m[1]) <= 12 and int(m[2]) <= 12]
    differing = any(m[1] != m[2] for _, m in found)
    if len(either) >= _FEW and len(either) == len(found) and differing:
        said = T("{column}: every date can be read day first and month first; see that the mapping says which",
                 column=column)  # fmt: skip
        yield Remark(either[0], said)
    day_first = [line for line, m in found if int(m[1]) > 12]
    month_first = [line for line, m in found if int(m[2]) > 12]
    if day_first and month_first:
        yield Remark(day_first[0], T("{column}: some dates are day first, some month first", column=column))
    elif day_first and _all_begin(dates, "%m"):
        said = T("{column}: some dates are day first, the mapping reads month first: see the others", column=column)
        yield Remark(day_first[0], said)
    elif month_first and _all_begin(dates, "%d"):
        said = T("{column}: some dates are month first, the mapping reads day first: see the others", column=column)
        yield Remark(month_first[0], said)


def _all_begin(dates: tuple[str, ...], directive: str) -> bool:
    return bool(dates) and all(pattern.startswith(directive) for pattern in dates)
