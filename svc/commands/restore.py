"""svc restore: note that it works again."""

from __future__ import annotations

from svc import facts
from svc.commands.context import Context
from svc.errors import T
from svc.options import CaseIds, How, Told

HELP = T(
    """Notes that it works again for the customer, perhaps by a loan unit. The case goes on until its cause is gone.

Example:
  svc restore @ -m 'Loan unit AC-75 no. 12 runs since noon.' --at 12:00
"""
)


def run(ctx: Context, ids: CaseIds, words: Told = Told(), how: How = How()) -> int:
    """Note that it works again."""
    said = ctx.said(*words)
    return ctx.change(ids, lambda case, rules, clerk: facts.restore(rules, case, clerk, said), how)
