"""Cases counted by groups: svc list --by."""

from __future__ import annotations

from collections.abc import Sequence

from svc.commands.context import Context
from svc.errors import T, Text, UsageError, verbatim
from svc.i18n import tr
from svc.model import Case
from svc.options import FOR_PEOPLE
from svc.query import arranging, of_cases
from svc.render.columns import Column, Record

_COUNT = "count"
_PERIODS = {"year": T("year"), "quarter": T("quarter"), "month": T("month"), "week": T("week"), "day": T("day")}
_NOTHING = T("none")
_TOTAL = T("total")
_MOST = 12
"""Values of a second field that stand side by side as columns."""


def counts(
    ctx: Context, cases: Sequence[Case], by: Sequence[str], sort: Sequence[str], fmt: str, limit: int = 0
) -> tuple[list[Column], list[Record]]:
    """The columns and rows of how many cases there are of each group; for people two fields cross, with totals.

    Raises UsageError.
    """
    words = of_cases.vocabulary(ctx.settings)
    keys = [arranging.key(words, name, ctx.now) for name in by]
    groups = arranging.counted([case.data for case in cases], keys, words, ctx.now)
    for name in reversed(sort):
        if name.lstrip("-－") != _COUNT:
            raise UsageError(T("counts are in the order of what they are counted by"), T("or: --sort -count"))
        groups.sort(key=lambda group: group.total, reverse=name != _COUNT)
    crosses = len(keys) == 2 and fmt in FOR_PEOPLE and not (sort or limit)
    if crosses and groups and len({group.values[1] for group in groups}) <= _MOST:
        return _crossed(ctx, keys, groups, fmt)
    heads = [*(Column(key.path, _label(key)) for key in keys), Column(_COUNT, T("count"), align=">")]
    shown: list[Record] = []
    for group in groups:
        cells = [_cell(ctx, key, said, fmt) for key, said in zip(keys, group.values, strict=True)]
        shown.append(dict(zip([head.key for head in heads], [*cells, group.total], strict=True)))
    return heads, shown


def _crossed(
    ctx: Context, keys: Sequence[arranging.Key], groups: Sequence[arranging.Group], fmt: str
) -> tuple[list[Column], list[Record]]:
    """The groups of two fields as a table: the values of one below each other, of the other side by side, totals."""
    down, across = keys
    rows = list(dict.fromkeys(group.values[0] for group in groups))
    words = of_cases.vocabulary(ctx.settings)
    beside = arranging.in_order(across, {group.values[1] for group in groups}, words, ctx.now)
    held = {group.values: group.total for group in groups}
    heads = [Column(down.path, _label(down))]
    named = [_cell(ctx, across, said, fmt) for said in beside]
    heads += [Column(f"{place}", verbatim(said), align=">") for place, said in enumerate(named)]
    heads.append(Column(_COUNT, _TOTAL, align=">"))
    shown: list[Record] = []
    for said in rows:
        counts = [held.get((said, other), 0) for other in beside]
        shown.append(_line(heads, _cell(ctx, down, said, fmt), counts))
    if len(rows) > 1:
        sums = [sum(held.get((said, other), 0) for said in rows) for other in beside]
        shown.append(_line(heads, tr(_TOTAL), sums))
    return heads, shown


def _line(heads: Sequence[Column], first: str, counts: Sequence[int]) -> Record:
    """A line of a table of counts: nothing where there is none, their sum last."""
    cells = [first, *(count or "" for count in counts), sum(counts)]
    return dict(zip([head.key for head in heads], cells, strict=True))


def _label(key: arranging.Key) -> Text:
    label = key.field.field.label
    return T("{label}, {part}", label=label, part=_PERIODS[key.period]) if key.period else label


def _cell(ctx: Context, key: arranging.Key, said: str, fmt: str) -> str:
    """A value; in the formats for people with the label of its code, and a word for none."""
    if fmt not in FOR_PEOPLE:
        return said
    codes = key.field.field.codes
    return (ctx.label(codes, said) if codes else said) or tr(_NOTHING)
