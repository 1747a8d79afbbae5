"""svc reopen: open a closed case again."""

from __future__ import annotations

from svc import workflow
from svc.commands.context import Context
from svc.errors import T
from svc.options import CaseIds, How, Said

HELP = T(
    """Opens a closed case again, at the stage that its path names for it. A reason is needed.

Example:
  svc reopen 7K3M -m 'The new plug gets hot as well.'
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    words: Said = Said(),
    how: How = How(),
) -> int:
    """Reopen a case."""
    reason = ctx.said(*words)
    return ctx.change(ids, lambda case, rules, clerk: workflow.reopen(rules, case, clerk, reason), how)
