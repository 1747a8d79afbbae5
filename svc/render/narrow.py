"""A table made to fit a narrow screen, before anything in it is cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from svc.i18n import tr
from svc.render.cells import widest
from svc.render.columns import GAP, Column, Record
from svc.render.safe import one_line
from svc.render.values import shown

READABLE = 16
"""Cells below which the flexible column is not cut while something else can be spared."""


def fitted(
    heads: Sequence[Column], records: Sequence[Record], max_width: int, spare: Sequence[str], readable: int = READABLE
) -> tuple[list[Column], list[Record]]:
    """The columns and records to show on a screen of ``max_width`` cells, 0 for no limit.

    Step by step and no further than it takes: columns that are empty throughout go, mail addresses lose what
    follows the @, then the columns in ``spare`` go, first named first gone. Without limit all stays. ``readable``:
    cells below which the flexible column is not cut while something else can be spared.
    """
    kept = list(heads)
    cells = {head.key: _widest(head, records) for head in kept} if max_width else {}
    if not max_width or _needed(kept, cells) <= max_width:
        return kept, [*records]
    kept = [h for h in kept if h.key not in spare or any(shown(record.get(h.key)) for record in records)]
    if _needed(kept, cells, readable) > max_width:
        records = _without_hosts(kept, records)
        cells |= {head.key: _widest(head, records) for head in kept if not head.flexible}
    for name in spare:
        if _needed(kept, cells, readable) > max_width:
            kept = [head for head in kept if head.key != name]
    return kept, [*records]


def _needed(heads: Sequence[Column], cells: Mapping[str, int], readable: int = 0) -> int:
    """The cells that the table takes, its flexible column cut as far as it stays readable; 0: not cut."""
    inner = (min(cells[h.key], readable) if h.flexible and readable else cells[h.key] for h in heads)
    return sum(inner) + len(GAP) * (len(heads) - 1)


def _widest(head: Column, records: Sequence[Record]) -> int:
    return widest(one_line(text) for text in (tr(head.label), *(shown(record.get(head.key)) for record in records)))


def _without_hosts(heads: Sequence[Column], records: Sequence[Record]) -> list[Record]:
    """Mail addresses cut to the part before the @, unless two people would look the same."""
    held = [{**record} for record in records]
    for head in heads:
        if head.flexible:
            continue
        names = {str(record[head.key]) for record in records if isinstance(record.get(head.key), str)}
        if not any("@" in name for name in names):
            continue
        short = _short(names)
        for record in held:
            if isinstance(record.get(head.key), str):
                record[head.key] = short[str(record[head.key])]
    return [*held]


def _short(names: set[str]) -> Mapping[str, str]:
    cut = {name: name.rpartition("@")[0] or name for name in names}
    taken = Counter(cut.values())
    return {name: short if taken[short] == 1 else name for name, short in cut.items()}
