"""svc contain: note that the harm is contained."""

from __future__ import annotations

from svc import facts
from svc.commands.context import Context
from svc.errors import T
from svc.options import CaseIds, How, Told

HELP = T(
    """Notes that the harm can spread no further: stock is held back, users are warned, the machine stands still. The
cause is still to be found. It meets the target contain.

Example:
  svc contain @ -m 'Batch 2607A is held back; all 41 buyers are told.'
"""
)


def run(ctx: Context, ids: CaseIds, words: Told = Told(), how: How = How()) -> int:
    """Note that the harm is contained."""
    said = ctx.said(*words)
    return ctx.change(ids, lambda case, rules, clerk: facts.contain(rules, case, clerk, said), how)
