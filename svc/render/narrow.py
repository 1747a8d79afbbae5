"""A table made to fit a narrow screen, before anything in it is cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from svc.i18n import tr
from svc.render.cells import width
from svc.render.columns import GAP, Column, Record
from svc.render.safe import one_line
from svc.render.values import shown

READABLE = 16
"""Cells below which the flexible column is not cut while another one can be spared."""


def fitted(
    heads: Sequence[Column], records: Sequence[Record], max_width: int, spare: Sequence[str]
) -> tuple[list[Column], list[Record]]:
    """The columns and records to show on a screen of ``max_width`` cells, 0 for no limit.

    Step by step and no further than it takes: columns that are empty throughout go, mail addresses lose what
    follows the @, then the columns in ``spare`` go, first named first gone. Without limit all stays.
    """
    kept = list(heads)
    if not max_width or _lacks(kept, records, max_width, whole=True) <= 0:
        return kept, [*records]
    kept = [h for h in kept if h.key not in spare or any(shown(record.get(h.key)) for record in records)]
    if _lacks(kept, records, max_width) > 0:
        records = _without_hosts(kept, records)
    for name in spare:
        if _lacks(kept, records, max_width) <= 0:
            break
        kept = [head for head in kept if head.key != name]
    return kept, [*records]


def _lacks(heads: Sequence[Column], records: Sequence[Record], max_width: int, whole: bool = False) -> int:
    """The cells by which the table is too wide; ``whole``: with nothing cut."""
    needed = len(GAP) * (len(heads) - 1)
    for head in heads:
        cells = max([width(one_line(tr(head.label))), *(_cells(record.get(head.key)) for record in records)])
        needed += min(cells, READABLE) if head.flexible and not whole else cells
    return needed - max_width


def _cells(value: object) -> int:
    return width(one_line(shown(value)))


def _without_hosts(heads: Sequence[Column], records: Sequence[Record]) -> list[Record]:
    """Mail addresses cut to the part before the @, unless two people would look the same."""
    held = [{**record} for record in records]
    for head in heads:
        if head.flexible:
            continue
        names = {str(record[head.key]) for record in records if isinstance(record.get(head.key), str)}
        short = _short(names)
        for record in held:
            if isinstance(record.get(head.key), str):
                record[head.key] = short[str(record[head.key])]
    return [*held]


def _short(names: set[str]) -> Mapping[str, str]:
    cut = {name: name.rpartition("@")[0] or name for name in names}
    taken = Counter(cut.values())
    return {name: short if taken[short] == 1 else name for name, short in cut.items()}
