"""svc note: add a remark to a case's log."""

from __future__ import annotations

from svc import verbs
from svc.commands.context import Context
from svc.errors import T
from svc.options import CaseIds, How, Opt, Told
from svc.typed import Annotated

HELP = T(
    """Adds a remark to the log, internal unless --visible is given.

Examples:
  svc note @ -m 'Batch 2607A is frozen.'
  svc note 7K3M -F findings.txt --by chen.jie --at '2026-11-20 16:30'
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    words: Told = Told(),
    visible: Annotated[bool, Opt("--visible", help=T("the customer may see it"))] = False,
    how: How = How(),
) -> int:
    """Add a remark."""
    said = ctx.words(*words)
    who = "customer" if visible else "internal"
    return ctx.change(ids, lambda case, _, clerk: verbs.note(case, clerk, said, who), how)
