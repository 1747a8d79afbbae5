"""svc undo: take back the last act on a case."""

from __future__ import annotations

from svc import undoing
from svc.clerk import Clerk
from svc.commands.context import Context
from svc.errors import T
from svc.model import Case, Change
from svc.options import CaseIds, How, Said
from svc.schema.settings import Settings

HELP = T(
    """Takes back the last act on a case: its fields get what they held before, its events count no more. Nothing is
erased: the log says what was undone. A second undo goes further back; the undo of new closes the case as void.

Examples:
  svc undo @
  svc undo 7K3M -m 'Wrong case.'
"""
)


def run(ctx: Context, ids: CaseIds, words: Said = Said(), how: How = How()) -> int:
    """Undo the last act."""
    from svc.store.past import past

    reason = ctx.said(*words)

    def verb(case: Case, rules: Settings, clerk: Clerk) -> Change:
        return undoing.undo(rules, case, [undoing.Act(*done) for done in past(ctx.store, case.path)], clerk, reason)

    return ctx.change(ids, verb, how)
