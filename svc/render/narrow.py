"""A table made to fit a narrow screen, before anything in it is cut."""

from __future__ import annotations

from svc.i18n import tr
from svc.patterns import pattern
from svc.render.cells import widest, wrap
from svc.render.columns import GAP, Column, Record
from svc.render.safe import one_line
from svc.render.values import shown
from svc.typed import Iterable, Mapping, Sequence

READABLE = 16
"""Cells below which the flexible column is not cut while something else can be spared."""
_BESIDE = 28
"""Cells that the flexible column is left beside one that is broken."""
_ADDRESS = pattern(r"[^\s@,]+@[^\s@,]+")


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


def broken(
    heads: Sequence[Column], records: Sequence[Record], max_width: int, key: str, least: int
) -> tuple[list[Column], list[Record]]:
    """The texts of one column broken to lines, none narrower than ``least`` cells, where a screen has no room for them.

    The flexible column is left as many cells as are readable.
    """
    if not max_width or not any(head.key == key for head in heads):
        return [*heads], [*records]
    others = [head for head in heads if head.key != key]
    taken = sum(min(_widest(head, records), _BESIDE) if head.flexible else _widest(head, records) for head in others)
    room = max(max_width - taken - len(GAP) * len(others), least)
    lines = [{**record, key: "\n".join(wrap(one_line(shown(record.get(key))), room))} for record in records]
    return [head._replace(wraps=head.key == key) for head in heads], [*lines]


def _widest(head: Column, records: Sequence[Record]) -> int:
    texts = [shown(record.get(head.key)) for record in records]
    lines = [line for text in texts for line in text.split("\n")] if head.wraps else texts
    return widest(one_line(text) for text in (tr(head.label), *lines))


def _without_hosts(heads: Sequence[Column], records: Sequence[Record]) -> list[Record]:
    """Mail addresses cut to the part before the @, unless two people would look the same."""
    held = [{**record} for record in records]
    for head in heads:
        names = {str(r[head.key]) for r in held if isinstance(r.get(head.key), str)} if not head.flexible else ()
        short = without_hosts(names)
        for record in held if short else ():
            if isinstance(record.get(head.key), str):
                record[head.key] = short[str(record[head.key])]
    return [*held]


def without_hosts(names: Iterable[str]) -> Mapping[str, str]:
    """Each text with the mail addresses in it cut before the @, but for people who would look the same.

    Nothing where no text has an address.
    """
    told = {name: _ADDRESS.findall(name) for name in names}
    whole = {address for found in told.values() for address in found}
    people = whole | {name for name, found in told.items() if not found}
    taken = [name.partition("@")[0] for name in people]
    short = {address: who for address in whole if taken.count(who := address.partition("@")[0]) == 1}
    return {name: _ADDRESS.sub(lambda m: short.get(m[0], m[0]), name) for name in told} if whole else {}
