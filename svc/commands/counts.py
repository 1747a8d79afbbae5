"""Cases counted by groups: svc list --by."""

from __future__ import annotations

from collections.abc import Sequence

from svc.commands.context import Context
from svc.errors import T, Text, UsageError
from svc.model import Case
from svc.options import FOR_PEOPLE
from svc.query import arranging, of_cases
from svc.render.columns import Column, Record

_COUNT = "count"
_PERIODS = {"year": T("year"), "quarter": T("quarter"), "month": T("month"), "week": T("week"), "day": T("day")}
_NOTHING = "-"


def counts(
    ctx: Context, cases: Sequence[Case], by: Sequence[str], sort: Sequence[str], fmt: str
) -> tuple[list[Column], list[Record]]:
    """The columns and rows of how many cases there are of each group. Raises UsageError."""
    words = of_cases.vocabulary(ctx.settings)
    keys = [arranging.key(words, name, ctx.now) for name in by]
    groups = arranging.counted([case.data for case in cases], keys, words, ctx.now)
    for name in reversed(sort):
        if name.lstrip("-－") != _COUNT:
            raise UsageError(T("counts are in the order of what they are counted by"), T("or: --sort -count"))
        groups.sort(key=lambda group: group.total, reverse=name != _COUNT)
    heads = [*(Column(key.path, _label(key)) for key in keys), Column(_COUNT, T("count"), align=">")]
    shown: list[Record] = []
    for group in groups:
        cells = [_cell(ctx, key, said, fmt) for key, said in zip(keys, group.values, strict=True)]
        shown.append(dict(zip([head.key for head in heads], [*cells, group.total], strict=True)))
    return heads, shown


def _label(key: arranging.Key) -> Text:
    label = key.field.field.label
    return T("{label}, {part}", label=label, part=_PERIODS[key.period]) if key.period else label


def _cell(ctx: Context, key: arranging.Key, said: str, fmt: str) -> str:
    """A value; in the formats for people with the label of its code, and a dash for none."""
    if fmt not in FOR_PEOPLE:
        return said
    codes = key.field.field.codes
    return (ctx.label(codes, said) if codes else said) or _NOTHING
