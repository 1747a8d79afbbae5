"""The aligned columns of ``list`` on a terminal: a header, dashes under it, one line a record."""

from __future__ import annotations

from svc.i18n import tr
from svc.render.cells import cut, pad, widest, wrap
from svc.render.paint import Label, Toned, painted
from svc.render.safe import one_line, safe_text
from svc.render.values import shown
from svc.typed import Callable, Iterator, Mapping, NamedTuple, Sequence

Record = Mapping[str, object]
GAP = "  "
_LEAST = 8


class Column(NamedTuple):
    """One column: the key of the records, the words above it, and whether it may be cut to the terminal.

    ``wraps``: it is not cut but goes on below, and so are texts of several lines.
    """

    key: str
    label: Label
    flexible: bool = False
    align: str = "<"
    wraps: bool = False


def columns(heads: Sequence[Column], records: Sequence[Record], max_width: int = 0, colour: bool = False) -> str:
    """The table as text; ``max_width`` 0 means uncut. The last flexible column gives way."""
    titles = [one_line(tr(head.label)) for head in heads]
    body = [[_cell(head, record) for head in heads] for record in records]
    widths = _fitted(heads, [_widest(column) for column in zip(titles, *body, strict=True)], max_width)
    lines = [_line(heads, titles, widths), GAP.join("-" * cells for cells in widths)]
    for row, record in zip(body, records, strict=True):
        tones = _tones(heads, record) if colour else None
        lines += [_line(heads, part, widths, tones) for part in _parts(heads, row, widths)]
    return "".join(line.rstrip() + "\n" for line in lines)


def _cell(head: Column, record: Record) -> str:
    text = shown(record.get(head.key))
    return safe_text(text, multiline=True) if head.wraps else one_line(text)


def _widest(column: Sequence[str]) -> int:
    return widest(line for cell in column for line in cell.split("\n"))


def _parts(heads: Sequence[Column], row: Sequence[str], widths: Sequence[int]) -> Iterator[Sequence[str]]:
    """The lines of a row: one, or as many as its longest cell that wraps."""
    if not any(head.wraps for head in heads):
        yield row
        return
    wrapped = [
        [line for line in wrap(text, cells) if line] if head.wraps else [text]
        for head, text, cells in zip(heads, row, widths, strict=True)
    ]
    for place in range(max(map(len, wrapped))):
        yield [lines[place] if place < len(lines) else "" for lines in wrapped]


def _fitted(heads: Sequence[Column], widths: list[int], max_width: int) -> list[int]:
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - max_width
    place = max((i for i, head in enumerate(heads) if head.flexible), default=-1)
    if max_width and excess > 0 and place >= 0:
        widths[place] = max(min(_LEAST, widths[place]), widths[place] - excess)
    return widths


def _line(
    heads: Sequence[Column], row: Sequence[str], widths: Sequence[int], tones: Sequence[str] | None = None
) -> str:
    cells = [pad(cut(text, cells), cells, head.align) for head, text, cells in zip(heads, row, widths, strict=True)]
    if tones:
        cells = [painted(cell, tone, True) for cell, tone in zip(cells, tones, strict=True)]
    return GAP.join(cells)


def _tones(heads: Sequence[Column], record: Record) -> list[str]:
    values = [record.get(head.key) for head in heads]
    return [value.tone if isinstance(value, Toned) else "" for value in values]


Writer = Callable[[Sequence[Column], Sequence[Record]], str]
"""What writes one format."""
