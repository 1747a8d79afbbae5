"""svc close: close a case."""

from __future__ import annotations

from svc import acts, workflow
from svc.commands.context import Context
from svc.commands.given import assignments
from svc.errors import T
from svc.options import CaseIds, How, Said, SetFields

HELP = T(
    """Closes a case from the last stage of its path, if all that the stage asks for is there.

Examples:
  svc close @ --set summary.lesson='Check the plug after each tool change.'
  svc list stage:summary --fields id | svc close -
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    set: SetFields = (),
    words: Said = Said(),
    how: How = How(),
) -> int:
    """Close a case."""
    reason = ctx.said(*words)
    given = assignments(set)
    return ctx.change(
        ids,
        lambda case, rules, clerk: acts.edit_then(
            rules, case, given, clerk, lambda now: workflow.move(rules, now, rules.workflow.closed, clerk, reason)
        ),
        how,
    )
